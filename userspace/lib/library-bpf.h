/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libbpf, loaded when it is needed: see library.h.  To be included in place of <bpf/bpf.h>,
 * <bpf/btf.h> and <bpf/libbpf.h>.
 */
#ifndef PTWALK_LIBRARY_BPF_H
#define PTWALK_LIBRARY_BPF_H

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

struct errmsg;

/* The functions that ptwalk calls */
#define BPF_FUNCTIONS(X)						\
	X(bpf_iter_create)						\
	X(bpf_link__destroy)						\
	X(bpf_link__fd)							\
	X(bpf_object__destroy_skeleton)					\
	X(bpf_object__load_skeleton)					\
	X(bpf_object__open_skeleton)					\
	X(bpf_program__attach_iter)					\
	X(btf__find_by_name_kind)					\
	X(btf__free)							\
	X(btf__load_vmlinux_btf)					\
	X(btf__name_by_offset)						\
	X(btf__new)							\
	X(btf__resolve_size)						\
	X(btf__type_by_id)						\
	X(btf__type_cnt)						\
	X(libbpf_set_print)

enum {
#define X(function) BPF_##function,
	BPF_FUNCTIONS(X)
#undef X
	BPF_NR_FUNCTIONS
};

extern void *library_bpf[BPF_NR_FUNCTIONS];

int library_bpf_load(struct errmsg *err);

#define LIBRARY_BPF(function) \
	((__typeof__(function) *)library_bpf[BPF_##function])

#define bpf_iter_create			LIBRARY_BPF(bpf_iter_create)
#define bpf_link__destroy		LIBRARY_BPF(bpf_link__destroy)
#define bpf_link__fd			LIBRARY_BPF(bpf_link__fd)
#define bpf_object__destroy_skeleton	LIBRARY_BPF(bpf_object__destroy_skeleton)
#define bpf_object__load_skeleton	LIBRARY_BPF(bpf_object__load_skeleton)
#define bpf_object__open_skeleton	LIBRARY_BPF(bpf_object__open_skeleton)
#define bpf_program__attach_iter	LIBRARY_BPF(bpf_program__attach_iter)
#define btf__find_by_name_kind		LIBRARY_BPF(btf__find_by_name_kind)
#define btf__free			LIBRARY_BPF(btf__free)
#define btf__load_vmlinux_btf		LIBRARY_BPF(btf__load_vmlinux_btf)
#define btf__name_by_offset		LIBRARY_BPF(btf__name_by_offset)
#define btf__new			LIBRARY_BPF(btf__new)
#define btf__resolve_size		LIBRARY_BPF(btf__resolve_size)
#define btf__type_by_id			LIBRARY_BPF(btf__type_by_id)
#define btf__type_cnt			LIBRARY_BPF(btf__type_cnt)
#define libbpf_set_print		LIBRARY_BPF(libbpf_set_print)

#endif /* PTWALK_LIBRARY_BPF_H */
