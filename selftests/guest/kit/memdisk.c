// SPDX-License-Identifier: GPL-2.0-only
/*
 * RAM disks: see memdisk.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <unistd.h>

#include "guest.h"
#include "memdisk.h"

#define NULLB	"/sys/kernel/config/nullb/"

int memdisk_configure(const struct memdisk *d, const char *name,
		      const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", d->config, name);
	if (!write_file(path, value))
		return 0;
	note("%s: %m", path);
	return -1;
}

int memdisk_on(struct memdisk *d, int number)
{
	char size[16], index[80];

	if (system("modprobe -q null_blk nr_devices=0"))
		return 1;
	if (access("/sys/kernel/config/nullb", F_OK) &&
	    mount("none", "/sys/kernel/config", "configfs", 0, NULL)) {
		note("/sys/kernel/config: %m");
		return -1;
	}
	snprintf(d->config, sizeof(d->config), NULLB "ptwalk%d", number);
	if (mkdir(d->config, 0700)) {
		note("%s: %m", d->config);
		return -1;
	}
	snprintf(size, sizeof(size), "%d", MEMDISK_MB);
	/* bio mode (queue_mode 0) without interrupt: a write is complete on return */
	if (memdisk_configure(d, "size", size) ||
	    memdisk_configure(d, "memory_backed", "1") ||
	    memdisk_configure(d, "queue_mode", "0") ||
	    memdisk_configure(d, "irqmode", "0") ||
	    memdisk_configure(d, "power", "1"))
		return -1;
	/* null_blk names the disk like its configfs directory; before 5.19 by a number */
	snprintf(d->node, sizeof(d->node), "/dev/ptwalk%d", number);
	if (access(d->node, F_OK)) {
		snprintf(index, sizeof(index), "%s/index", d->config);
		snprintf(d->node, sizeof(d->node), "/dev/nullb%d", (int)read_number(index));
	}
	return 0;
}

int memdisk_swap(struct memdisk *d)
{
	static int priority = 100;
	char command[64];

	snprintf(command, sizeof(command), "mkswap %s >/dev/null", d->node);
	if (system(command) || swapon(d->node, SWAP_FLAG_PREFER | ++priority))
		return -1;
	d->swap = true;
	return 0;
}

void memdisk_off(struct memdisk *d)
{
	if (d->swap && swapoff(d->node))
		note("swapoff %s: %m", d->node);
	if (*d->config) {
		memdisk_configure(d, "power", "0");
		rmdir(d->config);
	}
	*d = (struct memdisk){ };
}
