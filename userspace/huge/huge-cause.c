// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts for verdicts with a cause (huge_window.cause): which condition of a file fails,
 * which mount or setting refuses, what cleared W; and what can be done about that.  See
 * huge-text.h.
 */
#include <stdio.h>
#include <string.h>

#include "huge-private.h"
#include "huge-text.h"

/*
 * do_sync_mmap_readahead(), since 5.18: needs neither CONFIG_READ_ONLY_THP_FOR_FS nor VM_EXEC, nor
 * that nobody writes to the file
 */
#define READ_HUGE	"call madvise(MADV_HUGEPAGE) before the file is in the page cache, where its file system has large folios, as xfs does (from 5.18 on)"
#define ELSEWHERE	"put the data into anonymous memory, or on a tmpfs that is mounted with huge=always"

static const struct {
	const char	*why;
	const char	*fix;
} file[] = {
	[HUGE_FILE_UNSAID] = {
		"of which kind of file cannot be told",
		"look at the live process with --pages"
	},
	[HUGE_FILE_CONFIG] = {
		"this kernel was built without CONFIG_READ_ONLY_THP_FOR_FS",
		READ_HUGE "; or " ELSEWHERE
	},
	[HUGE_FILE_NOT_EXEC] = {
		"the mapping is not executable, which this kernel asks for",
		READ_HUGE "; or, for code, map it with PROT_EXEC; or " ELSEWHERE
	},
	[HUGE_FILE_WRITERS] = {
		"the file is open for writing",
		"close it where it is open for writing; or " READ_HUGE "; or " ELSEWHERE
	},
	[HUGE_FILE_IRREGULAR] = {
		"it is no regular file", NULL
	},
	[HUGE_FILE_SYSTEM] = {
		"its file system does not make pages of 2M",
		"copy the file to one that does, as ext4 and xfs do; or " ELSEWHERE
	},
};

static const struct {
	const char	*why;
	const char	*fix;
} written[] = {
	[HUGE_WRITE_UNSAID] = {
		NULL,
		"write to one page of the window; from 6.18 on this is no reason"
	},
	[HUGE_WRITE_READ_ONLY] = {
		"no page can be written to: the area is read-only",
		"write to one page of the window, for which it has to be writable: mprotect(PROT_READ | PROT_WRITE); from 6.18 on this is no reason"
	},
	[HUGE_WRITE_PROTNONE] = {
		"no page can be written to: the area is PROT_NONE",
		"write to one page of the window, for which it has to be writable: mprotect(PROT_READ | PROT_WRITE); from 6.18 on this is no reason"
	},
	[HUGE_WRITE_HINT] = {
		"no page can be written to: all wait for a NUMA hinting fault",
		"write to one page of the window: the next access to a page gives it back; sysctl kernel.numa_balancing=0 ends it"
	},
	[HUGE_WRITE_SOFT_DIRTY] = {
		"no page can be written to: clear_refs has soft-dirty note the next write",
		"write to one page of the window, after whoever follows soft-dirty has cleared it"
	},
	[HUGE_WRITE_SHARED] = {
		"no page can be written to: copy on write, shared with another process since fork()",
		"write to one page of the window, which copies it; or wait until the other process ends"
	},
	[HUGE_WRITE_ALONE] = {
		"no page can be written to: copy on write since fork(), but no other process has them any more",
		"write to one page of the window, which is not copied any more; from 6.18 on this is no reason"
	},
	[HUGE_WRITE_COPY] = {
		"no page can be written to: copy on write, as after fork()",
		"write to one page of the window; from 6.18 on this is no reason"
	},
};

/*
 * The mount point as an argument of a command that people copy: "MOUNTPOINT" where it has
 * a character that a shell interprets or a terminal does not show, or where it does not
 * fit.
 */
static const char *mount_point(const struct ptwalk_mount *mount, char *buf, size_t size)
{
	const char *point = mount ? (const char *)mount->text + mount->type_length : "";
	size_t i, length = mount ? mount->point_length : 0;

	for (i = 0; i < length; i++)
		if (point[i] <= ' ' || point[i] > '~' || strchr("\\'\"$`;&|<>()*?[]#", point[i]))
			length = 0;
	if (!length || length >= size)
		return "MOUNTPOINT";
	memcpy(buf, point, length);
	buf[length] = '\0';
	return buf;
}

