// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load the BPF program and prepare what all dumps of a run share: where the kernel maps physical
 * memory, its VM_* flags and its dictionary.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf-private.h"
#include "dict-btf.h"
#include "dict.h"
#include "errmsg.h"
#include "host.h"
#include "library-bpf.h"

#include "walk.skel.h"

/* How often to look for the direct map, each time at WALK_STEPS multiples of 1G: below 64T */
#define MAP_CALLS	16

/* The end of libbpf's messages of the last bpf_open() */
static char messages[16384];

/*
 * Keep the end of what libbpf says.  The verifier's log comes in one message, which ends with
 * the instruction that it refused.
 */
static int bpf_keep(enum libbpf_print_level level, const char *format, va_list args)
{
	size_t used = strlen(messages), room, length;
	char *text = NULL;
	int n;

	if (level == LIBBPF_DEBUG)
		return 0;
	n = vasprintf(&text, format, args);
	if (n < 0)
		return 0;
	length = n;
	room = sizeof(messages) - 1;
	if (length >= room) {
		memcpy(messages, text + length - room, room);
		messages[room] = '\0';
	} else {
		if (used + length > room) {
			memmove(messages, messages + used + length - room, room - length);
			used = room - length;
		}
		memcpy(messages + used, text, length + 1);
	}
	free(text);
	return n;
}

/**
 * bpf_log() - the end of what libbpf and the verifier said in the last bpf_open()
 *
 * Return: text of several lines; "" if they said nothing.
 */
const char *bpf_log(void)
{
	return messages;
}

/* Let the program find the direct map in the page tables of ptwalk itself. */
static int bpf_find_map(struct bpf_source *source, struct errmsg *err)
{
	struct walk *walk = source->walk;
	char byte;
	int fd, call;

	memset(walk, 0, sizeof(*walk));
	walk->find_map = 1;
	for (call = 0; call < MAP_CALLS && walk->stop == WALK_ON; call++) {
		fd = bpf_walk_iterate(source, getpid(), err);
		if (fd < 0)
			return fd;
		if (read(fd, &byte, sizeof(byte)) < 0 && errno != EAGAIN) {
			close(fd);
			return errmsg_set(err, -errno, "cannot read the BPF iterator: %m");
		}
		close(fd);
	}
	if (walk->stop != WALK_END)
		return errmsg_set(err, -EOPNOTSUPP,
				  "cannot find out where the kernel maps physical memory: no place agrees with the page tables of ptwalk itself (is memory encryption on?)");
	source->direct_map = walk->direct_map;
	source->levels = walk->levels;
	source->pid_level = walk->pid_level;
	source->pid_ns = walk->pid_ns;
	return 0;
}

static int bpf_load(struct bpf_source *source, const struct btf *btf, struct errmsg *err)
{
	libbpf_print_fn_t print;
	int rc;

	rc = bpf_refuse_early(btf, err);
	if (rc)
		return rc;
	messages[0] = '\0';
	print = libbpf_set_print(bpf_keep);
	errno = ENOMEM;
	source->skeleton = walk_bpf__open();
	rc = source->skeleton ? walk_bpf__load(source->skeleton) : -errno;
	libbpf_set_print(print);
	if (rc)
		return bpf_refuse(rc, err);
	source->program = source->skeleton->progs.walk_vma;
	source->walk = &source->skeleton->bss->walk;
	source->tables = source->skeleton->bss->walk_tables;
	source->areas = source->skeleton->bss->walk_areas;
	bpf_flags_learn(&source->flags, btf);
	dict_btf_build(btf, &source->build);
	source->folio_thp = bpf_flags_since(7, 2);
	source->pti = host_cpu_flag("pti");
	source->slice_ns = WALK_SLICE_NS;
	return bpf_find_map(source, err);
}

/**
 * bpf_open() - load the BPF program; once a run
 * @source: set to the source, to be closed with bpf_close()
 * @err: says why it failed: what the machine lacks, and what to do
 *
 * Return: 0, or a negative errno: -ENODATA without BTF, -EPERM for lack of a capability or
 * because of lockdown, -EOPNOTSUPP for a kernel that cannot run the program.
 */
int bpf_open(struct bpf_source **source, struct errmsg *err)
{
	struct btf *btf = dict_btf_open(err);
	struct bpf_source *s;
	int rc;

	if (!btf)
		return -ENODATA;
	s = calloc(1, sizeof(*s));
	rc = s ? bpf_load(s, btf, err) : errmsg_set(err, -ENOMEM, "out of memory");
	dict_btf_close(btf);
	if (rc) {
		bpf_close(s);
		return rc;
	}
	*source = s;
	return 0;
}

/**
 * bpf_close() - unload the program
 * @source: from bpf_open(), or NULL
 */
void bpf_close(struct bpf_source *source)
{
	if (!source)
		return;
	walk_bpf__destroy(source->skeleton);
	free(source);
}

/**
 * bpf_levels() - number of page-table levels of this machine
 * @source: from bpf_open()
 *
 * Return: 4 or 5.
 */
unsigned int bpf_levels(const struct bpf_source *source)
{
	return source->levels;
}

/* A dict_read_fn() */
static int bpf_read_tables(int pid, __u64 start, __u64 end, void **data, size_t *size, void *arg,
			   struct errmsg *err)
{
	const struct bpf_request request = { .pid = pid, .start = start, .end = end };

	return bpf_dump(arg, &request, data, size, err);
}

/**
 * bpf_learn() - learn the dictionary for the headers of dumps, once a run
 * @source: loaded program
 * @err: filled in with the reason on failure
 *
 * The dictionary is learnt from dumps, whose own headers have what the hardware defines.  If
 * that fails, so have all others.
 *
 * Return: 0 or a negative errno, the same at each call.
 */
int bpf_learn(struct bpf_source *source, struct errmsg *err)
{
	struct ptwalk_dict dict;
	__u64 assumed;

	if (source->learnt) {
		*err = source->why_not;
		return source->learn_code;
	}
	source->learnt = true;
	ptwalk_dict_hardware(&source->dict);
	if (source->levels == 5)
		ptwalk_dict_set(&source->dict, PTWALK_DICT_FEATURES,
				source->dict.value[PTWALK_DICT_FEATURES] | PTWALK_CPU_LA57);
	source->learn_code = bpf_dict_learn(&source->build, bpf_read_tables, source, &dict,
					    &assumed, err);
	if (source->learn_code) {
		source->why_not = *err;
		return source->learn_code;
	}
	source->dict = dict;
	source->assumed = assumed;
	return 0;
}
