/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ptwalk help --complete, which completions for shells call.
 */
#ifndef PTWALK_COMPLETE_H
#define PTWALK_COMPLETE_H

#include <stddef.h>

struct command;

int complete_print(const struct command *const *commands, size_t nr, char **word, size_t nr_words);

#endif /* PTWALK_COMPLETE_H */
