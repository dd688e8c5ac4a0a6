/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Verdicts in words: the reason with its numbers, the setting behind it, what can be done
 * about it, and what is not known.  Owns the wording only; finding a verdict is huge.h.
 */
#ifndef PTWALK_HUGE_TEXT_H
#define PTWALK_HUGE_TEXT_H

#include "huge.h"

/* size of a buffer for any of these texts, in bytes */
#define HUGE_TEXT	256

char *huge_reason(const struct huge_rules *rules,
		  const struct huge_window *window, char buf[HUGE_TEXT]);
char *huge_instead(const struct huge_window *window, char buf[HUGE_TEXT]);
const char *huge_in_force(char *value);
const char *huge_summary(enum huge_verdict verdict);
const char *huge_knob(const struct huge_rules *rules,
		      const struct huge_window *window);
const char *huge_fix(const struct huge_rules *rules,
		     const struct huge_window *window, char buf[HUGE_TEXT]);
bool huge_curable(enum huge_verdict verdict);
const char *huge_lack_name(unsigned int bit);
const char *huge_lack(unsigned int bit);
const char *huge_unseen(const struct huge_rules *rules, unsigned int i);

/* huge-cause.c */
char *huge_cause(const struct huge_rules *rules, const struct huge_window *window,
		 char buf[HUGE_TEXT]);
const char *huge_cause_fix(const struct huge_rules *rules,
			   const struct huge_window *window, char buf[HUGE_TEXT]);

#endif /* PTWALK_HUGE_TEXT_H */
