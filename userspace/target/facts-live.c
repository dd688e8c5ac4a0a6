// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read settings and smaps of a live process: see facts-live.h.  Which files of settings
 * exist depends on the kernel, so a missing one is no error: its setting is not known.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "errmsg.h"
#include "facts-live.h"
#include "host.h"
#include "proc-stat.h"

#define THP	"/sys/kernel/mm/transparent_hugepage/"

/* Files below THP.  add_sizes() adds the settings of each page size. */
static const char *const knobs[] = {
	"enabled",
	"defrag",
	"shmem_enabled",
	"use_zero_page",
	"khugepaged/defrag",
	"khugepaged/max_ptes_none",
	"khugepaged/max_ptes_swap",
	"khugepaged/max_ptes_shared",
	"khugepaged/pages_to_scan",
	"khugepaged/scan_sleep_millisecs",
	"khugepaged/alloc_sleep_millisecs",
	"khugepaged/pages_collapsed",
	"khugepaged/full_scans",
};

static int add_file(struct facts *facts, const char *name, const char *path,
		    struct errmsg *err)
{
	char value[FACTS_TEXT];

	if (!host_read_line(path, value, sizeof(value)))
		return 0;
	return facts_add_knob(facts, name, value, err);
}

static int add_thp(struct facts *facts, const char *name, struct errmsg *err)
{
	char path[128];

	snprintf(path, sizeof(path), THP "%s", name);
	return add_file(facts, name, path, err);
}

static int add_sizes(struct facts *facts, struct errmsg *err)
{
	static const char *const files[] = { "enabled", "shmem_enabled" };
	unsigned int order;
	char name[64];
	size_t i;
	int rc;

	for (order = 0; order <= 9; order++)
		for (i = 0; i < ARRAY_SIZE(files); i++) {
			snprintf(name, sizeof(name), "hugepages-%ukB/%s",
				 4U << order, files[i]);
			rc = add_thp(facts, name, err);
			if (rc)
				return rc;
		}
	return 0;
}

/* Add the line "THP_enabled" of /proc/PID/status. */
static int add_process(struct facts *facts, int pid, struct errmsg *err)
{
	char value[FACTS_TEXT];

	if (!proc_status_read(pid, "THP_enabled", value, sizeof(value)))
		return 0;
	return facts_add_knob(facts, "status/THP_enabled", value, err);
}

/* Note that the process has another mount namespace: its mount points are not those of here. */
static int add_namespace(struct facts *facts, int pid, struct errmsg *err)
{
	struct stat own, its;
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", pid);
	if (stat(path, &its) || stat("/proc/self/ns/mnt", &own) || its.st_ino == own.st_ino)
		return 0;
	return facts_add_knob(facts, FACTS_MOUNTS, "other", err);
}

/**
 * facts_read_settings() - read the settings that hold for all processes
 * @facts: facts, to which the settings are added
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno.
 */
int facts_read_settings(struct facts *facts, struct errmsg *err)
{
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(knobs); i++) {
		rc = add_thp(facts, knobs[i], err);
		if (rc)
			return rc;
	}
	rc = add_sizes(facts, err);
	if (!rc)
		rc = add_file(facts, "vm/zone_reclaim_mode",
			      "/proc/sys/vm/zone_reclaim_mode", err);
	return rc;
}

/* Parse a line of smaps: the first line of a VMA (@begins is set), or one of its sums. */
static void read_smaps_line(const char *line, struct ptwalk_smaps *smaps,
			    bool *begins)
{
	unsigned long long start, end, value;
	char key[32];

	*begins = sscanf(line, "%llx-%llx ", &start, &end) == 2;
	if (*begins) {
		smaps->start = start;
		smaps->end = end;
		return;
	}
	if (sscanf(line, "%31[^:]: %llu", key, &value) != 2)
		return;
	if (!strcmp(key, "Rss"))
		smaps->rss = value * 1024;
	else if (!strcmp(key, "AnonHugePages"))
		smaps->anon_huge = value * 1024;
	else if (!strcmp(key, "ShmemPmdMapped"))
		smaps->shmem_huge = value * 1024;
	else if (!strcmp(key, "FilePmdMapped"))
		smaps->file_huge = value * 1024;
	else if (!strcmp(key, "THPeligible"))
		smaps->eligible = !!value;
}

