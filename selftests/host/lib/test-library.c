// SPDX-License-Identifier: GPL-2.0-only
/*
 * Libraries that are loaded when they are needed: the installed ones have each function that
 * ptwalk calls, and one that cannot be used is named.
 */
#include <string.h>

#include "errmsg.h"
#include "kselftest_harness.h"
#include "library-bpf.h"
#include "library-elf.h"
#include "library-kmod.h"
#include "library-trace.h"
#include "library.h"

FIXTURE(each)
{
	struct errmsg err;
};

FIXTURE_VARIANT(each)
{
	int (*load)(struct errmsg *err);
};

#define VARIANT(library) FIXTURE_VARIANT_ADD(each, library) { .load = library_##library##_load }
VARIANT(bpf);
VARIANT(elf);
VARIANT(kmod);
VARIANT(trace);

FIXTURE_SETUP(each)
{
}

FIXTURE_TEARDOWN(each)
{
}

TEST_F(each, has_all_functions)
{
	ASSERT_EQ(0, variant->load(&self->err))
		TH_LOG("%s", self->err.text);
	ASSERT_EQ(0, variant->load(&self->err));
}

TEST(called_through_pointers)
{
	struct btf *btf;
	__u32 magic = 0;

	ASSERT_EQ(0, library_bpf_load(NULL));
	libbpf_set_print(NULL);
	btf = btf__new(&magic, sizeof(magic));
	EXPECT_EQ(NULL, btf);
	ASSERT_EQ(0, library_elf_load(NULL));
	EXPECT_EQ(EV_CURRENT, elf_version(EV_CURRENT));
}

TEST(no_such_library)
{
	struct errmsg err;

	EXPECT_EQ(-ENOENT, library_load("libptwalk-none.so.9", NULL, NULL, 0, &err));
	EXPECT_NE(NULL, strstr(err.text, "libptwalk-none.so.9"));
}

TEST(no_such_function)
{
	static const char *const names[] = { "strlen", "ptwalk_none" };
	void *functions[2] = { NULL, NULL };
	struct errmsg err;

	EXPECT_EQ(-ENOENT, library_load("libc.so.6", names, functions, 2, &err));
	EXPECT_NE(NULL, functions[0]);
	EXPECT_EQ(NULL, functions[1]);
	EXPECT_NE(NULL, strstr(err.text, "libc.so.6"));
	EXPECT_NE(NULL, strstr(err.text, "ptwalk_none"));
}

TEST_HARNESS_MAIN
