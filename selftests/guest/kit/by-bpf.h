/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of the BPF source share: a dump by BPF, parsed, and one compared with the
 * module's.
 */
#ifndef PTWALK_BY_BPF_H
#define PTWALK_BY_BPF_H

#include <sys/types.h>

#include "bpf.h"
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

/*
 * Compares the dumps by module and BPF of a process that sleeps.  Returns the number of
 * differences, -1 if one of them failed.  Should the module's own dumps of the process differ
 * from each other, the comparison is repeated.
 */
int by_bpf_compare(struct bpf_source *source, const struct bpf_request *request);

/* Loads the program, or fails the test */
#define BPF_OPEN(source)						\
do {									\
	struct errmsg bpf_why = { "" };					\
									\
	ASSERT_EQ(0, bpf_open(source, &bpf_why))			\
		TH_LOG("%s\n%s", bpf_why.text, bpf_log());		\
} while (0)

#endif /* PTWALK_BY_BPF_H */
