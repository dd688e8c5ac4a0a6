// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsing of the kernel's messages about a fault: each form that kernels print
 * (arch/x86/mm/fault.c, mm/memory.c, asm/pgtable_64.h), and text that no kernel prints.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "kselftest_harness.h"
#include "oops.h"
#include "random-number.h"

/*
 * Formats all items that are found in a text.  "4: 4=12345067 3=0 BAD" is a walk with its
 * number of levels and LEVEL=ENTRY from the top down; "error 3" is an error code; "error
 * ?6 of 16" is one of which only the bits of the mask (hex) are known.
 */
static char *read_all(const char *text)
{
	static char all[4096];
	struct oops_item item;
	struct errmsg err;
	struct oops oops;
	size_t n = 0;
	int level, rc;

	all[0] = '\0';
	oops_begin(&oops, text);
	while ((rc = oops_next(&oops, &item, &err)) > 0) {
		n += snprintf(all + n, sizeof(all) - n, "%s", n ? "; " : "");
		if (!item.has && item.known != ~0ULL)
			n += snprintf(all + n, sizeof(all) - n,
				      "error ?%llx of %llx", item.code,
				      item.known);
		else if (!item.has)
			n += snprintf(all + n, sizeof(all) - n, "error %llx",
				      item.code);
		else
			n += snprintf(all + n, sizeof(all) - n, "%u:",
				      item.levels);
		if (!item.has && item.user_mode)
			n += snprintf(all + n, sizeof(all) - n, " user");
		for (level = PTWALK_LEVEL_MAX; level; level--)
			if (item.has & 1U << level)
				n += snprintf(all + n, sizeof(all) - n,
					      " %d=%llx", level,
					      item.entry[level]);
		if (item.bad)
			n += snprintf(all + n, sizeof(all) - n, " BAD");
	}
	if (rc < 0)
		snprintf(all + n, sizeof(all) - n, "%s%s", n ? "; " : "",
			 err.text);
	return all;
}

#define EXPECT_READ(expected, text)	EXPECT_STREQ(expected, read_all(text))

/* dump_pagetable() stops at an entry that is empty, or a leaf, or cannot be read. */
TEST(walks)
{
	EXPECT_READ("4: 4=12345067 3=0",
		    "PGD 12345067 P4D 12345067 PUD 0");
	EXPECT_READ("5: 5=12345067 4=12346067 3=0",
		    "PGD 12345067 P4D 12346067 PUD 0");
	EXPECT_READ("5: 5=12345067 4=0", "PGD 12345067 P4D 0");
	EXPECT_READ("0: 5=0", "PGD 0 \n");
	EXPECT_READ("4: 4=2815067 3=2816063 2=10001e1",
		    "PGD 2815067 P4D 2815067 PUD 2816063 PMD 10001e1 \n");
	EXPECT_READ("4: 4=1067 3=2067 2=3067 1=8000000023456161",
		    "[   12.345678] PGD 1067 P4D 1067 PUD 2067 PMD 3067 PTE 8000000023456161\n");
	/* PGD and P4D are the same entry here: the CPU may have set A between the two reads */
	EXPECT_READ("4: 4=12345047 3=0",
		    "PGD 12345047 P4D 12345067 PUD 0");
	/* kernels before 4.11 print no P4D */
	EXPECT_READ("4: 4=12345067 3=0", "PGD 12345067 PUD 0");
	EXPECT_READ("5: 5=1067 4=2067 BAD",
		    "[ 1.0] PGD 1067 P4D 2067 \n[ 1.0] BAD\n[ 1.0] Oops");
	/* a message that was broken into two lines */
	EXPECT_READ("5: 5=1067 4=2067 3=0",
		    "<1>[ 1.0] PGD 1067 \n<1>[ 1.1] P4D 2067 PUD 0 \n");
	/* two messages */
	EXPECT_READ("4: 4=1067 3=0; 5: 5=2067 4=0",
		    "PGD 1067 P4D 1067 PUD 0 \nPGD 2067 P4D 0 \n");
	EXPECT_READ("4: 4=1067 3=0; 0: 1=5067",
		    "PGD 1067 P4D 1067 PUD 0 \n\n\nPTE 5067\n");
}

TEST(other_messages)
{
	EXPECT_READ("0: 2=12345067 1=8000000123456867",
		    "BUG: Bad page map in process x  pte:8000000123456867 pmd:12345067\n");
	EXPECT_READ("4: 4=1067 3=2067 2=3067 1=8000000123456867",
		    "BUG: Bad page map in process x  pte:8000000123456867\n"
		    "pgd:0000000000001067 p4d:0000000000001067 pud:0000000000002067 pmd:0000000000003067\n");
	EXPECT_READ("0: 2=8000000123456867",
		    "mm/pgtable-generic.c:50: bad pmd 00000000a1b2c3d4(8000000123456867)\n");
}

