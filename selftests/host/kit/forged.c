// SPDX-License-Identifier: GPL-2.0-only
/*
 * A forged dump, parsed: see forged.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "errmsg.h"
#include "forged.h"

struct dump *forged_dump(struct forge *f, void **data)
{
	struct errmsg err;
	struct dump *dump;
	size_t size;

	*data = forge_write(f, &size);
	if (dump_parse(&dump, *data, size, &err)) {
		fprintf(stderr, "# %s\n", err.text);
		exit(1);
	}
	return dump;
}

void forged_free(struct forge *f, struct dump *dump, void *data)
{
	if (dump)
		dump_free(dump);
	free(data);
	if (f)
		forge_free(f);
}
