/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Show what a command prints on a terminal in a pager, as git(1) does.  Owns --no-pager, and what
 * becomes of standard output and of signals while a pager reads.
 */
#ifndef PTWALK_PAGER_H
#define PTWALK_PAGER_H

#include <stdbool.h>

void pager_forbid(void);
void pager_begin(void);
bool pager_running(void);
int pager_screen(void);

#endif /* PTWALK_PAGER_H */
