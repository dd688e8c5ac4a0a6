/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdict of "ptwalk huge" on a window (an aligned range of 2 MiB) of a live process.
 */
#ifndef PTWALK_OPINION_H
#define PTWALK_OPINION_H

#include "guest.h"
#include "huge-window.h"

/**
 * struct opinion - ptwalk's verdict on one window
 * @verdict: name of the verdict, from huge_verdict_name()
 * @lacks: names of the facts that ptwalk lacks and that could change the verdict, separated
 *	   by commas
 */
struct opinion {
	char verdict[32];
	char lacks[64];
};

/**
 * opinion_ask() - get ptwalk's verdict on a window
 * @pid: process
 * @addr: an address in the window
 * @judge: who would collapse the window: khugepaged or MADV_COLLAPSE
 * @pages: read smaps and look up every page; if false, only the pages that the verdict needs
 * @opinion: filled in
 *
 * Return: 0, or -1 after a note.
 */
int opinion_ask(pid_t pid, uint64_t addr, enum huge_judge judge,
		bool pages, struct opinion *opinion);

#endif /* PTWALK_OPINION_H */
