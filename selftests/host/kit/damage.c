// SPDX-License-Identifier: GPL-2.0-only
/*
 * Damages memory images at random: see damage.h.
 */
#include <string.h>

#include "damage.h"
#include "forge-image.h"
#include "random-number.h"

__u64 damage_value(__u64 *state, size_t size)
{
	const __u64 r = random_number(state);

	switch (r % 8) {
	case 0:
		return (DAMAGE_TABLES + r / 8 % 32 * K4) | E_TABLE;
	case 1:
		return r << 12 >> 12 | E_P;
	case 2:
		return r / 8 % (2 * size);
	case 3:
		return -(r / 8 % 8192);
	case 4:
		return 1ULL << (r / 8 % 64);
	case 5:
		return r / 8 % 8;
	case 6:
		return ~0ULL;
	default:
		return random_number(state);
	}
}

size_t damage_image(char *data, size_t size, __u64 *state)
{
	unsigned int n = 1 + random_number(state) % 4;

	while (n--) {
		const __u64 r = random_number(state);
		const __u64 value = damage_value(state, size);
		const size_t width = 1 << (r >> 32) % 4;
		const size_t within = (r >> 40) % 3 ? size : 1024;

		memcpy(data + r % (within / width) * width, &value, width);
	}
	return random_number(state) % 8 ? size : random_number(state) % size;
}
