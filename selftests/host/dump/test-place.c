// SPDX-License-Identifier: GPL-2.0-only
/*
 * place_entry(): the entry of a dump that translates an address.
 */
#include <stdlib.h>

#include "errmsg.h"
#include "forge.h"
#include "kselftest_harness.h"
#include "place.h"

/* the direct map, where frame 0 is ordinary memory */
#define DIRECT	0xffff888000000000ULL

FIXTURE(place)
{
	struct forge	*f;
	struct dump	*dump;
	void		*data;
};

FIXTURE_SETUP(place)
{
	struct errmsg err = { "" };
	size_t size;

	self->f = forge_new(FORGE_6_12, 4, PTWALK_HALF_KERNEL);
	forge_vma(self->f, DIRECT, DIRECT + G1, 0, "Direct Map");
	forge_map(self->f, 2, DIRECT, 2 * M2, 0, E_WRITTEN | E_PS);
	self->data = forge_write(self->f, &size);
	ASSERT_EQ(0, dump_parse(&self->dump, self->data, size, &err))
		TH_LOG("%s", err.text);
}

FIXTURE_TEARDOWN(place)
{
	dump_free(self->dump);
	free(self->data);
	forge_free(self->f);
}

TEST_F(place, frame_0_is_one)
{
	struct place_view view;
	struct ptwalk_pte pte;

	place_view(&view, self->dump);
	ASSERT_TRUE(place_entry(&view, DIRECT + 5 * K4, &pte));
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
	EXPECT_EQ(2, pte.level);
	EXPECT_EQ(5 * K4, pte.phys);
	ASSERT_TRUE(place_entry(&view, DIRECT + M2 + 5 * K4, &pte));
	EXPECT_EQ(M2 + 5 * K4, pte.phys);
}

TEST_F(place, nothing_there)
{
	struct place_view view;
	struct ptwalk_pte pte;

	place_view(&view, self->dump);
	ASSERT_TRUE(place_entry(&view, DIRECT + 2 * M2 + K4, &pte));
	EXPECT_EQ(PTWALK_NONE, pte.kind);
	EXPECT_EQ(0, pte.phys);
}

TEST_HARNESS_MAIN
