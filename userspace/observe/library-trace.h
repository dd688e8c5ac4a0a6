/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libtracefs and libtraceevent, on which it depends, loaded when they are needed: see library.h.
 * To be included in place of <tracefs.h>.
 */
#ifndef PTWALK_LIBRARY_TRACE_H
#define PTWALK_LIBRARY_TRACE_H

#include <tracefs.h>

struct errmsg;

/* The functions that ptwalk calls */
#define TRACE_FUNCTIONS(X)						\
	X(tep_alloc)							\
	X(tep_data_pid)							\
	X(tep_find_event_by_name)					\
	X(tep_find_field)						\
	X(tep_free)							\
	X(tep_get_field_raw)						\
	X(tep_parse_event)						\
	X(tep_parse_header_page)					\
	X(tep_read_number_field)					\
	X(tep_set_long_size)						\
	X(tep_set_page_size)						\
	X(tracefs_dynevent_create)					\
	X(tracefs_dynevent_destroy)					\
	X(tracefs_dynevent_free)					\
	X(tracefs_dynevent_get_all)					\
	X(tracefs_dynevent_list_free)					\
	X(tracefs_event_disable)					\
	X(tracefs_event_enable)						\
	X(tracefs_event_file_read)					\
	X(tracefs_follow_missed_events)					\
	X(tracefs_instance_alloc)					\
	X(tracefs_instance_create)					\
	X(tracefs_instance_destroy)					\
	X(tracefs_instance_file_read)					\
	X(tracefs_instance_file_write)					\
	X(tracefs_instance_free)					\
	X(tracefs_instance_get_dir)					\
	X(tracefs_instance_is_new)					\
	X(tracefs_instance_set_buffer_size)				\
	X(tracefs_instances_walk)					\
	X(tracefs_iterate_raw_events)					\
	X(tracefs_kprobe_alloc)						\
	X(tracefs_put_tracing_file)					\
	X(tracefs_set_loglevel)						\
	X(tracefs_trace_off)

enum {
#define X(function) TRACE_##function,
	TRACE_FUNCTIONS(X)
#undef X
	TRACE_NR_FUNCTIONS
};

extern void *library_trace[TRACE_NR_FUNCTIONS];

int library_trace_load(struct errmsg *err);

#define LIBRARY_TRACE(function) \
	((__typeof__(function) *)library_trace[TRACE_##function])

#define tep_alloc				LIBRARY_TRACE(tep_alloc)
#define tep_data_pid				LIBRARY_TRACE(tep_data_pid)
#define tep_find_event_by_name			LIBRARY_TRACE(tep_find_event_by_name)
#define tep_find_field				LIBRARY_TRACE(tep_find_field)
#define tep_free				LIBRARY_TRACE(tep_free)
#define tep_get_field_raw			LIBRARY_TRACE(tep_get_field_raw)
#define tep_parse_event				LIBRARY_TRACE(tep_parse_event)
#define tep_parse_header_page			LIBRARY_TRACE(tep_parse_header_page)
#define tep_read_number_field			LIBRARY_TRACE(tep_read_number_field)
#define tep_set_long_size			LIBRARY_TRACE(tep_set_long_size)
#define tep_set_page_size			LIBRARY_TRACE(tep_set_page_size)
#define tracefs_dynevent_create			LIBRARY_TRACE(tracefs_dynevent_create)
#define tracefs_dynevent_destroy		LIBRARY_TRACE(tracefs_dynevent_destroy)
#define tracefs_dynevent_free			LIBRARY_TRACE(tracefs_dynevent_free)
#define tracefs_dynevent_get_all		LIBRARY_TRACE(tracefs_dynevent_get_all)
#define tracefs_dynevent_list_free		LIBRARY_TRACE(tracefs_dynevent_list_free)
#define tracefs_event_disable			LIBRARY_TRACE(tracefs_event_disable)
#define tracefs_event_enable			LIBRARY_TRACE(tracefs_event_enable)
#define tracefs_event_file_read			LIBRARY_TRACE(tracefs_event_file_read)
#define tracefs_follow_missed_events		LIBRARY_TRACE(tracefs_follow_missed_events)
#define tracefs_instance_alloc			LIBRARY_TRACE(tracefs_instance_alloc)
#define tracefs_instance_create			LIBRARY_TRACE(tracefs_instance_create)
#define tracefs_instance_destroy		LIBRARY_TRACE(tracefs_instance_destroy)
#define tracefs_instance_file_read		LIBRARY_TRACE(tracefs_instance_file_read)
#define tracefs_instance_file_write		LIBRARY_TRACE(tracefs_instance_file_write)
#define tracefs_instance_free			LIBRARY_TRACE(tracefs_instance_free)
#define tracefs_instance_get_dir		LIBRARY_TRACE(tracefs_instance_get_dir)
#define tracefs_instance_is_new			LIBRARY_TRACE(tracefs_instance_is_new)
#define tracefs_instance_set_buffer_size	LIBRARY_TRACE(tracefs_instance_set_buffer_size)
#define tracefs_instances_walk			LIBRARY_TRACE(tracefs_instances_walk)
#define tracefs_iterate_raw_events		LIBRARY_TRACE(tracefs_iterate_raw_events)
#define tracefs_kprobe_alloc			LIBRARY_TRACE(tracefs_kprobe_alloc)
#define tracefs_put_tracing_file		LIBRARY_TRACE(tracefs_put_tracing_file)
#define tracefs_set_loglevel			LIBRARY_TRACE(tracefs_set_loglevel)
#define tracefs_trace_off			LIBRARY_TRACE(tracefs_trace_off)

#endif /* PTWALK_LIBRARY_TRACE_H */
