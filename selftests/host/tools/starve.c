// SPDX-License-Identifier: GPL-2.0-only
/*
 * starve LIBRARY OUTPUT STATUS COMMAND... - run a command again and again, with one allocation
 * after the other failing (preload/scarce.c is the LIBRARY); then with all after it as well.
 *
 * Each time it has to end with STATUS and one sentence on standard error, and without the file
 * OUTPUT ("" if it writes none); or with the output that it has when all allocations succeed.  It
 * may also end as the C library ends it, where that has no memory for the variables of a library
 * that is loaded.
 * Beyond DENSE, only every 16th allocation, on average, fails.  Prints the number of runs,
 * refused ones and others, and what was wrong with up to five; exits with 1 if something was.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DENSE		150	/* below it, each allocation fails once */
#define SAID_SIZE	4096
#define SECONDS		60	/* for a run, or it hangs */
#define SHOWN		5
#define LOADER		127	/* exit status by which the C library ends a program */

/**
 * struct run - one run of the command
 * @status: as of wait()
 * @failed: an allocation has failed
 * @out: a file in memory with its standard output
 * @file: the file OUTPUT, or -1 if there is none
 * @said: what is on standard error
 */
struct run {
	int	status;
	bool	failed;
	int	out;
	int	file;
	char	said[SAID_SIZE];
};

static const char *library, *output;
static char **command;

static void die(const char *what)
{
	fprintf(stderr, "starve: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void child(unsigned long at, bool rest, int out, int err, int note)
{
	char number[24], descriptor[12];

	snprintf(number, sizeof(number), "%lu", at);
	snprintf(descriptor, sizeof(descriptor), "%d", note);
	setenv("LD_PRELOAD", library, 1);
	setenv("SCARCE_AT", number, 1);
	setenv("SCARCE_FD", descriptor, 1);
	if (rest)
		setenv("SCARCE_REST", "1", 1);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	alarm(SECONDS);
	execv(command[0], command);
	_exit(127);
}

static void run(struct run *r, unsigned long at, bool rest)
{
	int err = memfd_create("err", 0), note[2];
	char byte;
	pid_t pid;
	ssize_t n;

	r->out = memfd_create("out", 0);
	if (r->out < 0 || err < 0 || pipe(note))
		die("cannot make files");
	pid = fork();
	if (pid < 0)
		die("cannot fork");
	if (!pid)
		child(at, rest, r->out, err, note[1]);
	close(note[1]);
	if (waitpid(pid, &r->status, 0) != pid)
		die("cannot wait");
	r->failed = read(note[0], &byte, 1) == 1;
	close(note[0]);
	n = pread(err, r->said, SAID_SIZE - 1, 0);
	r->said[n > 0 ? n : 0] = '\0';
	close(err);
	r->file = open(output, O_RDONLY | O_CLOEXEC);
}

static void drop(struct run *r)
{
	close(r->out);
	if (r->file >= 0)
		close(r->file);
}

static bool same_file(int a, int b)
{
	char x[65536], y[65536];
	off_t at = 0;
	ssize_t n;

	do {
		n = pread(a, x, sizeof(x), at);
		if (n < 0 || pread(b, y, sizeof(y), at) != n || memcmp(x, y, n))
			return false;
		at += n;
	} while (n);
	return true;
}

/* One line that begins with the name of the program */
static bool sentence(const char *said)
{
	const char *end = strchr(said, '\n');

	return !strncmp(said, "ptwalk", 6) && end && !end[1];
}

/* "unknown", and why: an answer of "check" */
static bool answered(int out)
{
	char text[SAID_SIZE];
	const ssize_t n = pread(out, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return strstr(text, "out of memory");
}

/* Has a run written all that it has to? */
static bool same_output(const struct run *r, const struct run *whole)
{
	return same_file(r->out, whole->out) &&
	       (!*output || (r->file >= 0 && same_file(r->file, whole->file)));
}

/* What is wrong with a run, or NULL */
static const char *judge(const struct run *r, const struct run *whole, int status)
{
	if (WIFSIGNALED(r->status))
		return strsignal(WTERMSIG(r->status));
	if (!r->status || (r->status == whole->status && same_file(r->out, whole->out)))
		return same_output(r, whole) ? NULL : "another output, and no word of it";
	if (r->file >= 0)
		return "a file is left";
	if (WEXITSTATUS(r->status) == LOADER && strstr(r->said, "thread-local data"))
		return NULL;
	if (WEXITSTATUS(r->status) != status)
		return "another exit status";
	return sentence(r->said) || answered(r->out) ? NULL : "not one sentence";
}

int main(int argc, char **argv)
{
	unsigned long at, runs = 0, refused = 0, wrong = 0;
	struct run whole, r;
	const char *what;
	int rest;

	if (argc < 5)
		die("LIBRARY OUTPUT STATUS COMMAND...");
	library = argv[1];
	output = argv[2];
	command = argv + 4;
	run(&whole, ~0UL, false);
	for (rest = 0; rest < 2; rest++) {
		for (at = 1; ; at += at < DENSE ? 1 : 1 + at / 16) {
			if (*output)
				unlink(output);
			run(&r, at, rest);
			if (!r.failed)
				break;
			what = judge(&r, &whole, atoi(argv[3]));
			if (what && wrong++ < SHOWN)
				printf("# allocation %lu%s: %s (status %#x): %s\n", at,
				       rest ? " and later" : "", what, r.status, r.said);
			runs++;
			refused += !!r.status;
			drop(&r);
		}
		drop(&r);
	}
	printf("# %6lu runs %6lu refused %4lu went on %4lu wrong\n", runs, refused, runs - refused,
	       wrong);
	return wrong > 0;
}
