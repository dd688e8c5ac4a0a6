/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes settings of transparent huge pages for a test, and restores them.
 */
#ifndef PTWALK_KNOBS_H
#define PTWALK_KNOBS_H

#define KNOBS_MAX	8

/**
 * struct knobs - the settings that were changed, to be restored
 * @nr: number of settings
 * @saved: name of each setting and its value before the change
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
 * @knobs: the settings changed so far; the new ones are added
 * @list: NAME=VALUE pairs separated by blanks, where NAME is a file below
 *	  /sys/kernel/mm/transparent_hugepage; may be NULL
 *
 * Return: 0; 1 if this kernel does not have one of the settings; -1 after a note.
 */
int knobs_set(struct knobs *knobs, const char *list);

/**
 * knobs_restore() - restore the settings, the last change first
 * @knobs: from knobs_set(); empty afterwards
 */
void knobs_restore(struct knobs *knobs);

#endif /* PTWALK_KNOBS_H */
