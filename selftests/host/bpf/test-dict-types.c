// SPDX-License-Identifier: GPL-2.0-only
/*
 * Swap types of kernels without userfaultfd.  In 6.1 the last type is that of pages lost at
 * swap-in, in 6.2 and later that of markers, and nothing else differs.
 */
#include "dict-private.h"
#include "kselftest_harness.h"

FIXTURE(types) {
	struct dict_build build;
	struct ptwalk_dict dict;
};

FIXTURE_VARIANT(types) {
	bool device_private;
	unsigned int swapfiles;
};

FIXTURE_VARIANT_ADD(types, plain) { .swapfiles = 27 };
FIXTURE_VARIANT_ADD(types, device_memory) { .device_private = true, .swapfiles = 23 };

FIXTURE_SETUP(types)
{
	self->build = (struct dict_build){
		.hwpoison = true, .migration = true, .anon_exclusive = true,
		.device_private = variant->device_private, .swapfiles = variant->swapfiles,
	};
}

FIXTURE_TEARDOWN(types)
{
}

TEST_F(types, no_marker_seen)
{
	dict_types_fill(&self->build, &self->dict);
	EXPECT_TRUE(dict_knows(&self->dict, PTWALK_DICT_SWP_MIG_WRITE));
	EXPECT_EQ(variant->swapfiles + 3, self->dict.value[PTWALK_DICT_SWP_MIG_WRITE]);
	EXPECT_TRUE(dict_knows(&self->dict, PTWALK_DICT_SWP_DEV_READ));
	EXPECT_FALSE(dict_knows(&self->dict, PTWALK_DICT_SWP_MARKER));
	EXPECT_FALSE(dict_knows(&self->dict, PTWALK_DICT_MARKER_POISONED));
	EXPECT_FALSE(dict_knows(&self->dict, PTWALK_DICT_SWP_SWAPIN_ERROR));
}

/* A guard is a marker that needs no userfaultfd. */
TEST_F(types, marker_seen)
{
	dict_learn(&self->dict, PTWALK_DICT_SWP_MARKER, 31);
	dict_types_fill(&self->build, &self->dict);
	EXPECT_EQ(31, self->dict.value[PTWALK_DICT_SWP_MARKER]);
	EXPECT_TRUE(dict_knows(&self->dict, PTWALK_DICT_SWP_SWAPIN_ERROR));
	EXPECT_EQ(PTWALK_NO_TYPE, self->dict.value[PTWALK_DICT_SWP_SWAPIN_ERROR]);
	EXPECT_TRUE(dict_knows(&self->dict, PTWALK_DICT_MARKER_POISONED));
}

TEST_HARNESS_MAIN
