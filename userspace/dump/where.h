/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * WHERE on the command line: which addresses a command is about, as a range, an address or the
 * name of VMAs.  Owns the notation, and the range that it means in a dump.  Never prints.
 */
#ifndef PTWALK_WHERE_H
#define PTWALK_WHERE_H

#include "dump.h"
#include "errmsg.h"

/**
 * enum where_kind - the forms of WHERE
 * @WHERE_ALL: none was given: all addresses
 * @WHERE_RANGE: a range, or the page that contains one address
 * @WHERE_AREA_AT: the VMA that contains an address
 * @WHERE_AREAS_NAMED: all VMAs with a given name
 */
enum where_kind {
	WHERE_ALL,
	WHERE_RANGE,
	WHERE_AREA_AT,
	WHERE_AREAS_NAMED,
};

/**
 * struct where - which addresses
 * @kind: enum where_kind
 * @start: for %WHERE_RANGE the first address, for %WHERE_AREA_AT the address in the VMA
 * @end: for %WHERE_RANGE the first address after the range; 0 stands for 1 << 64
 * @name: for %WHERE_AREAS_NAMED the name of the VMAs; not owned
 */
struct where {
	enum where_kind	kind;
	__u64		start;
	__u64		end;
	const char	*name;
};

int where_parse(const char *text, struct where *where, struct errmsg *err);
bool where_named(const struct ptwalk_vma *vma, const char *name);
int where_resolve(const struct where *where, const struct dump *const *dump, size_t nr,
		  __u64 *start, __u64 *end, struct errmsg *err);

#endif /* PTWALK_WHERE_H */
