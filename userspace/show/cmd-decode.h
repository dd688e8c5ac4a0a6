/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the two forms of ptwalk decode: a single raw value (cmd-decode.c), and the text of
 * an oops or another kernel message (cmd-decode-oops.c).
 */
#ifndef PTWALK_CMD_DECODE_H
#define PTWALK_CMD_DECODE_H

#include "explain.h"
#include "output.h"

/**
 * struct entry - an entry to explain
 * @dict: dictionary to decode it by
 * @levels: number of page-table levels, 4 or 5; 0 if not known
 * @pte: the decoded entry
 * @assumed: keys of the assumed values that the rows printed so far rest on
 */
struct entry {
	struct ptwalk_dict	dict;
	unsigned int		levels;
	struct ptwalk_pte	pte;
	__u64			assumed;
};

extern const struct output_form decode_form;

int decode_load_dict(struct entry *entry, const char *target);
void decode_print_row(struct output_table *table, struct entry *entry);
void decode_print_fault_row(struct output_table *table, __u64 code,
			    bool known, const char *meaning);
void decode_print_words(const struct entry *entry);
void decode_print_fields(const struct explain_field *field, size_t nr);

/* cmd-decode-oops.c */
int decode_text(const struct output *out, const char *text, const char *dict);

#endif /* PTWALK_CMD_DECODE_H */
