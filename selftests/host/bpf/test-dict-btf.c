// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions to BTF that the test makes with libbpf: what a kernel was built with, and values of
 * enumerators.
 */
#include "dict-btf.h"
#include "kselftest_harness.h"
#include "library-bpf.h"

FIXTURE(btf) {
	struct btf *btf;
	struct dict_build build;
	int number;
	int function;
};

FIXTURE_SETUP(btf)
{
	ASSERT_EQ(0, library_bpf_load(NULL));
	self->btf = btf__new_empty();
	self->number = btf__add_int(self->btf, "int", 4, BTF_INT_SIGNED);
	self->function = btf__add_func_proto(self->btf, self->number);
}

FIXTURE_TEARDOWN(btf)
{
	btf__free(self->btf);
}

static void add_function(struct btf *btf, const char *name, int type)
{
	btf__add_func(btf, name, BTF_FUNC_STATIC, type);
}

/* Adds an array of pointers to a structure. */
static void add_array(struct btf *btf, const char *structure, int index, __u32 nr)
{
	int type = btf__add_struct(btf, structure, 8);

	btf__add_field(btf, "flags", index, 0, 0);
	btf__add_array(btf, index, btf__add_ptr(btf, type), nr);
}

TEST_F(btf, nothing_built)
{
	add_function(self->btf, "memory_failure_queue", self->function);
	dict_btf_build(self->btf, &self->build);
	EXPECT_FALSE(self->build.hwpoison);
	EXPECT_FALSE(self->build.migration);
	EXPECT_FALSE(self->build.device_private);
	EXPECT_FALSE(self->build.userfaultfd);
	EXPECT_FALSE(self->build.anon_exclusive);
	EXPECT_FALSE(self->build.pfn_t);
	EXPECT_EQ(0, self->build.swapfiles);
}

TEST_F(btf, all_built)
{
	add_function(self->btf, "memory_failure", self->function);
	add_function(self->btf, "migrate_pages", self->function);
	add_function(self->btf, "make_device_exclusive_range", self->function);
	add_function(self->btf, "handle_userfault", self->function);
	btf__add_typedef(self->btf, "pfn_t", self->number);
	btf__add_enum(self->btf, "pageflags", 4);
	btf__add_enum_value(self->btf, "PG_locked", 0);
	btf__add_enum_value(self->btf, "PG_anon_exclusive", 11);
	dict_btf_build(self->btf, &self->build);
	EXPECT_TRUE(self->build.hwpoison);
	EXPECT_TRUE(self->build.migration);
	EXPECT_TRUE(self->build.device_private);
	EXPECT_TRUE(self->build.userfaultfd);
	EXPECT_TRUE(self->build.anon_exclusive);
	EXPECT_TRUE(self->build.pfn_t);
}

/* its name since 6.15 */
TEST_F(btf, device_private)
{
	add_function(self->btf, "make_device_exclusive", self->function);
	dict_btf_build(self->btf, &self->build);
	EXPECT_TRUE(self->build.device_private);
}

/* 7.2 has three arrays of such pointers: the declaration, swap_info[], and one by order */
TEST_F(btf, swapfiles)
{
	add_array(self->btf, "swap_info_struct", self->number, 0);
	add_array(self->btf, "swap_info_struct", self->number, 24);
	add_array(self->btf, "swap_info_struct", self->number, 10);
	add_array(self->btf, "swap_cluster_info", self->number, 26);
	dict_btf_build(self->btf, &self->build);
	EXPECT_EQ(24, self->build.swapfiles);
}

/* The value of an enumerator of any enum */
static bool value_of(const struct btf *btf, const char *name, __u64 *value)
{
	const struct btf_type *type = dict_btf_enum(btf, name);

	return type && dict_btf_value_of(btf, type, name, value);
}

TEST_F(btf, enumerators)
{
	__u64 value = 1, zero;

	btf__add_enum(self->btf, "vma_flag", 4);
	btf__add_enum_value(self->btf, "VMA_READ_BIT", 0);
	btf__add_enum_value(self->btf, "VMA_MINUS", -2);
	btf__add_enum64(self->btf, "wide", 8, false);
	btf__add_enum64_value(self->btf, "WIDE", 1ULL << 40);
	EXPECT_TRUE(value_of(self->btf, "VMA_READ_BIT", &value));
	EXPECT_EQ(0, value);
	EXPECT_TRUE(value_of(self->btf, "VMA_MINUS", &value));
	EXPECT_EQ(-2ULL, value);
	EXPECT_TRUE(value_of(self->btf, "WIDE", &value));
	EXPECT_EQ(1ULL << 40, value);
	EXPECT_FALSE(value_of(self->btf, "VMA_READ", &value));
	/* those of the same enum only */
	EXPECT_TRUE(dict_btf_value_of(self->btf, dict_btf_enum(self->btf, "VMA_MINUS"),
				      "VMA_READ_BIT", &zero));
	EXPECT_FALSE(dict_btf_value_of(self->btf, dict_btf_enum(self->btf, "VMA_MINUS"),
				       "WIDE", &value));
	EXPECT_EQ(1ULL << 40, value);
}

TEST_HARNESS_MAIN
