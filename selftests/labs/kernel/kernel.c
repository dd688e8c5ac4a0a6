// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to one page.  The kernel maps the frame of it as well.
 */
#include "../lab.h"

int main(void)
{
	char *p = lab_memory(PAGE);

	p[0] = 1;
	step("a page is written at %p", p);
	return 0;
}
