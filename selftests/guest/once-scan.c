// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares every entry of a situation in a dump with the categories that the PAGEMAP_SCAN
 * ioctl (6.7) reports for it; one variant per situation.  The target sleeps in read(2), so
 * its page tables do not change between the two readings.  first-nonpresent compares its
 * situations in the same way.
 */
#include <stdlib.h>

#include "category.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

FIXTURE(scan) {
	struct situation s;
	struct source source;
};

FIXTURE_VARIANT(scan) {
	const char *kind;
};

#define KIND(name, kind)	FIXTURE_VARIANT_ADD(scan, name) { kind }

KIND(anon, "anon");
KIND(thp, "thp");
KIND(readonly, "readonly");
KIND(protnone, "protnone");
KIND(thp_protnone, "thp-protnone");
KIND(exec, "exec");
KIND(zero, "zero");
KIND(zero_huge, "zero-huge");
KIND(hole, "hole");
KIND(file, "file");
KIND(file_cow, "file-cow");
KIND(shared, "shared");
KIND(shmem_thp, "shmem-thp");
KIND(file_thp, "file-thp");
KIND(neighbours, "neighbours");
KIND(wp, "wp");
KIND(wp_thp, "wp-thp");
KIND(rwp, "rwp");
KIND(rwp_thp, "rwp-thp");
KIND(rwp_hole, "window-rwp-hole");
KIND(pkey, "pkey");
KIND(high, "high");
KIND(secret, "secret");
KIND(firmware, "firmware");
KIND(hugetlb, "hugetlb");
KIND(hugetlb_shared, "hugetlb-shared");
KIND(hugetlb_protnone, "hugetlb-protnone");
KIND(hugetlb_wp, "hugetlb-wp");
KIND(giant, "giant");
KIND(giant_shared, "giant-shared");
KIND(giant_protnone, "giant-protnone");

FIXTURE_SETUP(scan)
{
	prepare();
}

FIXTURE_TEARDOWN(scan)
{
	source_close(&self->source);
	situation_stop(&self->s);
}

TEST_F(scan, every_entry)
{
	SITUATION(&self->s, variant->kind);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	EXPECT_EQ(0, category_differences(self->source.dump, self->s.pid, self->s.start,
					  self->s.length));
}

/*
 * Skips the whole file on a kernel without the ioctl.  The harness can only skip single
 * tests, so this runs before its main() and prints the TAP line for that itself.
 */
static void __attribute__((constructor)) need_the_ioctl(void)
{
	if (category_known())
		return;
	printf("TAP version 13\n1..0 # SKIP no PAGEMAP_SCAN before 6.7\n");
	exit(KSFT_SKIP);
}

TEST_HARNESS_MAIN
