// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of the test guests: mounts the host's / as a read-only root with an overlay (see
 * init-root.c), runs one command in it, and sends its exit status to the host.
 *
 * It owns what happens in the guest before and after that command: loading the
 * modules that are needed to reach the host, the command's input and output, and the
 * reboot.  It knows no test and checks no result.  Its instructions are files
 * that vm/run has put under /ptwalk/ in the initramfs, not words on the kernel's
 * command line, so that nothing has to be quoted:
 *
 *	modules/NN-*.ko	loaded in the order of their names
 *	command		text for sh -c
 *	cwd		directory to run it in
 *	env		NAME=VALUE, each ended by a NUL
 *	libmodules	the guest kernel's modules, a path on the host
 *	cover		directories that get an empty tmpfs, one a line
 *	share		a path on the host that stays writable (optional)
 *	tty		"ROWS COLS": run the command on the serial console (optional)
 *	probe		reboot as soon as the modules are loaded (optional)
 *
 * It writes to two virtio ports.  "output" gets the output of the command, "status" gets
 * lines of init itself: "up RELEASE LEVELS", then one of "exit N", "signal N" and "error
 * TEXT".  If the guest ends without one of the last three, it crashed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

#define OURS		"/ptwalk/"
#define CONSOLE		"/dev/ttyS0"

/* The most bytes that are read from the pipe after the command has ended */
#define LAST_WORDS	(1 << 20)

static int status_fd = -1;

/* Writes a line to the status port; to the console as long as that is not open. */
static void tell(const char *fmt, ...)
{
	char line[512];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(line, sizeof(line) - 1, fmt, ap);
	va_end(ap);
	if (len < 0)
		return;
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	if (status_fd < 0 || write(status_fd, line, len) != len)
		fprintf(stderr, "ptwalk init: %.*s", len, line);
}

/* Reboots, which ends QEMU, as vm/run starts it with -no-reboot. */
static void __attribute__((noreturn)) end(void)
{
	sync();
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

void fail(const char *what, const char *which)
{
	tell("error %s %s: %s", what, which, strerror(errno));
	end();
}

/* Reads a whole file and appends a NUL; returns NULL if the file does not exist. */
char *slurp(const char *path, size_t *size)
{
	size_t len = 0, room = 4096;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;
	ssize_t n;

	if (fd < 0)
		return NULL;
	text = malloc(room);
	while (text) {
		n = read(fd, text + len, room - len - 1);
		if (n < 0)
			fail("cannot read", path);
		if (!n)
			break;
		len += n;
		if (len == room - 1)
			text = realloc(text, room *= 2);
	}
	close(fd);
	if (!text)
		fail("no memory for", path);
	text[len] = '\0';
	if (size)
		*size = len;
	return text;
}

static void load_modules(void)
{
	struct dirent **names;
	char path[512];
	int i, n, fd;

	n = scandir(OURS "modules", &names, NULL, alphasort);
	for (i = 0; i < n; i++) {
		if (names[i]->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), OURS "modules/%s",
			 names[i]->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) &&
			       errno != EEXIST))
			fail("cannot load", path);
		close(fd);
	}
}

/* Finds and opens a virtio port by its name in sysfs, as no udev makes links. */
static int open_port(const char *name)
{
	char path[512], want[64], *is = NULL;
	struct dirent *d;
	int tries, fd = -1;
	DIR *dir;

	snprintf(want, sizeof(want), "ptwalk.%s\n", name);
	/* ports appear some time after the driver was loaded: try for 5 s */
	for (tries = 0; fd < 0 && tries < 500; tries++) {
		if (tries)
			usleep(10000);
		dir = opendir("/sys/class/virtio-ports");
		while (dir && fd < 0 && (d = readdir(dir))) {
			snprintf(path, sizeof(path),
				 "/sys/class/virtio-ports/%s/name", d->d_name);
			is = slurp(path, NULL);
			if (!is)
				continue;
			if (!strcmp(is, want)) {
				snprintf(path, sizeof(path), "/dev/%s",
					 d->d_name);
				fd = open(path, O_WRONLY | O_CLOEXEC);
			}
			free(is);
		}
		if (dir)
			closedir(dir);
	}
	if (fd < 0)
		fail("cannot find virtio port", name);
	return fd;
}

/* The number of levels in use: the kernel clears the flag la57 if it was told no5lvl. */
static int paging_levels(void)
{
	char *cpuinfo = slurp("/proc/cpuinfo", NULL);
	int levels = cpuinfo && strstr(cpuinfo, " la57") ? 5 : 4;

	free(cpuinfo);
	return levels;
}

static char **make_env(char *text, size_t size)
{
	size_t i, n = 0;
	char **env;

	for (i = 0; i < size; i++)
		n += !text[i];
	env = calloc(n + 1, sizeof(*env));
	if (!env)
		fail("no memory for", "env");
	for (i = 0, n = 0; i < size; i += strlen(text + i) + 1)
		env[n++] = text + i;
	return env;
}

