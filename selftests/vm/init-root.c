// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root of a test guest: the host's / below a tmpfs, what is mounted in it, and the
 * loopback network.  Part of init.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "init.h"

#define ROOT		"/root"

void mount_or_fail(const char *what, const char *where, const char *type,
		   unsigned long flags, const char *data)
{
	if (mount(what, where, type, flags, data))
		fail("cannot mount", where);
}

/* Mounts a file system that the kernel may lack; a test that needs it reports that. */
static void mount_maybe(const char *what, const char *where, unsigned long flags)
{
	if (mkdir(where, 0755) && errno != EEXIST)
		return;
	mount(what, where, what, flags, NULL);
}

/* An overlay of the host's / (read-only) and a tmpfs, so that no change is permanent */
void mount_root(void)
{
	mkdir("/lower", 0755);
	mkdir("/rw", 0755);
	mkdir(ROOT, 0755);
	mount_or_fail("host", "/lower", "9p", MS_RDONLY,
		      "trans=virtio,version=9p2000.L,msize=512000,cache=loose");
	mount_or_fail("rw", "/rw", "tmpfs", 0, "mode=755");
	mkdir("/rw/upper", 0755);
	mkdir("/rw/work", 0755);
	mount_or_fail("root", ROOT, "overlay", 0,
		      "lowerdir=/lower,upperdir=/rw/upper,workdir=/rw/work");
}

void enter_root(void)
{
	mount_or_fail("/dev", ROOT "/dev", NULL, MS_MOVE, NULL);
	mount_or_fail("/proc", ROOT "/proc", NULL, MS_MOVE, NULL);
	mount_or_fail("/sys", ROOT "/sys", NULL, MS_MOVE, NULL);
	if (chdir(ROOT) || mount(".", "/", NULL, MS_MOVE, NULL) || chroot("."))
		fail("cannot enter", ROOT);
}

void mount_rest(char *cover, const char *share, const char *libmodules)
{
	struct utsname uts;
	char path[256], *dir;

	mkdir("/dev/pts", 0755);
	mkdir("/dev/shm", 01777);
	mount_or_fail("devpts", "/dev/pts", "devpts", 0,
		      "mode=620,ptmxmode=666,gid=5");
	mount_or_fail("shm", "/dev/shm", "tmpfs", 0, "mode=1777");
	mount_maybe("debugfs", "/sys/kernel/debug", 0);
	mount_maybe("tracefs", "/sys/kernel/tracing", 0);
	mount_maybe("securityfs", "/sys/kernel/security", 0);
	mount_maybe("cgroup2", "/sys/fs/cgroup", 0);
	if (symlink("/proc/self/fd", "/dev/fd") ||
	    symlink("/proc/self/fd/0", "/dev/stdin") ||
	    symlink("/proc/self/fd/1", "/dev/stdout") ||
	    symlink("/proc/self/fd/2", "/dev/stderr"))
		fail("cannot link", "/dev/fd");

	for (dir = strtok(cover, "\n"); dir; dir = strtok(NULL, "\n")) {
		mkdir(dir, 0755);
		mount_or_fail("cover", dir, "tmpfs", 0,
			      strcmp(dir, "/tmp") ? "mode=755" : "mode=1777");
	}
	if (share)
		mount_or_fail("share", share, "9p", 0,
			      "trans=virtio,version=9p2000.L,msize=512000");
	if (!libmodules || uname(&uts))
		return;
	mkdir("/lib/modules", 0755);
	snprintf(path, sizeof(path), "/lib/modules/%s", uts.release);
	mkdir(path, 0755);
	mount_or_fail(libmodules, path, NULL, MS_BIND, NULL);
}

void start_network(void)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	if (!ioctl(fd, SIOCGIFFLAGS, &ifr)) {
		ifr.ifr_flags |= IFF_UP | IFF_RUNNING;
		ioctl(fd, SIOCSIFFLAGS, &ifr);
	}
	close(fd);
	if (sethostname("ptwalk-vm", 9))
		perror("ptwalk init: sethostname");
}
