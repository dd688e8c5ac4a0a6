// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps by BPF for tests: see by-bpf.h.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "by-bpf.h"
#include "errmsg.h"
#include "guest.h"
#include "same.h"

#define TRIES	5
#define SKIPPED	4	/* exit status: KSFT_SKIP */
#define TABLE	(2UL << 20)	/* bytes that a table of level 1 maps */

struct bpf_source *by_bpf_source;

void by_bpf_load(void)
{
	const struct bpf_request request = { .pid = getpid(), .end = 4096 };
	struct errmsg err = { "" };
	size_t size;
	void *data;

	if (bpf_open(&by_bpf_source, &err))
		note("%s\n%s", err.text, bpf_log());
	else if (!bpf_dump(by_bpf_source, &request, &data, &size, &err))
		free(data);
	else
		note("%s", err.text);
}

void by_bpf_require(void)
{
	/* bpf-refuse.c says what older kernels lack */
	if (!kernel_since(6, 1)) {
		/* ksft_exit_skip(), but "make demo" builds this without the kernel's sources */
		puts("1..0 # SKIP the program needs Linux 6.1");
		exit(SKIPPED);
	}
	by_bpf_load();
}

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

char *by_bpf_region(size_t length)
{
	char *region = mmap(NULL, length, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (region != MAP_FAILED)
		madvise(region, length, MADV_NOHUGEPAGE);
	return region;
}

void by_bpf_fill(char *region, size_t length)
{
	size_t i;

	for (i = 0; i < length; i += TABLE)
		region[i] = 1;
}

size_t by_bpf_tables(const struct by_bpf *b, const char *region, size_t length)
{
	size_t i, nr = 0;

	for (i = 0; i < length; i += TABLE)
		nr += !!dump_table(b->dump, 1, (uintptr_t)region + i);
	return nr;
}

/* Do two dumps of the module differ from each other? */
static bool unstable(pid_t pid, const char *words, const void *module, size_t size)
{
	void *again;
	size_t again_size;
	bool differ;

	if (same_module(pid, words, &again, &again_size))
		return false;
	differ = same_dumps(module, size, again, again_size);
	free(again);
	return differ;
}

int by_bpf_compare(struct bpf_source *source, const struct bpf_request *request)
{
	void *module = NULL, *other = NULL;
	size_t module_size, other_size;
	struct errmsg err = { "" };
	char words[96] = "";
	int i, wrong = -1;
	bool again = true;

	if (request->pgd == PTWALK_PGD_USER)
		snprintf(words, sizeof(words), "pgd=user");
	if (request->start | request->end)
		snprintf(words, sizeof(words), "start=%#llx end=%#llx", request->start,
			 request->end);
	for (i = 0; i < TRIES && again; i++) {
		if (same_module(request->pid, words, &module, &module_size))
			return -1;
		if (bpf_dump(source, request, &other, &other_size, &err)) {
			note("bpf_dump(%d): %s", request->pid, err.text);
			free(module);
			return -1;
		}
		wrong = same_dumps(module, module_size, other, other_size);
		again = wrong && unstable(request->pid, words, module, module_size);
		free(module);
		free(other);
	}
	return wrong;
}

int by_bpf_situations(const char *const *kind, int nr, int *lacking)
{
	struct situation s = { 0 };
	int i, wrong = 0;

	prepare();
	*lacking = 0;
	for (i = 0; i < nr; i++) {
		struct bpf_request request = { 0 };

		if (situation_start(&s, kind[i])) {
			if (errno != ENOTSUP)
				wrong++;
			++*lacking;
			continue;
		}
		request.pid = s.pid;
		if (by_bpf_compare(by_bpf_source, &request)) {
			note("%s differs", kind[i]);
			wrong++;
		}
		situation_stop(&s);
	}
	return wrong;
}
