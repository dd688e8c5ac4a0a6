// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of source.h for live targets: choose what reads their page tables, and explain
 * what each of these refuses.  The module is the first choice, as it alone holds all locks
 * and reads the kernel half; without it, a BPF program reads the user half of a process.
 *
 * Owns the choice, and the loaded BPF program: "stat --all" loads it once.  Once it is loaded,
 * all further processes of the run are read by it, so that their dumps can be compared.
 */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "area.h"
#include "bpf.h"
#include "host.h"
#include "image-process.h"
#include "number.h"
#include "proc-stat.h"
#include "source-private.h"

/* What reads live targets, enum ptwalk_source: the user's choice, or the first one that can */
#define ANY_SOURCE	(~0U)
static __u32 chosen = ANY_SOURCE;

/* The BPF program, loaded at its first use */
static struct bpf_source *program;

/**
 * source_choose() - choose what reads live targets
 * @name: "module", "bpf" or "kcore"
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL if @name is none of them.
 */
int source_choose(const char *name, struct errmsg *err)
{
	static const __u32 live[] = {
		PTWALK_SOURCE_MODULE, PTWALK_SOURCE_BPF, PTWALK_SOURCE_KCORE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(live); i++) {
		if (strcmp(name, dump_source_name(live[i])))
			continue;
		chosen = live[i];
		return 0;
	}
	return errmsg_set(err, -EINVAL,
			  "unknown source '%s': use module, bpf or kcore", name);
}

/* A process can choose any name: make it safe to print on a terminal. */
static void printable(const struct proc_stat *stat, char *name, size_t size)
{
	area_escape(stat->comm, strlen(stat->comm), name, size);
}

static int no_process(int pid, struct errmsg *err)
{
	struct proc_stat stat;
	char name[80];

	if (!proc_stat_read(pid, &stat))
		return errmsg_set(err, -ESRCH, "there is no such process");
	printable(&stat, name, sizeof(name));
	if (stat.state == 'Z' || stat.state == 'X')
		return errmsg_set(err, -ESRCH,
				  "%s is a zombie: it has ended and its address space is gone",
				  name);
	return errmsg_set(err, -ESRCH,
			  "%s is ending and has no address space any more",
			  name);
}

/* Is the whole half requested? */
bool source_whole(const struct source_request *request)
{
	return !request || !(request->start | request->end);
}

/**
 * source_levels() - number of page-table levels of this machine
 *
 * With it a command can refuse an address that is not canonical before it requests a dump.
 * The kernel uses 5 levels if the CPU flag la57 is in /proc/cpuinfo: it clears the flag for
 * no5lvl, and where it is built without 5 levels.
 *
 * Return: 4 or 5.
 */
unsigned int source_levels(void)
{
	static unsigned int levels;

	if (!levels)
		levels = host_cpu_flag("la57") ? 5 : 4;
	return levels;
}

/* Say that a range is not inside its half, whose limits depend on the number of levels. */
static int range_refused(int code, const struct source_place *place,
			 const struct source_request *request,
			 struct errmsg *err)
{
	bool kernel = place->half == PTWALK_HALF_KERNEL;
	char range[NUMBER_SPAN_SIZE], half[NUMBER_SPAN_SIZE];
	const unsigned int levels = source_levels();
	const __u64 limit = ptwalk_half_end(levels);

	number_span(range, request->start, request->end);
	number_span(half, kernel ? -limit : 0, kernel ? 0 : limit);
	return errmsg_set(err, code,
			  "range %s is not inside the %s half, %s with %u levels of page tables",
			  range, kernel ? "kernel" : "user", half, levels);
}

/**
 * source_refused() - explain a refusal that does not depend on what reads the target
 * @code: negative errno
 * @place: the process, and which page tables of it
 * @request: what was requested, or NULL
 * @err: filled in if this function knows the reason
 *
 * Return: true if @err was filled in.
 */
int source_refused(int code, const struct source_place *place,
		   const struct source_request *request, struct errmsg *err)
{
	char name[80] = "this", range[NUMBER_SPAN_SIZE];
	struct proc_stat stat;

	/* these two errors are about the range, if the request has one */
	if (!source_whole(request) && code == -ERANGE)
		return range_refused(code, place, request, err);
	if (!source_whole(request) && code == -EINVAL)
		return errmsg_set(err, code,
				  "range %s does not begin and end at a multiple of 4096",
				  number_span(range, request->start,
					      request->end));
	if (code == -EOPNOTSUPP && place->pgd == PTWALK_PGD_USER)
		return errmsg_set(err, code,
				  "page-table isolation is off, so there is no second PGD for user mode");
	if (code == -ESRCH)
		return no_process(place->pid, err);
	if (code != -ENXIO)
		return 0;
	if (proc_stat_read(place->pid, &stat))
		printable(&stat, name, sizeof(name));
	return errmsg_set(err, code,
			  "%s is a kernel thread: it has no address space of its own",
			  name);
}

/* Read from the module, through @fd, which this function closes. */
static int read_module(struct source *source, int fd, const struct source_place *place,
		       const struct source_request *request, struct errmsg *err)
{
	int rc = source_module_request(fd, place, request, err);

	if (!rc)
		rc = source_read_all(source, fd, request, err);
	close(fd);
	return rc;
}

