/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Gets ptwalk's verdict on the first window of a forged dump.  A window is an aligned range of
 * 2 MiB.
 */
#ifndef JUDGED_H
#define JUDGED_H

#include <stdbool.h>

#include "forge.h"
#include "huge-text.h"

/*
 * Fills in @h, @w and the text of the reason.  @judge says who would collapse the window.
 * Returns false if dump_parse() refuses the dump or it has no window.  @h and @w point into the
 * dump and are valid until the next call.
 */
bool judge(struct forge *f, enum huge_judge judge, struct huge *h,
	   struct huge_window *w, char reason[HUGE_TEXT]);

#endif /* JUDGED_H */
