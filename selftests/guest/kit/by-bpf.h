/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the BPF source share: the loaded program, a dump by BPF, parsed, and one
 * compared with the module's.
 */
#ifndef PTWALK_BY_BPF_H
#define PTWALK_BY_BPF_H

#include <sys/types.h>

#include "bpf.h"
#include "guest.h"
#include "dump.h"

/**
 * struct by_bpf - a dump made by BPF
 * @dump: parsed; NULL if there is none
 * @data: its bytes
 */
struct by_bpf {
	struct dump	*dump;
	void		*data;
};

/* returns 0, or the negative errno of bpf_dump() or dump_parse(), then with a note */
int by_bpf_take(struct by_bpf *b, struct bpf_source *source, const struct bpf_request *request);
void by_bpf_free(struct by_bpf *b);

/* a shared mapping for tables of level 1: one for each 2M of @length; MAP_FAILED if there is none */
char *by_bpf_region(size_t length);
/* writes to one page in each 2M */
void by_bpf_fill(char *region, size_t length);
/* tables of level 1 of the region that are in a dump */
size_t by_bpf_tables(const struct by_bpf *b, const char *region, size_t length);

/*
 * Compares the dumps by module and BPF of a process that sleeps.  Returns the number of
 * differences, -1 if one of them failed.  Should the module's own dumps of the process differ
 * from each other, the comparison is repeated.
 */
int by_bpf_compare(struct bpf_source *source, const struct bpf_request *request);

/*
 * Starts one situation after the other and compares the dumps.  Returns the number of those
 * with differences, after notes; sets @lacking to the number of those not possible here.
 */
int by_bpf_situations(const char *const *kind, int nr, int *lacking);

/* the loaded program, for all tests of a file; NULL if it cannot be loaded */
extern struct bpf_source *by_bpf_source;

/* loads the program and has it learn the dictionary; for main(), before the harness forks */
void by_bpf_load(void);
/* the same for tests that are of no use without it: skips all where the kernel is older than 6.1 */
void by_bpf_require(void);

#endif /* PTWALK_BY_BPF_H */
