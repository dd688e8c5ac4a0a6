// SPDX-License-Identifier: GPL-2.0-only
/*
 * libbpf: see library-bpf.h.
 */
#include "library.h"
#include "library-bpf.h"

void *library_bpf[BPF_NR_FUNCTIONS];

static const char *const names[BPF_NR_FUNCTIONS] = {
#define X(function) #function,
	BPF_FUNCTIONS(X)
#undef X
};

/**
 * library_bpf_load() - load libbpf
 * @err: says why it cannot be loaded
 *
 * Return: 0 or -ENOENT.
 */
int library_bpf_load(struct errmsg *err)
{
	return library_load("libbpf.so.1", names, library_bpf, BPF_NR_FUNCTIONS, err);
}