static int add_smaps(struct facts *facts, const struct ptwalk_smaps *smaps,
		     struct errmsg *err)
{
	struct ptwalk_smaps *copy;

	/*
	 * Between two reads the kernel goes on at the start of the next VMA.  If the one before
	 * has grown over it by then, it is shown once more, with all of its sums: leave it out.
	 */
	if (!smaps->end || (facts->nr_smaps &&
			    smaps->start < facts->smaps[facts->nr_smaps - 1]->end))
		return 0;
	copy = malloc(sizeof(*copy));
	if (!copy)
		return errmsg_set(err, -ENOMEM, "out of memory");
	*copy = *smaps;
	copy->rec.type = PTWALK_REC_SMAPS;
	copy->rec.length = sizeof(*copy);
	return facts_add(facts, &copy->rec, err);
}

/**
 * facts_read_smaps() - read the smaps of a process
 * @facts: facts, to which a record for each VMA is added
 * @path: the file
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno.
 */
int facts_read_smaps(struct facts *facts, const char *path, struct errmsg *err)
{
	/* complete when the next VMA begins */
	struct ptwalk_smaps area = { 0 }, next = { 0 };
	char *line = NULL;
	size_t size = 0;
	bool begins;
	FILE *file;
	int rc = 0;

	file = fopen(path, "re");
	if (!file)
		return errmsg_set(err, -errno, "cannot open %s: %m", path);
	while (!rc && getline(&line, &size, file) > 0) {
		read_smaps_line(line, &next, &begins);
		if (begins) {
			rc = add_smaps(facts, &area, err);
			area = (struct ptwalk_smaps){
				.start = next.start,
				.end = next.end,
			};
			next = area;
		} else {
			area = next;
		}
	}
	if (!rc)
		rc = add_smaps(facts, &area, err);
	free(line);
	fclose(file);
	return rc;
}

static const char *facts_path(char path[40], int pid, const char *file)
{
	snprintf(path, 40, "/proc/%d/%s", pid, file);
	return path;
}

/**
 * facts_read() - read facts of a live process
 * @dump: dump of the process, to which the facts are added
 * @pid: PID of the process in the PID namespace of /proc
 * @what: mask of FACTS_*; read each at most once for a dump
 * @err: filled in with what could not be read
 *
 * Stops at the first failure, and keeps what has been read before it.
 *
 * Return: 0 or a negative errno.
 */
int facts_read(struct dump *dump, int pid, unsigned int what,
	       struct errmsg *err)
{
	char path[40];
	int rc = 0;

	if (what & FACTS_FRAMES)
		rc = facts_read_huge_zero(dump, err);
	if (!rc && (what & FACTS_NODES))
		rc = facts_read_nodes(&dump->facts, err);
	if (!rc && (what & FACTS_KNOBS))
		rc = facts_read_settings(&dump->facts, err);
	/* the dump itself may tell what the file is read for, which costs as much as the dump */
	if (!rc && ((what & FACTS_KNOBS) || ((what & FACTS_PROCESS) &&
					     dump_mm_flag(dump, PTWALK_DICT_MM_NO_THP) < 0)))
		rc = add_process(&dump->facts, pid, err);
	if (!rc && (what & FACTS_KNOBS))
		rc = add_namespace(&dump->facts, pid, err);
	if (!rc && (what & (FACTS_KNOBS | FACTS_PROCESS)))
		rc = facts_read_mounts(dump, facts_path(path, pid, "mountinfo"),
				       what & FACTS_KNOBS, err);
	if (!rc && (what & FACTS_SMAPS))
		rc = facts_read_smaps(&dump->facts, facts_path(path, pid, "smaps"), err);
	return rc;
}