TEST(error_codes)
{
	EXPECT_READ("error 2",
		    "#PF: error_code(0x0002) - not-present page");
	EXPECT_READ("error 80000003",
		    "#PF: error_code(0x80000003) - RMP violation");
	EXPECT_READ("error ?2 of 16",
		    "#PF: supervisor write access in kernel mode");
	EXPECT_READ("error ?10 of 14 user",
		    "#PF: supervisor instruction fetch in user mode");
	EXPECT_READ("error ?4 of 16 user",
		    "#PF: user read access in user mode\n");
	EXPECT_READ("error 6",
		    "a b[12]: segfault at 8 ip 0000000000401136 sp 00007ffc0 error 6 in error[401000+1000] likely");
	EXPECT_READ("error 2", "Oops: 0002 [#1] PREEMPT SMP PTI");
	EXPECT_READ("error 2", "Oops: Oops: 0002 [#1] SMP NOPTI");
	EXPECT_READ("error d", "Bad pagetable: 000d [#1] SMP");
	/* error codes of other exceptions have another meaning */
	EXPECT_READ("", "Oops: general protection fault, maybe for address 0x0: 0000 [#1] SMP");
	EXPECT_READ("", "traps: x[1] general protection fault ip:1 sp:2 error:0 in x");
	EXPECT_READ("", "invalid opcode: 0000 [#1] SMP");
}

/* An oops prints the same error code up to three times; it is reported once. */
TEST(whole_oops)
{
	EXPECT_READ("error 3; 5: 5=2815067 4=2816067 3=2817063 2=10001e1",
		    "BUG: unable to handle page fault for address: ffffffff81000000\n"
		    "#PF: supervisor write access in kernel mode\n"
		    "#PF: error_code(0x0003) - permissions violation\n"
		    "PGD 2815067 P4D 2816067 PUD 2817063 PMD 10001e1 \n"
		    "Oops: Oops: 0003 [#1] PREEMPT SMP NOPTI\n");
	EXPECT_READ("error 3 user; error 2",
		    "#PF: supervisor write access in user mode\n"
		    "#PF: error_code(0x0003) - permissions violation\n"
		    "Oops: 0002 [#2]\n");
}

TEST(nothing)
{
	static const char *const texts[] = {
		"", "PGD", "PGD ", "PGD BAD", "PTE is", "PTE: ", "pte=", "xPGD 12",
		"PGD_12", "PGD12345067", "PGD 12345067x", "PGD 0x", "PGD -1",
		"PAGE 12", "PMD_SIZE 200000", "Pte(5)", "error 6", "error_code(",
		"error_code(0x)", "error_code(2", "error_code(2 )", "#PF: ",
		"#PF: user", "#PF: user read access", "segfault at ",
		"segfault at 8\n error 6", "Oops: ", "Oops: 0002", "BAD",
		"\xff\xfe pmd\xff 12", "pte\n12",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		EXPECT_STREQ("", read_all(texts[i])) TH_LOG("text %zu", i);
}

TEST(too_long)
{
	EXPECT_READ("0: 1=ffffffffffffffff", "PTE ffffffffffffffff");
	EXPECT_READ("0: 1=1", "PTE 0000000000000000000000000000001");
	EXPECT_READ("the value of 'PTE' does not fit into 64 bits",
		    "PTE 1ffffffffffffffff");
	EXPECT_READ("the value of 'error_code' does not fit into 64 bits",
		    "error_code(0x10000000000000000)");
	/* a walk with such a value is refused as a whole */
	EXPECT_READ("the value of 'P4D' does not fit into 64 bits",
		    "PGD 1067 P4D 10000000000000000 PUD 0");
}

/*
 * Fragments of real lines in random order: the parser has to come to an end, must not read
 * outside of the text (sanitizers see that), and must return no empty item and no level
 * that does not exist.
 */
TEST(random_text)
{
	static const char *const pieces[] = {
		"PGD 1067 ", "P4D 1067 ", "PUD 2067 ", " PMD 0 ", " PTE 67\n",
		" error_code(0x2)", "#PF: user read access in user mode\n",
		"PGD ", "P4D ", "pud:", "PMD", "*pte = ", "BAD", "0", "12345067",
		"ffffffffffffffffffff", "#PF: ", "user ", "supervisor ",
		"write access ", "instruction fetch ", "in user mode",
		"error_code(0x", ")", "segfault at ", " error ", "Oops: ", " [#1]",
		"\n", " ", "(", "[    1.000000] ", "\xff",
	};
	__u64 state = 11, items = 0;
	unsigned int round;

	for (round = 0; round < 20000; round++) {
		unsigned int n = random_number(&state) % 24, i;
		char line[24 * 24 + 1] = "";
		struct oops_item item;
		struct errmsg err;
		struct oops oops;
		char *text;

		for (i = 0; i < n; i++)
			strcat(line, pieces[random_number(&state) %
					    ARRAY_SIZE(pieces)]);
		/* an allocation of the exact size, for sanitizers */
		text = strdup(line);
		ASSERT_NE(NULL, text);
		oops_begin(&oops, text);
		for (i = 0; oops_next(&oops, &item, &err) > 0; i++) {
			ASSERT_GT(24, i) TH_LOG("'%s'", text);
			ASSERT_TRUE(item.has || item.known);
			ASSERT_EQ(0, item.has & ~0x3eU);
			ASSERT_TRUE(!item.levels || item.has);
		}
		items += i;
		free(text);
	}
	/* enough items were found for the test to mean something */
	EXPECT_LT(5000, items);
}

TEST_HARNESS_MAIN
