// SPDX-License-Identifier: GPL-2.0-only
/*
 * Add records to the facts of a dump that are not part of its bytes: what is read of a running
 * system.  See facts.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "errmsg.h"
#include "facts.h"

/**
 * facts_add() - check, index and own a record that is not part of the dump's bytes
 * @facts: facts so far
 * @rec: record, allocated by the caller with malloc() and as facts_check() expects it.
 *	 @facts takes it over: facts_free() frees it, or this function if it refuses it
 * @err: filled in with what is wrong
 *
 * Return: 0, -EBADMSG or -ENOMEM.
 */
int facts_add(struct facts *facts, struct ptwalk_record *rec,
	      struct errmsg *err)
{
	int rc;

	/* owned first: once facts_check() has indexed it, it must not be freed */
	rc = array_add(facts->own, facts->nr_own, rec);
	if (rc) {
		free(rec);
		return errmsg_set(err, rc, "out of memory");
	}
	rc = facts_check(facts, rec, 0, err);
	if (rc)
		free(facts->own[--facts->nr_own]);
	return rc == -ENOMEM ? errmsg_set(err, rc, "out of memory") : rc;
}

/**
 * facts_add_knob() - make the record of a setting and add it
 * @facts: facts so far
 * @name: name of the setting, see struct ptwalk_knob
 * @value: its value, without a newline
 * @err: filled in with what is wrong
 *
 * Return: 0, -EBADMSG or -ENOMEM.
 */
int facts_add_knob(struct facts *facts, const char *name, const char *value,
		   struct errmsg *err)
{
	size_t name_length = strlen(name), value_length = strlen(value);
	size_t length = sizeof(struct ptwalk_knob) + name_length + value_length;
	struct ptwalk_knob *knob;

	length = (length + 7) & ~(size_t)7;
	knob = calloc(1, length);
	if (!knob)
		return errmsg_set(err, -ENOMEM, "out of memory");
	knob->rec.type = PTWALK_REC_KNOB;
	knob->rec.length = length;
	knob->name_length = name_length;
	knob->value_length = value_length;
	memcpy(knob->text, name, name_length);
	memcpy(knob->text + name_length, value, value_length);
	return facts_add(facts, &knob->rec, err);
}
