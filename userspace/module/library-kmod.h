/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libkmod, loaded when it is needed: see library.h.  To be included in place of <libkmod.h>.
 */
#ifndef PTWALK_LIBRARY_KMOD_H
#define PTWALK_LIBRARY_KMOD_H

#include <libkmod.h>

struct errmsg;

/* The functions that ptwalk calls */
#define KMOD_FUNCTIONS(X)						\
	X(kmod_list_next)						\
	X(kmod_module_get_info)						\
	X(kmod_module_get_initstate)					\
	X(kmod_module_get_module)					\
	X(kmod_module_get_path)						\
	X(kmod_module_get_refcnt)					\
	X(kmod_module_info_free_list)					\
	X(kmod_module_info_get_key)					\
	X(kmod_module_info_get_value)					\
	X(kmod_module_initstate_str)					\
	X(kmod_module_insert_module)					\
	X(kmod_module_new_from_lookup)					\
	X(kmod_module_new_from_name)					\
	X(kmod_module_new_from_path)					\
	X(kmod_module_probe_insert_module)				\
	X(kmod_module_remove_module)					\
	X(kmod_module_unref)						\
	X(kmod_module_unref_list)					\
	X(kmod_new)							\
	X(kmod_set_log_priority)					\
	X(kmod_unref)

enum {
#define X(function) KMOD_##function,
	KMOD_FUNCTIONS(X)
#undef X
	KMOD_NR_FUNCTIONS
};

extern void *library_kmod[KMOD_NR_FUNCTIONS];

int library_kmod_load(struct errmsg *err);

#define LIBRARY_KMOD(function) \
	((__typeof__(function) *)library_kmod[KMOD_##function])

#define kmod_list_next			LIBRARY_KMOD(kmod_list_next)
#define kmod_module_get_info		LIBRARY_KMOD(kmod_module_get_info)
#define kmod_module_get_initstate	LIBRARY_KMOD(kmod_module_get_initstate)
#define kmod_module_get_module		LIBRARY_KMOD(kmod_module_get_module)
#define kmod_module_get_path		LIBRARY_KMOD(kmod_module_get_path)
#define kmod_module_get_refcnt		LIBRARY_KMOD(kmod_module_get_refcnt)
#define kmod_module_info_free_list	LIBRARY_KMOD(kmod_module_info_free_list)
#define kmod_module_info_get_key	LIBRARY_KMOD(kmod_module_info_get_key)
#define kmod_module_info_get_value	LIBRARY_KMOD(kmod_module_info_get_value)
#define kmod_module_initstate_str	LIBRARY_KMOD(kmod_module_initstate_str)
#define kmod_module_insert_module	LIBRARY_KMOD(kmod_module_insert_module)
#define kmod_module_new_from_lookup	LIBRARY_KMOD(kmod_module_new_from_lookup)
#define kmod_module_new_from_name	LIBRARY_KMOD(kmod_module_new_from_name)
#define kmod_module_new_from_path	LIBRARY_KMOD(kmod_module_new_from_path)
#define kmod_module_probe_insert_module	LIBRARY_KMOD(kmod_module_probe_insert_module)
#define kmod_module_remove_module	LIBRARY_KMOD(kmod_module_remove_module)
#define kmod_module_unref		LIBRARY_KMOD(kmod_module_unref)
#define kmod_module_unref_list		LIBRARY_KMOD(kmod_module_unref_list)
#define kmod_new			LIBRARY_KMOD(kmod_new)
#define kmod_set_log_priority		LIBRARY_KMOD(kmod_set_log_priority)
#define kmod_unref			LIBRARY_KMOD(kmod_unref)

#endif /* PTWALK_LIBRARY_KMOD_H */
