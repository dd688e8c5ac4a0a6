// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps a file of four pages twice, shared and private, and writes to it by both.
 */
#include <fcntl.h>
#include <string.h>

#include "../lab.h"

#define PAGES	4

int main(void)
{
	volatile char *shared, *private;
	char text[PAGES * PAGE], byte;
	int fd = open("story", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int i, sum = 0;

	memset(text, 'f', sizeof(text));
	if (fd < 0 || write(fd, text, sizeof(text)) != sizeof(text) || fsync(fd))
		err(1, "story");
	shared = lab_map(LAB_ADDRESS, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	private = lab_map(LAB_ADDRESS + MIB, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE,
			  fd, 0);
	step("a file is mapped shared at %p and private at %p", shared, private);
	for (i = 0; i < PAGES; i++)
		sum += shared[i * PAGE] + private[i * PAGE];
	step("each page was read at both addresses: %d", sum);
	shared[0] = 's';
	step("'s' was written at %p; the private mapping has '%c'", shared, private[0]);
	private[PAGE] = 'p';
	if (pread(fd, &byte, 1, PAGE) != 1)
		err(1, "pread");
	step("'p' was written at %p; the file has '%c'", private + PAGE, byte);
	shared[PAGE] = 't';
	step("'t' was written at %p; the private mapping has '%c'", shared + PAGE, private[PAGE]);
	return 0;
}
