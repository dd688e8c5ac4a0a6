// SPDX-License-Identifier: GPL-2.0-only
/*
 * Non-present entries other than swap: hwpoison, device memory, and PTE markers.  They
 * are compared with pagemap, which has type and offset of any entry in the swap format,
 * with PAGEMAP_SCAN where the kernel has it, and with kpageflags.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "category.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE	4096ULL
#define NO_KEY	PTWALK_DICT_NR

FIXTURE(nonpresent) {
	struct situation s;
	struct source source;
};

FIXTURE_VARIANT(nonpresent) {
	const char *situation;
	unsigned int kind;
	unsigned int level;
	unsigned int marker;	/* of a marker: the dictionary key of its bit; else NO_KEY */
	unsigned int first;	/* entries of this kind are in the first @first pages, ... */
	unsigned int every;	/* ... at every @every-th of them */
	const char *name;	/* name of the kind in the module's text file */
};

#define VARIANT(name, ...)						\
	FIXTURE_VARIANT_ADD(nonpresent, name) { __VA_ARGS__ }

VARIANT(hwpoison, "hwpoison", PTWALK_HWPOISON, 1, NO_KEY, 32, 8,
	"hwpoison");
VARIANT(hwpoison_hugetlb, "hugetlb-hwpoison", PTWALK_HWPOISON, 2, NO_KEY, 512, 1,
	"hwpoison");
VARIANT(uffd_wp, "marker-wp", PTWALK_MARKER, 1, PTWALK_DICT_MARKER_UFFD_WP, 32, 1,
	"uffd-wp-marker");
VARIANT(uffd_wp_hugetlb, "hugetlb-marker", PTWALK_MARKER, 2,
	PTWALK_DICT_MARKER_UFFD_WP, 512, 1, "uffd-wp-marker");
VARIANT(poison, "marker-poison", PTWALK_MARKER, 1, PTWALK_DICT_MARKER_POISONED,
	32, 1, "poison");
VARIANT(guard, "marker-guard", PTWALK_MARKER, 1, PTWALK_DICT_MARKER_GUARD, 32, 1,
	"guard");
VARIANT(device, "device", PTWALK_DEV_WRITE, 1, NO_KEY, 32, 1, "device-write");
VARIANT(device_readonly, "device-readonly", PTWALK_DEV_READ, 1, NO_KEY, 32, 1,
	"device-read");
VARIANT(device_exclusive, "device-exclusive", PTWALK_DEV_EXCL_WRITE, 1, NO_KEY,
	32, 1, "device-exclusive");

FIXTURE_SETUP(nonpresent)
{
	prepare();
}

FIXTURE_TEARDOWN(nonpresent)
{
	source_close(&self->source);
	situation_stop(&self->s);
}

/* Reads the kind from the line of the module's text file whose range starts at @addr. */
static bool text_kind(pid_t pid, uint64_t addr, char name[64])
{
	char *text = calloc(1, 1 << 20), start[32], *line;
	size_t size = 0;
	ssize_t n = -1;
	int fd;

	fd = open("/sys/kernel/debug/ptwalk/text", O_RDWR);
	if (text && fd >= 0 && dprintf(fd, "%d", pid) > 0)
		while (size < (1 << 20) - 1 &&
		       (n = read(fd, text + size, (1 << 20) - 1 - size)) > 0)
			size += n;
	if (fd >= 0)
		close(fd);
	snprintf(start, sizeof(start), "\n  0x%016lx-", addr);
	line = n ? NULL : strstr(text, start);
	if (!line || sscanf(line, " %*s %*s %*s %63s", name) != 1)
		name[0] = '\0';
	free(text);
	return name[0];
}

TEST_F(nonpresent, each_page)
{
	const struct dump *dump;
	struct ptwalk_pte pte;
	unsigned int i;
	char name[64];

	SITUATION(&self->s, variant->situation);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	dump = self->source.dump;

	for (i = 0; i < self->s.length / PAGE; i++) {
		bool is = i < variant->first && i % variant->every == 0;

		view_page(dump, self->s.start + i * PAGE, &pte);
		ASSERT_EQ(is, pte.kind == variant->kind)
			TH_LOG("page %u is %s", i, ptwalk_kind_name(pte.kind));
		/* exactly the frames of hwpoison entries are marked in kpageflags */
		if (pte.kind == PTWALK_PAGE || pte.kind == PTWALK_HWPOISON) {
			uint64_t flags = kpage_flags(pte.phys / PAGE);

			ASSERT_NE(~0ULL, flags);
			EXPECT_EQ(pte.kind == PTWALK_HWPOISON,
				  !!(flags & KPF_HWPOISON));
		}
		if (!is)
			continue;
		EXPECT_EQ(variant->kind != PTWALK_MARKER, !!pte.phys);
		EXPECT_EQ(variant->level, pte.level);
		EXPECT_EQ(variant->marker == NO_KEY ? 0 :
			  dump->dict.value[variant->marker], pte.offset);
	}
	ASSERT_TRUE(text_kind(self->s.pid, self->s.start, name));
	EXPECT_STREQ(variant->name, name);
	EXPECT_EQ(0, view_differences(dump, self->s.pid, self->s.start,
				      self->s.length));
	if (category_known())
		EXPECT_EQ(0, category_differences(dump, self->s.pid, self->s.start,
						  self->s.length));
}

TEST_HARNESS_MAIN
