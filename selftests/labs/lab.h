/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the programs of the labs share.  A program says a line at each step of its story and waits
 * until the lab, or whoever runs it by hand, has looked at it: press Enter to go on.
 */
#ifndef LAB_H
#define LAB_H

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where programs map what the lab looks at: the same address in each run, and easy to read */
#define LAB_ADDRESS	((char *)0x700000000000)

#define KIB		(1UL << 10)
#define MIB		(1UL << 20)
#define GIB		(1UL << 30)
#define PAGE		(4 * KIB)

/* Say a line and wait for a newline.  The end of input ends the program. */
__attribute__((format(printf, 1, 2)))
static inline void step(const char *format, ...)
{
	va_list args;
	char byte;

	va_start(args, format);
	vdprintf(STDOUT_FILENO, format, args);
	va_end(args);
	if (write(STDOUT_FILENO, "\n", 1) != 1)
		exit(1);
	do {
		if (read(STDIN_FILENO, &byte, 1) != 1)
			exit(0);
	} while (byte != '\n');
}

/* mmap() that ends the program if it fails */
static inline char *lab_map(char *address, size_t size, int prot, int flags, int fd, off_t offset)
{
	char *p = mmap(address, size, prot, flags | MAP_FIXED_NOREPLACE, fd, offset);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return p;
}

/* Private anonymous memory at LAB_ADDRESS */
static inline char *lab_memory(size_t size)
{
	return lab_map(LAB_ADDRESS, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);
}

#endif /* LAB_H */