static const struct ptwalk_mount *mount_of(const struct huge_rules *rules,
					   const struct huge_window *window)
{
	if (window->cause == HUGE_CAUSE_MIXED)
		return NULL;
	return facts_mount(rules->facts, window->cause >> 32, (__u32)window->cause);
}

/**
 * huge_cause() - the cause of a verdict in words
 * @rules: the rules that found the verdict
 * @window: window with its verdict, or several with a common cause
 * @buf: filled with a clause
 *
 * Return: @buf, "" where the cause adds nothing to the verdict.
 */
char *huge_cause(const struct huge_rules *rules, const struct huge_window *window,
		 char buf[HUGE_TEXT])
{
	const struct ptwalk_mount *mount;
	char value[FACTS_TEXT], point[128];

	buf[0] = '\0';
	if (window->cause == HUGE_CAUSE_MIXED)
		return buf;
	if (window->verdict == HUGE_NO_WRITABLE) {
		if (written[window->cause].why)
			snprintf(buf, HUGE_TEXT, "%s", written[window->cause].why);
	} else if (window->verdict == HUGE_FILE_INELIGIBLE) {
		snprintf(buf, HUGE_TEXT, "%s%s", file[window->cause].why,
			 window->cause == HUGE_FILE_CONFIG && rules->behaviour->file_execve ?
			 ", or, as 5.10 asks for, execve() did not map the file" : "");
	} else if (window->verdict == HUGE_TMPFS_DISABLED) {
		mount = mount_of(rules, window);
		if (!mount || !huge_mount_is_tmpfs(mount))
			return buf;
		if (!facts_mount_option(mount, "huge", value))
			snprintf(value, sizeof(value), "never");
		snprintf(buf, HUGE_TEXT, "%s is mounted with huge=%.16s",
			 mount_point(mount, point, sizeof(point)), value);
	}
	return buf;
}

static const char *shmem_fix(const struct huge_rules *rules,
			     const struct huge_window *window, char buf[HUGE_TEXT])
{
	const char *knob = huge_knob(rules, window);

	/* with "force" a size has to be "inherit" to be allowed */
	if (window->cause == HUGE_SHMEM_SIZE && rules->knobs.shmem == HUGE_MODE_FORCE)
		snprintf(buf, HUGE_TEXT, "echo inherit > %s", knob);
	else
		snprintf(buf, HUGE_TEXT,
			 "echo always > %s; or echo advise > %s, and the program calls madvise(MADV_HUGEPAGE)",
			 knob, knob);
	return buf;
}

/**
 * huge_cause_fix() - what can be done about the cause of a verdict
 * @rules: the rules that found the verdict
 * @window: window with its verdict, or several with a common cause
 * @buf: room for the result
 *
 * Return: a sentence, or NULL where there is nothing to be mended.
 */
const char *huge_cause_fix(const struct huge_rules *rules,
			   const struct huge_window *window, char buf[HUGE_TEXT])
{
	char point[128], value[FACTS_TEXT], enter[64] = "";
	const struct ptwalk_mount *mount;

	if (window->verdict == HUGE_NO_WRITABLE)
		return written[window->cause == HUGE_CAUSE_MIXED ? HUGE_WRITE_UNSAID :
								   window->cause].fix;
	if (window->verdict == HUGE_SHMEM_DISABLED)
		return shmem_fix(rules, window, buf);
	if (window->verdict != HUGE_TMPFS_DISABLED)
		return window->cause == HUGE_CAUSE_MIXED ? ELSEWHERE :
							   file[window->cause].fix;
	mount = mount_of(rules, window);
	if (mount && !huge_mount_is_tmpfs(mount))
		mount = NULL;
	/* the path is one of the process, and can be another mount where this is read */
	if (facts_knob(rules->facts, FACTS_MOUNTS, value))
		snprintf(enter, sizeof(enter), "-N %d ", rules->dump->header->tgid);
	snprintf(buf, HUGE_TEXT,
		 "mount %s-o remount,huge=always %s; or huge=advise, and the program calls madvise(MADV_HUGEPAGE)",
		 enter, mount_point(mount, point, sizeof(point)));
	return buf;
}
