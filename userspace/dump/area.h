/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMAs as text, in the form of /proc/PID/maps: permissions and name.  (area_ is the
 * prefix of functions about a VMA record.)  area_escape() makes a name safe to print in
 * a sentence, since it can contain any byte; in a table output.h does so.
 */
#ifndef PTWALK_AREA_H
#define PTWALK_AREA_H

#include "pte.h"
#include "utf8.h"

struct dump;

/* Enough for a path of PATH_MAX bytes, "//deleted" and a NUL */
#define AREA_NAME_SIZE		4112
/* What people are told where a dump does not have the name of a file */
#define AREA_NAME_UNKNOWN	"(name not known)"
/* Enough for such a name with every byte escaped */
#define AREA_ESCAPED_SIZE	(UTF8_ESCAPE * AREA_NAME_SIZE)
/* "rwxp" and a NUL */
#define AREA_PERM_SIZE		5
/* __VM_UFFD_FLAGS of the kernel: userfaultfd_armed() is true if one of them is set */
#define AREA_UFFD_ARMED		(PTWALK_VMA_UFFD_MISSING | PTWALK_VMA_UFFD_WP | \
				 PTWALK_VMA_UFFD_MINOR | PTWALK_VMA_UFFD_RWP)

bool area_is_region(const struct ptwalk_vma *vma);
char *area_perm(const struct ptwalk_vma *vma, char buf[AREA_PERM_SIZE]);
char *area_name(const struct ptwalk_vma *vma, char buf[AREA_NAME_SIZE]);
char *area_escape(const char *text, size_t max, char *buf, size_t size);
bool area_accessible(const struct ptwalk_vma *vma);
bool area_has_file(const struct ptwalk_vma *vma);

bool area_within(const struct dump *dump, __u64 first, __u64 last);

#endif /* PTWALK_AREA_H */
