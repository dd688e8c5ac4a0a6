// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON: see json.h.
 */
#include <string.h>

#include "json.h"
#include "utf8.h"

static const char digit[] = "0123456789abcdef";

/* Length of what is at the beginning of a text and needs no escape: plain ASCII */
static size_t json_plain(const char *text, size_t size)
{
	size_t i = 0;

	while (i < size && text[i] >= 0x20 && text[i] < 0x7f && text[i] != '"' && text[i] != '\\')
		i++;
	return i;
}

/**
 * json_unicode() - write a character as \uHHHH
 * @buf: filled in, without a NUL
 * @c: code point, at most U+FFFF
 *
 * Return: number of bytes written: %JSON_CHARACTER.
 */
size_t json_unicode(char *buf, __u32 c)
{
	memcpy(buf, "\\u", 2);
	buf[2] = digit[c >> 12];
	buf[3] = digit[c >> 8 & 15];
	buf[4] = digit[c >> 4 & 15];
	buf[5] = digit[c & 15];
	return JSON_CHARACTER;
}

/*
 * Write the first character of a text, which json_plain() has refused, to @buf; set @taken to its
 * length in @text.  @text can be of any bytes.
 */
static size_t json_character(char *buf, const char *text, size_t size, size_t *taken)
{
	unsigned char byte = *text;
	__u32 c;

	*taken = utf8_decode(text, size, &c);
	if (!*taken || c == '\\') {
		*taken = 1;
		memcpy(buf, "\\\\x", 3);
		buf[3] = digit[byte >> 4];
		buf[4] = digit[byte & 15];
		return 5;
	}
	if (c == '"') {
		memcpy(buf, "\\\"", 2);
		return 2;
	}
	/* those above U+FFFF would need two escapes: they are not drawn by a terminal */
	if (c <= 0xffff && !utf8_harmless(c))
		return json_unicode(buf, c);
	memcpy(buf, text, *taken);
	return *taken;
}

/**
 * json_text() - write a string into a buffer
 * @buf: of at least JSON_TEXT_SIZE(@size) bytes; gets no NUL
 * @text: text of any bytes
 * @size: its length in bytes
 *
 * RFC 8259, 7.  JSON is UTF-8, and a path or the name of a process is any bytes: a byte
 * that is not UTF-8 becomes \xHH, and so does a backslash, so that no two texts come out
 * the same.
 *
 * Return: number of bytes written.
 */
size_t json_text(char *buf, const char *text, size_t size)
{
	size_t taken;
	char *to = buf;

	*to++ = '"';
	while (size) {
		taken = json_plain(text, size);
		if (taken) {
			memcpy(to, text, taken);
			to += taken;
		} else {
			to += json_character(to, text, size, &taken);
		}
		text += taken;
		size -= taken;
	}
	*to++ = '"';
	return to - buf;
}

/**
 * json_put_text() - write a string
 * @to: where to
 * @text: text of any bytes
 * @size: its length in bytes
 *
 * As json_text() does.
 */
void json_put_text(FILE *to, const char *text, size_t size)
{
	char buf[JSON_CHARACTER];
	size_t taken;

	putc('"', to);
	for (; size; text += taken, size -= taken) {
		taken = json_plain(text, size);
		if (taken)
			fwrite(text, 1, taken, to);
		else
			fwrite(buf, 1, json_character(buf, text, size, &taken), to);
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
