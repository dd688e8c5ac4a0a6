// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parser of requests that are written to the module's files: an input is a request.  The
 * source of the module is compiled here, for a machine with 4 levels where the kernel half
 * may be read.
 */
#include "request-kernel.h"

#include "request.c"

#include "kit.h"

int ptwalk_kernel_allowed(void)
{
	return 0;
}

unsigned int ptwalk_levels(void)
{
	return 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ptwalk_request unset = { .pid = -7, .start = 1, .half = 99 };
	struct ptwalk_request request = unset;
	char *text = strndup((const char *)data, size);
	const u64 user_end = ptwalk_half_end(4);
	int err = ptwalk_request_parse(text, &request);

	free(text);
	if (err) {
		FUZZ_CHECK(err == -EBADRQC || err == -EINVAL || err == -ERANGE);
		FUZZ_CHECK(!memcmp(&request, &unset, sizeof(request)));
		return 0;
	}
	FUZZ_CHECK(request.pid >= 0);
	FUZZ_CHECK(PAGE_ALIGNED(request.start) && PAGE_ALIGNED(request.end));
	FUZZ_CHECK(request.start <= request.end - 1);
	FUZZ_CHECK(request.half <= PTWALK_HALF_KERNEL && request.pgd <= PTWALK_PGD_USER);
	if (request.half == PTWALK_HALF_USER)
		FUZZ_CHECK(request.end - 1 < user_end);
	else
		FUZZ_CHECK(request.start >= -user_end);
	return 0;
}
