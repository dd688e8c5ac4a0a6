// SPDX-License-Identifier: GPL-2.0-only
/*
 * The known word that is nearest to one that is not known: see nearest.h.
 */
#include <stdio.h>
#include <string.h>

#include "nearest.h"

/* Longest word that is compared with; all names that people type are shorter */
#define WORD_MAX	63

/* ASCII alone, and independent of the locale: all known words are of ASCII letters */
static char nearest_fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* More than so many changes make another word */
static unsigned int nearest_limit(size_t length)
{
	return length < 4 ? 1 : length < 8 ? 2 : 3;
}

static unsigned int smaller(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * How many letters of @a have to be inserted, deleted, replaced or exchanged with the next one
 * to make @b: the distance of Damerau and Levenshtein, in which no letter is changed twice.
 * Both have at most WORD_MAX bytes.
 */
static unsigned int nearest_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	unsigned int rows[3][WORD_MAX + 1], *before = rows[0], *last = rows[1], *row = rows[2];
	unsigned int *oldest;
	size_t i, j;

	for (j = 0; j <= b_length; j++)
		last[j] = j;
	for (i = 1; i <= a_length; i++) {
		const char c = nearest_fold(a[i - 1]);

		row[0] = i;
		for (j = 1; j <= b_length; j++) {
			const char d = nearest_fold(b[j - 1]);

			row[j] = smaller(smaller(last[j], row[j - 1]) + 1, last[j - 1] + (c != d));
			if (i > 1 && j > 1 && c == nearest_fold(b[j - 2]) &&
			    d == nearest_fold(a[i - 2]))
				row[j] = smaller(row[j], before[j - 2] + 1);
		}
		oldest = before;
		before = last;
		last = row;
		row = oldest;
	}
	return last[b_length];
}

/**
 * nearest_begin() - begin a search
 * @near: set up
 * @word: the word that is not known; must live as long as @near
 * @length: bytes in @word
 */
void nearest_begin(struct nearest *near, const char *word, size_t length)
{
	near->word = word;
	near->length = length;
	near->distance = nearest_limit(length) + 1;
	near->name[0] = '\0';
}

/**
 * nearest_offer_as() - offer a known word that has a longer name
 * @near: search
 * @key: what people may have typed, such as the last part of a path
 * @length: bytes in @key
 * @name: what to suggest then
 *
 * A word that is the beginning of @key is as near as one with one wrong letter.  Of names that are
 * equally near, the first one is kept.
 */
void nearest_offer_as(struct nearest *near, const char *key, size_t length, const char *name)
{
	unsigned int distance;

	if (!near->length || near->length > WORD_MAX || length > WORD_MAX ||
	    strlen(name) > NEAREST_MAX)
		return;
	distance = nearest_distance(near->word, near->length, key, length);
	if (distance && near->length < length &&
	    !nearest_distance(near->word, near->length, key, near->length))
		distance = 1;
	if (distance >= near->distance)
		return;
	near->distance = distance;
	snprintf(near->name, sizeof(near->name), "%s", name);
}

/**
 * nearest_offer() - offer a known word
 * @near: search
 * @name: the word
 */
void nearest_offer(struct nearest *near, const char *name)
{
	nearest_offer_as(near, name, strlen(name), name);
}

/**
 * nearest_text() - what to append to the message about the word that is not known
 * @near: search, to which all known words have been offered
 *
 * Return: " (did you mean 'NAME'?)", or "" if none is near; lives as long as @near.
 */
const char *nearest_text(struct nearest *near)
{
	near->text[0] = '\0';
	if (near->name[0])
		snprintf(near->text, sizeof(near->text), " (did you mean '%s'?)", near->name);
	return near->text;
}
