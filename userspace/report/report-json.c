// SPDX-License-Identifier: GPL-2.0-only
/*
 * The JSON of a page: names that the decoder uses, and for each dump its header, dictionary,
 * areas and sums.  page/model.js reads it.  Verdicts are report-huge.c, changes between dumps
 * report-changes.c.
 */
#include <string.h>

#include "area.h"
#include "cmd-stat.h"
#include "explain.h"
#include "number.h"
#include "report.h"
#include "stat-lines.h"
#include "untold.h"

/* An array of hexadecimal numbers, as JSON has none of 64 bits */
static void report_put_address(FILE *to, const char *before, __u64 value)
{
	fprintf(to, "%s\"0x%llx\"", before, value);
}

static void report_bytes(struct json_line *json, const char *name, const void *text, size_t max)
{
	json_field(json, name);
	json_put_text(json->to, text, strnlen(text, max));
}

static void report_flags(struct json_line *json)
{
	size_t i;

	json_field(json, "flags");
	for (i = 0; i < ptwalk_nr_flags; i++) {
		const struct ptwalk_flag *flag = &ptwalk_flags[i];

		fprintf(json->to, "%s[%u, \"%c\", ", i ? ", " : "[", flag->flag, flag->letter);
		json_put_text(json->to, flag->name, strlen(flag->name));
		fputs(", ", json->to);
		json_put_text(json->to, flag->help, strlen(flag->help));
		putc(']', json->to);
	}
	putc(']', json->to);
}

static void report_kinds(struct json_line *json)
{
	unsigned int kind;

	json_field(json, "kinds");
	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++)
		fprintf(json->to, "%s\"%s\"", kind ? ", " : "[", ptwalk_kind_name(kind));
	putc(']', json->to);
}

static void report_dict(struct json_line *json, const struct ptwalk_dict *dict)
{
	unsigned int key;

	json_address(json, "known", dict->known);
	json_address(json, "assumed", dict->assumed);
	json_address(json, "huge_zero", dict->huge_zero);
	json_field(json, "dict");
	for (key = 0; key < PTWALK_DICT_NR; key++)
		report_put_address(json->to, key ? ", " : "[", dict->value[key]);
	putc(']', json->to);
}

static bool report_same_areas(const struct dump *dump, const struct dump *before)
{
	size_t i;

	if (!before || dump->nr_vmas != before->nr_vmas ||
	    dump->header->half != before->header->half)
		return false;
	for (i = 0; i < dump->nr_vmas; i++)
		if (dump->vma[i]->rec.length != before->vma[i]->rec.length ||
		    memcmp(dump->vma[i], before->vma[i], dump->vma[i]->rec.length))
			return false;
	return true;
}

/* Areas: start, end, flags, log2 of the hugetlb page size, permissions, name */
static void report_areas(struct json_line *json, const struct dump *dump,
			 const struct dump *before)
{
	char perm[AREA_PERM_SIZE], name[AREA_NAME_SIZE];
	FILE *to = json->to;
	size_t i;

	json_field(json, "areas");
	if (report_same_areas(dump, before)) {
		fputs("null", to);
		return;
	}
	putc('[', to);
	for (i = 0; i < dump->nr_vmas; i++) {
		const struct ptwalk_vma *vma = dump->vma[i];

		report_put_address(to, i ? ",\n[" : "[", vma->start);
		report_put_address(to, ", ", dump_vma_end_at(dump, i));
		report_put_address(to, ", ", vma->flags);
		fprintf(to, ", %u, \"%s\", ", vma->hugetlb_shift, area_perm(vma, perm));
		area_name(vma, name);
		json_put_text(to, name, strlen(name));
		putc(']', to);
	}
	putc(']', to);
}

static void report_lines(FILE *to, const struct stat_line *line, size_t nr,
			 const struct stat_sums *sums, const char **before)
{
	char value[STAT_VALUE], note[STAT_NOTE];

	for (; nr--; line++) {
		if (!line->always && !stat_line_any(line, sums))
			continue;
		stat_line_text(line, sums, false, value, note);
		fprintf(to, "%s[\"%s\", \"%s\", \"%s\"]", *before, line->label, value, note);
		*before = ", ";
	}
}

static void report_kind_lines(FILE *to, const struct stat_sums *sums, const char **before)
{
	struct stat_line line;
	unsigned int kind;

	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++)
		if (stat_kind_line(kind, &line))
			report_lines(to, &line, 1, sums, before);
}

static int report_sums(struct json_line *json, const struct dump *dump)
{
	const char *before = "[";
	struct stat_sums sums;
	int rc = stat_sum(dump, &sums);

	if (rc)
		return rc;
	json_field(json, "sums");
	report_lines(json->to, stat_lines, 2, &sums, &before);
	if (sums.again)
		report_lines(json->to, stat_again_lines, stat_nr_again_lines, &sums, &before);
	report_lines(json->to, stat_lines + 2, stat_nr_lines - 2, &sums, &before);
	report_kind_lines(json->to, &sums, &before);
	report_lines(json->to, stat_table_lines, stat_nr_table_lines, &sums, &before);
	putc(']', json->to);
	json_number(json, "present", sums.present);
	return 0;
}

static void report_note(FILE *to, const char **before, const char *text)
{
	fputs(*before, to);
	json_put_text(to, text, strlen(text));
	*before = ", ";
}

