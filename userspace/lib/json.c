// SPDX-License-Identifier: GPL-2.0
/*
 * JSON: see json.h.
 */
#include <string.h>

#include "json.h"
#include "utf8.h"

/**
 * json_put_text() - write a string
 * @to: where to
 * @text: text of any bytes
 * @size: its length in bytes
 *
 * RFC 8259, 7.  JSON is UTF-8, and a path or the name of a process is any bytes: a byte
 * that is not UTF-8 becomes \xHH, and so does a backslash, so that no two texts come out
 * the same.
 */
void json_put_text(FILE *to, const char *text, size_t size)
{
	size_t length;
	__u32 c;

	putc('"', to);
	for (; size; text += length, size -= length) {
		length = utf8_decode(text, size, &c);
		if (!length || c == '\\') {
			fprintf(to, "\\\\x%02x", (unsigned char)*text);
			length = 1;
		} else if (c < 0x20 || c == 0x7f) {
			fprintf(to, "\\u%04x", c);
		} else {
			if (c == '"')
				putc('\\', to);
			fwrite(text, 1, length, to);
		}
	}
	putc('"', to);
}

/**
 * json_put_list() - write an array of strings
 * @to: where to
 * @list: words with commas between; none where it is empty
 */
void json_put_list(FILE *to, const char *list)
{
	size_t length;

	putc('[', to);
	while (*list) {
		length = strcspn(list, ",");
		json_put_text(to, list, length);
		list += length;
		if (*list && *++list)
			fputs(", ", to);
	}
	putc(']', to);
}

/**
 * json_begin() - begin an object
 * @json: set up
 * @to: where to
 */
void json_begin(struct json_line *json, FILE *to)
{
	*json = (struct json_line){ .to = to };
	putc('{', to);
}

/**
 * json_field() - begin a field
 * @json: object
 * @name: name of the field
 *
 * The caller writes the value: an array, or another object.
 */
void json_field(struct json_line *json, const char *name)
{
	fprintf(json->to, "%s\"%s\": ", json->more ? ", " : "", name);
	json->more = true;
}

/**
 * json_string() - add a string
 * @json: object
 * @name: name of the field
 * @value: text, can contain any byte; NULL and "" become null
 */
void json_string(struct json_line *json, const char *name, const char *value)
{
	json_field(json, name);
	if (value && *value)
		json_put_text(json->to, value, strlen(value));
	else
		fputs("null", json->to);
}

/**
 * json_list() - add an array of strings
 * @json: object
 * @name: name of the field
 * @value: the strings, separated by commas; "" becomes an empty array
 */
void json_list(struct json_line *json, const char *name, const char *value)
{
	json_field(json, name);
	json_put_list(json->to, value);
}

/**
 * json_address() - add an address, as a string in hexadecimal
 * @json: object
 * @name: name of the field
 * @value: address
 */
void json_address(struct json_line *json, const char *name, __u64 value)
{
	json_field(json, name);
	fprintf(json->to, "\"0x%llx\"", value);
}

/**
 * json_number() - add a number
 * @json: object
 * @name: name of the field
 * @value: number
 */
void json_number(struct json_line *json, const char *name, __u64 value)
{
	json_field(json, name);
	fprintf(json->to, "%llu", value);
}

/**
 * json_signed() - add a number that can be negative
 * @json: object
 * @name: name of the field
 * @value: number
 */
void json_signed(struct json_line *json, const char *name, __s64 value)
{
	json_field(json, name);
	fprintf(json->to, "%lld", value);
}

/**
 * json_boolean() - add true or false
 * @json: object
 * @name: name of the field
 * @value: value
 */
void json_boolean(struct json_line *json, const char *name, bool value)
{
	json_field(json, name);
	fputs(value ? "true" : "false", json->to);
}

/**
 * json_seconds() - add a time, as a number of seconds with nine decimals
 * @json: object
 * @name: name of the field
 * @ns: time in nanoseconds
 */
void json_seconds(struct json_line *json, const char *name, __u64 ns)
{
	json_field(json, name);
	fprintf(json->to, "%llu.%09llu", ns / 1000000000, ns % 1000000000);
}

/**
 * json_end() - end an object and its line
 * @json: object
 */
void json_end(struct json_line *json)
{
	fputs("}\n", json->to);
}
