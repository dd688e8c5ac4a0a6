/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libelf, loaded when it is needed: see library.h.  To be included in place of <libelf.h> and
 * <gelf.h>.
 */
#ifndef PTWALK_LIBRARY_ELF_H
#define PTWALK_LIBRARY_ELF_H

#include <gelf.h>

struct errmsg;

/* The functions that ptwalk calls */
#define ELF_FUNCTIONS(X)						\
	X(elf64_getehdr)						\
	X(elf64_getphdr)						\
	X(elf_begin)							\
	X(elf_end)							\
	X(elf_errmsg)							\
	X(elf_getdata_rawchunk)						\
	X(elf_getident)							\
	X(elf_getphdrnum)						\
	X(elf_kind)							\
	X(elf_version)							\
	X(gelf_getnote)

enum {
#define X(function) ELF_##function,
	ELF_FUNCTIONS(X)
#undef X
	ELF_NR_FUNCTIONS
};

extern void *library_elf[ELF_NR_FUNCTIONS];

int library_elf_load(struct errmsg *err);

#define LIBRARY_ELF(function) \
	((__typeof__(function) *)library_elf[ELF_##function])

#define elf64_getehdr		LIBRARY_ELF(elf64_getehdr)
#define elf64_getphdr		LIBRARY_ELF(elf64_getphdr)
#define elf_begin		LIBRARY_ELF(elf_begin)
#define elf_end			LIBRARY_ELF(elf_end)
#define elf_errmsg		LIBRARY_ELF(elf_errmsg)
#define elf_getdata_rawchunk	LIBRARY_ELF(elf_getdata_rawchunk)
#define elf_getident		LIBRARY_ELF(elf_getident)
#define elf_getphdrnum		LIBRARY_ELF(elf_getphdrnum)
#define elf_kind		LIBRARY_ELF(elf_kind)
#define elf_version		LIBRARY_ELF(elf_version)
#define gelf_getnote		LIBRARY_ELF(gelf_getnote)

#endif /* PTWALK_LIBRARY_ELF_H */