/* What the reader of a page has to know: how far the dump can be relied on */
static void report_notes(struct json_line *json, const struct dump *dump)
{
	char keys[EXPLAIN_KEYS_SIZE], text[sizeof(keys) + 80];
	const char *before = "";
	struct errmsg caveat;
	unsigned int i;

	json_field(json, "notes");
	putc('[', json->to);
	for (i = 0; explain_caveat(dump, i, &caveat); i++)
		report_note(json->to, &before, caveat.text);
	if (dump->end->flags & PTWALK_END_BEST_EFFORT)
		report_note(json->to, &before,
			    "best effort: no lock kept all of these tables while they were copied");
	if (dump->dict.assumed & dump->dict.known) {
		explain_keys(dump->dict.assumed & dump->dict.known, ", ", keys);
		snprintf(text, sizeof(text),
			 "assumed for the release of its kernel, not learnt from the kernel: %s",
			 keys);
		report_note(json->to, &before, text);
	}
	if (dump->tail.assumed & PTWALK_ASSUMED_VMA_FLAGS)
		report_note(json->to, &before,
			    "the bits of VMA flags are those of the release of its kernel, not learnt from the kernel");
	putc(']', json->to);
}

static int report_dump(FILE *to, const struct source *source, const struct dump *before)
{
	const struct dump *dump = source->dump;
	const struct ptwalk_header *header = dump->header;
	const struct ptwalk_end *end = dump->end;
	struct untold untold = { 0 };
	struct json_line json;
	int rc;

	untold_add(&untold, dump, 0, 0);
	json_begin(&json, to);
	json_string(&json, "target", source->name);
	json_boolean(&json, "live", source->live);
	report_bytes(&json, "comm", header->comm, sizeof(header->comm));
	report_bytes(&json, "release", header->release, sizeof(header->release));
	json_number(&json, "pid", header->tgid);
	json_number(&json, "levels", header->levels);
	json_boolean(&json, "kernel", header->half == PTWALK_HALF_KERNEL);
	json_boolean(&json, "user_pgd", header->pgd == PTWALK_PGD_USER);
	json_string(&json, "source", dump_source_name(dump->tail.source));
	json_number(&json, "ms", header->time_realtime / 1000000);
	json_number(&json, "clock_ms", header->time_monotonic / 1000000);
	json_address(&json, "start", header->start);
	json_address(&json, "end", header->end);
	json_address(&json, "reached", end->reached);
	json_boolean(&json, "complete", end->flags & PTWALK_END_COMPLETE);
	json_boolean(&json, "left_out", end->flags & PTWALK_END_LEFT_OUT);
	json_boolean(&json, "areas_known", !dump_lacks_vmas(dump));
	json_string(&json, "exact", dump_exact_text(dump));
	json_number(&json, "holds", end->holds);
	json_number(&json, "hold_max_us", end->hold_max_ns / 1000);
	json_number(&json, "tables", end->tables);
	json_number(&json, "entries", end->entries);
	json_number(&json, "unknown", untold.entries);
	report_notes(&json, dump);
	report_dict(&json, &dump->dict);
	report_areas(&json, dump, before);
	rc = report_sums(&json, dump);
	if (!rc)
		rc = report_huge(&json, dump);
	json_end(&json);
	return rc;
}

/**
 * report_json() - write all that a page says in text and numbers
 * @to: where to
 * @report: what the page is about
 *
 * Return: 0 or -ENOMEM.
 */
int report_json(FILE *to, const struct report *report)
{
	struct json_line json;
	size_t i;
	int rc = 0;

	json_begin(&json, to);
	json_string(&json, "version", PTWALK_VERSION);
	report_flags(&json);
	report_kinds(&json);
	report_verdicts(&json);
	json_field(&json, "dumps");
	for (i = 0; i < report->nr && !rc; i++) {
		fputs(i ? ", " : "[", to);
		rc = report_dump(to, &report->source[i],
				 i ? report->source[i - 1].dump : NULL);
	}
	fputs("]", to);
	json_field(&json, "changes");
	fputs("[", to);
	for (i = 1; i < report->nr && !rc; i++) {
		fputs(i > 1 ? ", " : "", to);
		rc = report_changes(to, report->source[i - 1].dump, report->source[i].dump);
	}
	fputs("]", to);
	json_end(&json);
	return rc;
}

/**
 * report_escape() - make JSON safe inside of a script element
 * @json: JSON
 * @size: its size in bytes
 * @text: filled in, at most 6 * @size bytes; NULL to learn how many
 *
 * The names in it are a stranger's.  HTML ends a script at "</script" and hides one behind
 * "<!--", whatever JSON says; and U+2028 and U+2029 end a line for JavaScript.  None of these
 * characters occurs in JSON but in strings, where \u and four digits mean the same.
 *
 * Return: bytes written.
 */
size_t report_escape(const char *json, size_t size, char *text)
{
	size_t i, used = 0;

	for (i = 0; i < size; i++) {
		const unsigned char c = json[i];
		unsigned int code = 0;

		if (c == '<' || c == '>' || c == '&')
			code = c;
		else if (c == 0xe2 && size - i > 2 && (unsigned char)json[i + 1] == 0x80 &&
			 ((unsigned char)json[i + 2] & 0xfe) == 0xa8)
			code = 0x2000 + ((unsigned char)json[i + 2] & 0x3f);
		if (!code) {
			if (text)
				text[used] = c;
			used++;
			continue;
		}
		if (text)
			json_unicode(text + used, code);
		used += JSON_CHARACTER;
		if (code > 0xff)
			i += 2;
	}
	return used;
}
