/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON.  Owns the notation of values, and of JSON lines: one object a line, each to be
 * parsed on its own, as soon as it is written.  Documents of rows are output/output-json.c.
 * Which fields there are is the caller's, and their names are taken as they are.
 *
 *	json_begin(&json, stdout);
 *	json_string(&json, "event", "end");
 *	json_number(&json, "dumps", 12);
 *	json_end(&json);
 */
#ifndef PTWALK_JSON_H
#define PTWALK_JSON_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>

/**
 * struct json_line - an object that is being written
 * @to: stream to write to
 * @more: a field has been written, so a comma has to come before the next one
 */
struct json_line {
	FILE	*to;
	bool	more;
};

/* Maximum number of bytes that a byte of a text becomes, and what a text of so many may need */
#define JSON_CHARACTER		6
#define JSON_TEXT_SIZE(size)	((size) * JSON_CHARACTER + 2)

size_t json_unicode(char *buf, __u32 c);
size_t json_text(char *buf, const char *text, size_t size);
void json_put_text(FILE *to, const char *text, size_t size);
void json_put_list(FILE *to, const char *list);

void json_begin(struct json_line *json, FILE *to);
/* the value of the field is what is written next */
void json_field(struct json_line *json, const char *name);
/* NULL and "" become null, as in tables */
void json_string(struct json_line *json, const char *name, const char *value);
/* strings separated by commas become an array of strings */
void json_list(struct json_line *json, const char *name, const char *value);
/* a string, as in tables: many parsers cannot store a number of 64 bits exactly */
void json_address(struct json_line *json, const char *name, __u64 value);
void json_number(struct json_line *json, const char *name, __u64 value);
void json_signed(struct json_line *json, const char *name, __s64 value);
void json_boolean(struct json_line *json, const char *name, bool value);
/* @ns: nanoseconds, written as seconds with nine decimals */
void json_seconds(struct json_line *json, const char *name, __u64 ns);
void json_end(struct json_line *json);

#endif /* PTWALK_JSON_H */