/* In the child: runs the command; @out is a pipe, or -1 for the console as its terminal */
static void __attribute__((noreturn))
run_command(const char *command, const char *cwd, char **env, int out,
	    const char *tty)
{
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	struct winsize size = {};
	int in;

	setsid();
	in = open(out < 0 ? CONSOLE : "/dev/null", O_RDWR);
	if (in < 0)
		fail("cannot open", out < 0 ? CONSOLE : "/dev/null");
	if (out < 0) {
		ioctl(in, TIOCSCTTY, 1);
		if (sscanf(tty, "%hu %hu", &size.ws_row, &size.ws_col) == 2)
			ioctl(in, TIOCSWINSZ, &size);
		out = in;
	}
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	if (in > 2)
		close(in);
	if (out > 2 && out != in)
		close(out);
	if (chdir(cwd)) {
		dprintf(2, "cannot change to %s: %s\n", cwd, strerror(errno));
		_exit(126);
	}
	execve("/bin/sh", argv, env);
	dprintf(2, "cannot run /bin/sh: %s\n", strerror(errno));
	_exit(127);
}

/* Copies once; returns the number of bytes, 0 if there are none yet, -1 at the end. */
static ssize_t pass_on(int from, int to)
{
	static char buf[32768];
	ssize_t n, done = 0, put;

	n = read(from, buf, sizeof(buf));
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	if (!n)
		return -1;
	while (done < n) {
		put = write(to, buf + done, n - done);
		if (put < 0 && errno != EINTR)
			return -1;
		if (put > 0)
			done += put;
	}
	return n;
}

/* Copies output and reaps all children until @command ends; returns its wait status. */
static int supervise(pid_t command, int from, int to, int signals)
{
	struct signalfd_siginfo info;
	struct pollfd fds[2] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = from, .events = POLLIN },
	};
	ssize_t n, left = LAST_WORDS;
	int status, ended = 0;
	bool over = false;
	pid_t pid;

	while (!over) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			fail("cannot", "poll");
		if (fds[1].revents && pass_on(from, to) < 0)
			fds[1].fd = -1;
		if (!(fds[0].revents & POLLIN))
			continue;
		if (read(signals, &info, sizeof(info)) < 0)
			continue;
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid != command)
				continue;
			ended = status;
			over = true;
		}
	}
	/* Its children may keep the pipe open and write endlessly: hence the limit. */
	while (fds[1].fd >= 0 && left > 0) {
		n = pass_on(from, to);
		if (n <= 0)
			break;
		left -= n;
	}
	return ended;
}

int main(void)
{
	char *command, *cwd, *cover, *share, *libmodules, *tty, *envtext;
	int out = -1, pipefd[2] = { -1, -1 }, signals, status;
	size_t envsize = 0;
	struct utsname uts;
	bool probe;
	sigset_t set, old;
	pid_t pid;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	/* the kernel may have mounted devtmpfs itself */
	if (mount("dev", "/dev", "devtmpfs", 0, NULL) && errno != EBUSY)
		fail("cannot mount", "/dev");
	mount_or_fail("proc", "/proc", "proc", 0, NULL);
	mount_or_fail("sys", "/sys", "sysfs", 0, NULL);

	load_modules();
	status_fd = open_port("status");
	if (uname(&uts))
		fail("cannot", "uname");
	tell("up %s %d", uts.release, paging_levels());

	probe = !access(OURS "probe", F_OK);
	if (probe) {
		tell("exit 0");
		end();
	}

	command = slurp(OURS "command", NULL);
	cwd = slurp(OURS "cwd", NULL);
	envtext = slurp(OURS "env", &envsize);
	cover = slurp(OURS "cover", NULL);
	share = slurp(OURS "share", NULL);
	libmodules = slurp(OURS "libmodules", NULL);
	tty = slurp(OURS "tty", NULL);
	if (!command || !cwd || !envtext || !cover)
		fail("cannot read", OURS);

	mount_root();
	enter_root();
	mount_rest(cover, share, libmodules);
	start_network();

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &old);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0)
		fail("cannot", "signalfd");
	if (!tty) {
		out = open_port("output");
		if (pipe2(pipefd, O_CLOEXEC))
			fail("cannot", "pipe");
		/* only init's end is non-blocking, not the command's */
		fcntl(pipefd[0], F_SETFL, O_NONBLOCK);
	}

	pid = fork();
	if (pid < 0)
		fail("cannot", "fork");
	if (!pid) {
		sigprocmask(SIG_SETMASK, &old, NULL);
		run_command(command, cwd, make_env(envtext, envsize), pipefd[1],
			    tty);
	}
	if (pipefd[1] >= 0)
		close(pipefd[1]);

	status = supervise(pid, pipefd[0], out, signals);
	if (WIFEXITED(status))
		tell("exit %d", WEXITSTATUS(status));
	else
		tell("signal %d", WTERMSIG(status));
	end();
}
