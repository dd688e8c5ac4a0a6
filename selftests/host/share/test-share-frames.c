// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bits of mapped frames, compared with a plain array of counts: random extents, close
 * together and far apart.
 */
#include <stdlib.h>
#include <string.h>

#include "forge.h"
#include "kselftest_harness.h"
#include "random-number.h"
#include "share-frames.h"

#define FRAMES	(64 * 1024)
#define APART	(1ULL << 33)	/* frames from there on are numbers from FRAMES / 2 on here */

static __u64 number_of(unsigned int i)
{
	return i < FRAMES / 2 ? i : APART + i;
}

TEST(as_counts)
{
	static unsigned char count[FRAMES];
	struct share_frames f;
	__u64 state = 1, n;
	unsigned int round, step, i, nr, k;
	bool again;

	for (round = 0; round < 60; round++) {
		memset(&f, 0, sizeof(f));
		memset(count, 0, sizeof(count));
		ASSERT_EQ(1, share_frames_alike(&f, 5, 1, &again));
		ASSERT_FALSE(again);
		for (step = 0; step < 400; step++) {
			nr = 1 + random_number(&state) % (round & 1 ? 900 : 3);
			i = random_number(&state) % (FRAMES / 2 - nr);
			i += random_number(&state) & 1 ? FRAMES / 2 : 0;
			if (random_number(&state) % 4) {
				ASSERT_EQ(0, share_frames_map(&f, number_of(i), nr));
				for (k = i; k < i + nr; k++)
					count[k] += count[k] < 2;
			} else {
				share_frames_map_again(&f, number_of(i), nr);
				for (k = i; k < i + nr; k++)
					count[k] += count[k] == 1;
			}
		}
		for (i = 0; i < FRAMES; i += n) {
			nr = 1 + random_number(&state) % 700;
			if (i < FRAMES / 2 && nr > FRAMES / 2 - i)
				nr = FRAMES / 2 - i;
			n = share_frames_alike(&f, number_of(i), nr, &again);
			ASSERT_GE(n, 1);
			ASSERT_LE(n, nr);
			for (k = i; k < i + n && k < FRAMES; k++)
				ASSERT_EQ(count[k] > 1, again);
		}
		share_frames_free(&f);
	}
}

TEST_HARNESS_MAIN
