/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find what was probably meant by a word that is not known: "did you mean".  Owns the measure of
 * how near two words are; the caller has the list of known words.  Never prints.
 *
 *	nearest_begin(&near, word, strlen(word));
 *	for (i = 0; i < nr; i++)
 *		nearest_offer(&near, name[i]);
 *	errmsg_set(err, -EINVAL, "unknown column '%s'%s", word, nearest_text(&near));
 */
#ifndef PTWALK_NEAREST_H
#define PTWALK_NEAREST_H

#include <stddef.h>

/* A longer name is never offered: two of them have to fit into a message */
#define NEAREST_MAX	127

/**
 * struct nearest - search for the known word that is nearest to one that is not known
 * @word: the word that is not known; not owned
 * @length: bytes in @word
 * @distance: of @name, or one more than what is near
 * @name: the nearest so far, "" if there is none
 * @text: for nearest_text()
 */
struct nearest {
	const char	*word;
	size_t		length;
	unsigned int	distance;
	char		name[NEAREST_MAX + 1];
	char		text[NEAREST_MAX + 24];
};

void nearest_begin(struct nearest *near, const char *word, size_t length);
void nearest_offer(struct nearest *near, const char *name);
void nearest_offer_as(struct nearest *near, const char *key, size_t length, const char *name);
const char *nearest_text(struct nearest *near);

#endif /* PTWALK_NEAREST_H */
