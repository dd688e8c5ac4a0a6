// SPDX-License-Identifier: GPL-2.0
/*
 * Damages memory images at random: see damage.h.
 */
#include <string.h>

#include "damage.h"
#include "forge-image.h"

/* splitmix64 */
__u64 damage_random(__u64 *state)
{
	__u64 z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

__u64 damage_value(__u64 *state, size_t size)
{
	const __u64 r = damage_random(state);

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
		return damage_random(state);
	}
}

size_t damage_image(char *data, size_t size, __u64 *state)
{
	unsigned int n = 1 + damage_random(state) % 4;

	while (n--) {
		const __u64 r = damage_random(state);
		const __u64 value = damage_value(state, size);
		const size_t width = 1 << (r >> 32) % 4;
		const size_t within = (r >> 40) % 3 ? size : 1024;

		memcpy(data + r % (within / width) * width, &value, width);
	}
	return damage_random(state) % 8 ? size : damage_random(state) % size;
}
