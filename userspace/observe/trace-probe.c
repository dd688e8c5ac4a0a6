// SPDX-License-Identifier: GPL-2.0-only
/*
 * Definition of the kprobe events: see trace-probe.h.
 *
 * An event has the fields mm, addr (first address of the range), owner (mm->owner, 0 if the
 * mm has none), pid (owner->tgid) and comm (owner->comm).  Before 6.6 a probe cannot name a
 * member of a structure, so it is defined with registers and offsets, taken from BTF.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "errmsg.h"
#include "host.h"
#include "library-trace.h"
#include "pte.h"
#include "trace-btf.h"
#include "trace-probe.h"

/*
 * Functions of mm/khugepaged.c that both khugepaged and MADV_COLLAPSE call for each range.
 * Each line is for one generation of kernels, with one of them named behind it; the first
 * line is used of which the running kernel has all functions.
 */
static const char *const functions[][TRACE_PROBES] = {
	{ "collapse_single_pmd" },					/* 7.2 */
	{ "hpage_collapse_scan_pmd", "hpage_collapse_scan_file" },	/* 6.1 */
	{ "khugepaged_scan_pmd" },	/* 5.10, whose khugepaged_scan_file() gets no address */
};

static const char *const names[TRACE_PROBES] = { "scan", "scan_file" };

/**
 * struct offsets - offsets of members, in bytes
 * @vm_mm: struct vm_area_struct.vm_mm
 * @owner: struct mm_struct.owner
 * @tgid: struct task_struct.tgid
 * @comm: struct task_struct.comm
 */
struct offsets {
	int	vm_mm;
	int	owner;
	int	tgid;
	int	comm;
};

/**
 * trace_probe_name() - get the name of a kprobe event
 * @i: number of the event, below %TRACE_PROBES
 *
 * Return: the event's name in the group passed to trace_probe_add().
 */
const char *trace_probe_name(unsigned int i)
{
	return names[i];
}

static int find_offsets(const struct btf *btf, struct offsets *at,
			struct errmsg *err)
{
	at->vm_mm = trace_btf_offset(btf, "vm_area_struct", "vm_mm");
	at->owner = trace_btf_offset(btf, "mm_struct", "owner");
	at->tgid = trace_btf_offset(btf, "task_struct", "tgid");
	at->comm = trace_btf_offset(btf, "task_struct", "comm");
	if (at->owner < 0)
		return errmsg_set(err, -ENOENT,
				  "this kernel does not record which process an address space belongs to (mm_struct.owner, CONFIG_MEMCG)");
	if (at->vm_mm < 0 || at->tgid < 0 || at->comm < 0)
		return errmsg_set(err, -ENOENT,
				  "the kernel's type information lacks a member that is needed (vm_area_struct.vm_mm, task_struct.tgid or comm)");
	return 0;
}

/* The first line of functions[] that the kernel has, or NULL; @args gets their arguments. */
static const char *const *find_functions(const struct btf *btf,
					 struct trace_args args[TRACE_PROBES])
{
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(functions); i++) {
		for (n = 0; n < TRACE_PROBES && functions[i][n]; n++)
			if (!trace_btf_function(btf, functions[i][n], &args[n]))
				break;
		if (n == TRACE_PROBES || (n && !functions[i][n]))
			return functions[i];
	}
	return NULL;
}

static int refused(const char *function, int code, struct errmsg *err)
{
	char level[32];

	if (code == -EPERM && host_locked_down(level, sizeof(level)))
		return errmsg_set(err, code,
				  "the kernel is locked down (%s) and takes no kprobe",
				  level);
	if (code == -ENOENT)
		return errmsg_set(err, code,
				  "no kprobe can be placed on %s: %s (is the kernel built with CONFIG_KPROBE_EVENTS?)",
				  function, strerror(-code));
	return errmsg_set(err, code, "no kprobe can be placed on %s: %s",
			  function, strerror(-code));
}

static int add_event(const char *group, const char *name, const char *function,
		     const struct trace_args *args, const struct offsets *at,
		     struct errmsg *err)
{
	struct tracefs_dynevent *event;
	char mm[32], format[256];
	int rc = -ENOMEM;

	if (args->mm)
		snprintf(mm, sizeof(mm), "%%%s", args->mm);
	else
		snprintf(mm, sizeof(mm), "+%d(%%%s)", at->vm_mm, args->vma);
	snprintf(format, sizeof(format),
		 "mm=%s:x64 addr=%%%s:x64 owner=+%d(%s):x64 pid=+%d(+%d(%s)):s32 comm=+%d(+%d(%s)):string",
		 mm, args->addr, at->owner, mm, at->tgid, at->owner, mm,
		 at->comm, at->owner, mm);
	event = tracefs_kprobe_alloc(group, name, function, format);
	errno = 0;
	if (event)
		rc = tracefs_dynevent_create(event) ?
		     (errno ? -errno : -EIO) : 0;
	tracefs_dynevent_free(event);
	return rc ? refused(function, rc, err) : 0;
}

/**
 * trace_probe_add() - define the kprobe events
 * @group: group for the events; nobody else may use it
 * @err: says why it failed
 *
 * Events that were defined before a failure stay; trace_instance_remove() removes them.
 *
 * Return: 0 or a negative errno.
 */
int trace_probe_add(const char *group, struct errmsg *err)
{
	struct trace_args args[TRACE_PROBES];
	const char *const *function;
	struct offsets at;
	struct btf *btf;
	size_t i;
	int rc;

	btf = trace_btf_open(err);
	if (!btf)
		return -ENOENT;
	rc = find_offsets(btf, &at, err);
	function = rc ? NULL : find_functions(btf, args);
	if (!rc && !function)
		rc = errmsg_set(err, -ENOENT,
				"this kernel has none of the functions that are known to scan a range (collapse_single_pmd, hpage_collapse_scan_pmd), or its compiler inlined them");
	for (i = 0; !rc && i < TRACE_PROBES && function[i]; i++)
		rc = add_event(group, names[i], function[i], &args[i], &at, err);
	trace_btf_close(btf);
	return rc;
}
