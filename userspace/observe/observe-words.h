/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Explains the statuses of the kernel's tracepoints (SCAN_STATUS of
 * include/trace/events/huge_memory.h) in plain language.
 */
#ifndef PTWALK_OBSERVE_WORDS_H
#define PTWALK_OBSERVE_WORDS_H

const char *observe_word_text(const char *status);

#endif /* PTWALK_OBSERVE_WORDS_H */
