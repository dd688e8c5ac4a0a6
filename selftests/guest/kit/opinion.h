/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `ptwalk huge` says of a window of a live process.
 */
#ifndef PTWALK_OPINION_H
#define PTWALK_OPINION_H

#include "guest.h"
#include "huge-window.h"

/**
 * struct opinion - the verdict on one window
 * @verdict: its word
 * @lacks: what ptwalk does not know and could change it, with commas
 */
struct opinion {
	char verdict[32];
	char lacks[64];
};

/**
 * opinion_ask() - ask ptwalk
 * @pid: of the process
 * @addr: an address in the window
 * @judge: whose verdict
 * @pages: let it look at every page and at smaps; else only where it sees a need
 * @opinion: put here
 *
 * Return: 0, or -1 after a note.
 */
int opinion_ask(pid_t pid, uint64_t addr, enum huge_judge judge,
		bool pages, struct opinion *opinion);

#endif /* PTWALK_OPINION_H */
