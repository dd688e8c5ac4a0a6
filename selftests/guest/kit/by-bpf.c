// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps by BPF for tests: see by-bpf.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "by-bpf.h"
#include "errmsg.h"
#include "guest.h"
#include "same.h"

#define TRIES	5

int by_bpf_take(struct by_bpf *b, struct bpf_source *source, const struct bpf_request *request)
{
	struct errmsg err = { "" };
	size_t size = 0;
	int rc;

	*b = (struct by_bpf){ 0 };
	rc = bpf_dump(source, request, &b->data, &size, &err);
	if (!rc)
		rc = dump_parse(&b->dump, b->data, size, &err);
	if (rc)
		note("bpf_dump(%d): %s", request->pid, err.text);
	return rc;
}

void by_bpf_free(struct by_bpf *b)
{
	dump_free(b->dump);
	free(b->data);
	*b = (struct by_bpf){ 0 };
}

/* Compares once; sets @stable if two dumps of the module, before and after, are the same. */
static int compare_once(struct bpf_source *source, const struct bpf_request *request,
			const char *words, bool *stable)
{
	void *module = NULL, *other = NULL, *again = NULL;
	size_t module_size, other_size, again_size;
	struct errmsg err = { "" };
	int wrong = -1;

	if (same_module(request->pid, words, &module, &module_size))
		goto out;
	if (bpf_dump(source, request, &other, &other_size, &err)) {
		note("bpf_dump(%d): %s", request->pid, err.text);
		goto out;
	}
	if (same_module(request->pid, words, &again, &again_size))
		goto out;
	*stable = !same_dumps(module, module_size, again, again_size);
	wrong = same_dumps(module, module_size, other, other_size);
out:
	free(module);
	free(other);
	free(again);
	return wrong;
}

int by_bpf_compare(struct bpf_source *source, const struct bpf_request *request)
{
	bool stable = false;
	char words[96];
	int i, wrong;

	snprintf(words, sizeof(words), "%s", request->pgd == PTWALK_PGD_USER ? "pgd=user" : "");
	if (request->start | request->end)
		snprintf(words, sizeof(words), "start=%#llx end=%#llx", request->start,
			 request->end);
	for (i = 0; i < TRIES; i++) {
		wrong = compare_once(source, request, words, &stable);
		if (wrong <= 0 || stable)
			break;
	}
	return wrong;
}