/* Complete a refusal of BPF or of /proc/kcore that has no words of its own. */
static int live_refused(int code, const struct source_place *place,
			const struct source_request *request, struct errmsg *err)
{
	if (err->text[0] || source_refused(code, place, request, err))
		return code;
	return errmsg_set(err, code, "%s", strerror(-code));
}

/* Load the BPF program, unless that has been done. */
static int load_program(struct errmsg *err)
{
	return program ? 0 : bpf_open(&program, err);
}

static int read_bpf(struct source *source, const struct source_place *place,
		    const struct source_request *request, struct errmsg *err)
{
	struct bpf_request r = { .pid = place->pid, .pgd = place->pgd };
	int rc;

	if (place->half == PTWALK_HALF_KERNEL)
		return errmsg_set(err, -EOPNOTSUPP,
				  "BPF does not read the kernel half; the module (ptwalk module load kernel=1) and --source kcore do");
	rc = load_program(err);
	if (rc)
		return rc;
	if (request) {
		r.start = request->start;
		r.end = request->end;
		r.progress = request->progress;
		r.arg = request->arg;
	}
	err->text[0] = '\0';
	rc = bpf_dump(program, &r, &source->data, &source->size, err);
	return rc ? live_refused(rc, place, request, err) : 0;
}

static int read_kcore(struct source *source, const struct source_place *place,
		      const struct source_request *request, struct errmsg *err)
{
	int rc;

	err->text[0] = '\0';
	rc = kcore_dump(place->pid, place->half, place->pgd, request ? request->start : 0,
			request ? request->end : 0, &source->data, &source->size, err);
	return rc ? live_refused(rc, place, request, err) : 0;
}

/*
 * Neither the module nor BPF can be used: say why not the one and why not the other, first that
 * which the user can do something about: only root can load the module.  What is missing for
 * the module is known already, from @module.
 */
static int no_reader(int code, const struct errmsg *module, const struct errmsg *bpf,
		     struct errmsg *err)
{
	char text[sizeof(module->text)];

	/* @err may be @module */
	snprintf(text, sizeof(text), "%s", module->text);
	if (!host_capable(CAP_SYS_ADMIN))
		return errmsg_set(err, code, "%s.  By the module instead: %s", bpf->text, text);
	return errmsg_set(err, code, "%s.  Without the module, by BPF: %s", text, bpf->text);
}

/* The module cannot be used for the kernel half: name what else reads it. */
static int no_kernel_half(int code, struct errmsg *err)
{
	char text[sizeof(err->text)];

	snprintf(text, sizeof(text), "%s", err->text);
	return errmsg_set(err, code, "%s.  Without the module: --source kcore, which needs CAP_SYS_RAWIO",
			  text);
}

/**
 * source_live() - read the dump of a live target
 * @source: @data and @size are filled in
 * @place: the process, and which page tables of it
 * @request: range to dump; NULL, or @start and @end 0, for the whole half
 * @err: filled in with the reason on failure
 *
 * The module is asked if its file can be opened, else BPF, which then reads all further
 * processes of this run.
 *
 * Return: 0 or a negative errno.
 */
int source_live(struct source *source, const struct source_place *place,
		const struct source_request *request, struct errmsg *err)
{
	struct errmsg bpf;
	int fd, rc;

	if (chosen == PTWALK_SOURCE_BPF)
		return read_bpf(source, place, request, err);
	if (chosen == PTWALK_SOURCE_KCORE)
		return read_kcore(source, place, request, err);
	/* the program is loaded: go on with it, even if the module has come meanwhile */
	if (chosen == ANY_SOURCE && program && place->half == PTWALK_HALF_USER)
		return read_bpf(source, place, request, err);
	fd = source_module_open(place, err);
	if (fd >= 0)
		return read_module(source, fd, place, request, err);
	if (chosen == PTWALK_SOURCE_MODULE)
		return fd;
	if (place->half == PTWALK_HALF_KERNEL)
		return no_kernel_half(fd, err);
	rc = load_program(&bpf);
	if (rc)
		return no_reader(fd, err, &bpf, err);
	return read_bpf(source, place, request, err);
}

/**
 * source_bpf_status() - can BPF read live targets here?
 * @err: filled in with the reason if not; source_bpf_log() has more
 *
 * Loads the program, which is the only certain answer.
 *
 * Return: 0 or a negative errno.
 */
int source_bpf_status(struct errmsg *err)
{
	return load_program(err);
}

/**
 * source_bpf_dictionary() - can BPF learn what this kernel stores in entries?
 * @err: filled in with the reason if not
 *
 * Return: 0 or a negative errno.
 */
int source_bpf_dictionary(struct errmsg *err)
{
	const int rc = load_program(err);

	return rc ? rc : bpf_learn(program, err);
}

/**
 * source_kcore_status() - can /proc/kcore be read?
 * @err: filled in with the reason if not
 *
 * Return: 0 or a negative errno.
 */
int source_kcore_status(struct errmsg *err)
{
	return kcore_open(err);
}

/**
 * source_bpf_log() - what libbpf and the kernel's verifier said last when they refused the program
 *
 * Return: text of several lines; "" if the program is loaded, or was not tried.
 */
const char *source_bpf_log(void)
{
	return program ? "" : bpf_log();
}
