/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first window of a forged dump, judged.
 */
#ifndef JUDGED_H
#define JUDGED_H

#include <stdbool.h>

#include "forge.h"
#include "huge-text.h"

/*
 * false where the dump is refused or has none.  @h and @w are valid until the next
 * call: they point into the dump.
 */
bool judge(struct forge *f, enum huge_judge judge, struct huge *h,
	   struct huge_window *w, char reason[HUGE_TEXT]);

#endif /* JUDGED_H */
