/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Settings of transparent huge pages, changed for a while.
 */
#ifndef PTWALK_KNOBS_H
#define PTWALK_KNOBS_H

#define KNOBS_MAX	8

/**
 * struct knobs - what was changed, and is to be put back
 * @nr: how many
 * @saved: the name of each, and its value before
 */
struct knobs {
	unsigned int nr;
	struct {
		char name[64];
		char value[32];
	} saved[KNOBS_MAX];
};

/**
 * knobs_set() - change settings
 * @knobs: what was changed so far
 * @list: of NAME=VALUE, blank-separated, where NAME is a file below
 *	/sys/kernel/mm/transparent_hugepage; may be NULL
 *
 * Return: 0; 1 where this kernel has not such a setting; -1 after a note.
 */
int knobs_set(struct knobs *knobs, const char *list);

/**
 * knobs_restore() - put back what was changed, the last first
 * @knobs: empty afterwards
 */
void knobs_restore(struct knobs *knobs);

#endif /* PTWALK_KNOBS_H */
