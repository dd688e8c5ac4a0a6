/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What fuzz targets share: input as files, the commands of the tool in this process, and
 * exact copies, so that AddressSanitizer sees a read beyond the end.
 */
#ifndef FUZZ_KIT_H
#define FUZZ_KIT_H

#include <linux/types.h>
#include <stddef.h>
#include <stdint.h>

/* Called by libFuzzer with each input */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Called by it to make a new input from one, if it is there: mutate.c */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
/* libFuzzer's own mutations */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* main() of userspace/main.c, renamed when it is linked */
int ptwalk_main(int argc, char **argv);

/*
 * Puts bytes into a file in memory, replacing what was there.  Returns its path, which is valid
 * until the program ends.  @slot is 0 or 1.
 */
const char *fuzz_file(unsigned int slot, const void *data, size_t size);

/*
 * Runs "ptwalk LINE" in this process, and fails if its exit status is above 2.  %0 and %1 in
 * @line stand for the paths of the files in these slots.
 */
void fuzz_tool(const char *line);

/* A number that depends on all bytes of an input: chooses one of several things to do with it */
__u64 fuzz_choice(const void *data, size_t size);

/* A copy in a block of exactly @size bytes; the caller has to free() it */
void *fuzz_copy(const void *data, size_t size);

/* Ends the program as a crash does, with a message, if something that has to be true is not */
#define FUZZ_CHECK(condition)						\
	do {								\
		if (!(condition))					\
			fuzz_broken(#condition, __FILE__, __LINE__);	\
	} while (0)

void fuzz_broken(const char *condition, const char *file, int line) __attribute__((noreturn));

#endif /* FUZZ_KIT_H */
