/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An area (VMA) in words, as /proc/PID/maps has it: its permissions and its
 * name.  Also what makes a name safe in a sentence, since it can hold any byte;
 * in a table output.h sees to that.
 */
#ifndef PTWALK_AREA_H
#define PTWALK_AREA_H

#include "pte.h"
#include "utf8.h"

/* A path of PATH_MAX bytes, "//deleted" and a NUL */
#define AREA_NAME_SIZE		4112
/* The same, every byte escaped */
#define AREA_ESCAPED_SIZE	(UTF8_ESCAPE * AREA_NAME_SIZE)
/* "rwxp" and a NUL */
#define AREA_PERM_SIZE		5
/* __VM_UFFD_FLAGS, of which userfaultfd_armed() wants one */
#define AREA_UFFD_ARMED		(PTWALK_VMA_UFFD_MISSING | PTWALK_VMA_UFFD_WP | \
				 PTWALK_VMA_UFFD_MINOR | PTWALK_VMA_UFFD_RWP)

char *area_perm(const struct ptwalk_vma *vma, char buf[AREA_PERM_SIZE]);
char *area_name(const struct ptwalk_vma *vma, char buf[AREA_NAME_SIZE]);
char *area_escape(const char *text, size_t max, char *buf, size_t size);
bool area_accessible(const struct ptwalk_vma *vma);
bool area_has_file(const struct ptwalk_vma *vma);

#endif /* PTWALK_AREA_H */
