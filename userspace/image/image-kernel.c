// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the kernel in a memory image and read its memory: see image-kernel.h.
 */
#include <errno.h>
#include <linux/utsname.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "image-kernel.h"
#include "image-notes.h"
#include "library-bpf.h"
#include "pte.h"

/* Where the kernel's own text and data are mapped, up to a shift that VMCOREINFO includes */
#define START_KERNEL_MAP	0xffffffff80000000ULL

/* Leaves exist on levels 1, 2 and 3. */
#define MAX_LEAF_LEVEL		3

/* A kernel knows some 700 CPU features */
#define MAX_FEATURES		4096

/* Translate @addr by the kernel's page tables: fill in the page that it is in. */
static int kernel_translate(struct image_kernel *kernel, __u64 addr, struct image_page *page,
			    struct errmsg *err)
{
	__u64 table = kernel->top, entry;
	unsigned int level;
	int rc;

	if (addr < -ptwalk_half_end(kernel->levels))
		return errmsg_set(err, -EFAULT,
				  "0x%llx is no address in the kernel", addr);
	for (level = kernel->levels; level; level--) {
		rc = image_read(kernel->image, table + ptwalk_index(addr, level) * 8, &entry,
				sizeof(entry), err);
		if (rc == -ENXIO)
			return errmsg_set(err, -EFAULT,
					  "the page tables for address 0x%llx in the kernel are not in the image",
					  addr);
		if (rc)
			return rc;
		if (!ptwalk_leads_to_table(entry, level))
			break;
		table = entry & kernel->address;
	}
	if (!level || level > MAX_LEAF_LEVEL || !(entry & PTWALK_RAW_P))
		return errmsg_set(err, -EFAULT,
				  "nothing is mapped at address 0x%llx in the kernel", addr);
	page->size = ptwalk_span(level);
	page->addr = addr & -page->size;
	page->phys = entry & kernel->address & -page->size;
	return 0;
}

/* The page with @addr, from the cache or the page tables; NULL on failure, with *@rc set */
static const struct image_page *kernel_find_page(struct image_kernel *kernel, __u64 addr, int *rc,
						 struct errmsg *err)
{
	struct image_page *page = &kernel->page[(addr >> ptwalk_shift(2)) % NR_IMAGE_PAGES];

	*rc = 0;
	if (!page->size || addr - page->addr >= page->size)
		*rc = kernel_translate(kernel, addr, page, err);
	return *rc ? NULL : page;
}

/**
 * image_kernel_forget() - forget which pages of the kernel were translated
 * @kernel: kernel
 *
 * The running kernel can map something else where they are.
 */
void image_kernel_forget(struct image_kernel *kernel)
{
	memset(kernel->page, 0, sizeof(kernel->page));
}

/**
 * image_kernel_phys() - the physical address of a kernel address
 * @kernel: kernel
 * @addr: virtual address
 * @phys: set to the physical address
 * @err: filled in on failure
 *
 * Return: 0; -EFAULT if nothing is mapped there; another negative errno of image_read().
 */
int image_kernel_phys(struct image_kernel *kernel, __u64 addr, __u64 *phys,
		      struct errmsg *err)
{
	int rc;
	const struct image_page *page = kernel_find_page(kernel, addr, &rc, err);

	if (page)
		*phys = page->phys + (addr - page->addr);
	return rc;
}

/**
 * image_kernel_read() - read memory of the kernel
 * @kernel: kernel
 * @addr: virtual address, any
 * @buf: filled in
 * @size: number of bytes
 * @err: filled in on failure
 *
 * Return: 0; -EFAULT if nothing is mapped there, or the image does not have it; another
 * negative errno of image_read().
 */
int image_kernel_read(struct image_kernel *kernel, __u64 addr, void *buf, size_t size,
		      struct errmsg *err)
{
	const struct image_page *page;
	char *to = buf;
	__u64 phys;
	size_t n;
	int rc;

	while (size) {
		page = kernel_find_page(kernel, addr, &rc, err);
		if (!page)
			return rc;
		phys = page->phys + (addr - page->addr);
		n = size;
		if (n > page->size - (addr - page->addr))
			n = page->size - (addr - page->addr);
		rc = image_read(kernel->image, phys, to, n, err);
		if (rc == -ENXIO)
			return errmsg_set(err, -EFAULT,
					  "address 0x%llx in the kernel is at 0x%llx, where the image has no memory",
					  addr, phys);
		if (rc)
			return rc;
		to += n;
		addr += n;
		size -= n;
	}
	return 0;
}

/**
 * image_kernel_string() - read a string of the kernel
 * @kernel: kernel
 * @addr: virtual address
 * @buf: filled in, and always terminated
 * @size: bytes in @buf; a longer string is cut
 * @err: filled in on failure
 *
 * Return: 0, or as image_kernel_read().
 */
int image_kernel_string(struct image_kernel *kernel, __u64 addr, char *buf, size_t size,
			struct errmsg *err)
{
	size_t used = 0, n;
	int rc;

	while (used < size - 1) {
		/* up to the end of the page: the next one may not be there */
		n = ptwalk_span(1) - (addr + used) % ptwalk_span(1);
		if (n > size - 1 - used)
			n = size - 1 - used;
		rc = image_kernel_read(kernel, addr + used, buf + used, n, err);
		if (rc)
			return rc;
		if (memchr(buf + used, '\0', n))
			return 0;
		used += n;
	}
	buf[used] = '\0';
	return 0;
}

/**
 * image_kernel_has() - does the kernel have a member?
 * @kernel: kernel
 * @member: which
 *
 * Return: true if it does.
 */
bool image_kernel_has(const struct image_kernel *kernel, enum image_member member)
{
	return kernel->member[member].nr;
}

/**
 * image_kernel_get() - read an integer or a pointer in a structure
 * @kernel: kernel
 * @addr: virtual address of the structure
 * @member: the member
 * @value: set to the value, zero-extended; 0 on failure
 * @err: filled in on failure
 *
 * Return: 0; -ENOENT if the kernel has no such member; or as image_kernel_read().
 */
int image_kernel_get(struct image_kernel *kernel, __u64 addr, enum image_member member,
		     __u64 *value, struct errmsg *err)
{
	const struct btf_member_place *place = &kernel->member[member];

	*value = 0;
	if (!place->nr)
		return image_btf_lacks(member, err);
	return image_kernel_read(kernel, addr + place->offset, value,
				 place->size < sizeof(*value) ? place->size : sizeof(*value),
				 err);
}

/* Read the name of CPU feature @nr, the bit of that number in cpuinfo_x86.x86_capability */
static bool kernel_feature_is(struct image_kernel *kernel, __u32 nr, const char *name)
{
	__u64 addr = kernel->symbol[IMAGE_SYMBOL_x86_cap_flags] + nr * 8, string;
	char its[16];

	return !image_kernel_read(kernel, addr, &string, sizeof(string), NULL) && string &&
	       !image_kernel_string(kernel, string, its, sizeof(its), NULL) &&
	       !strcmp(its, name);
}

/**
 * image_kernel_has_feature() - is a CPU feature enabled?
 * @kernel: kernel
 * @name: name of the feature in /proc/cpuinfo
 * @known: set to whether the image tells
 *
 * Return: true if the boot CPU has it, and the kernel uses it.
 */
bool image_kernel_has_feature(struct image_kernel *kernel, const char *name, bool *known)
{
	const __u64 data = kernel->symbol[IMAGE_SYMBOL_boot_cpu_data];
	const struct btf_member_place *place = &kernel->member[IMAGE_MEMBER_cpu_features];
	__u32 nr, word;

	*known = false;
	if (!data || !kernel->symbol[IMAGE_SYMBOL_x86_cap_flags])
		return false;
	for (nr = 0; nr < place->size * 8 && nr < MAX_FEATURES; nr++) {
		if (!kernel_feature_is(kernel, nr, name))
			continue;
		*known = !image_kernel_read(kernel, data + place->offset + nr / 32 * 4, &word,
					    sizeof(word), NULL);
		return *known && word >> nr % 32 & 1;
	}
	return false;
}

/* What VMCOREINFO says of the kernel's own page tables */
static int kernel_find_top(struct image_kernel *kernel, struct errmsg *err)
{
	const struct image_notes *notes = &kernel->image->notes;
	__u64 top, base;

	if (!image_notes_value(notes, "SYMBOL(init_top_pgt)", 16, &top) &&
	    !image_notes_value(notes, "SYMBOL(swapper_pg_dir)", 16, &top))
		return errmsg_set(err, -ENODATA,
				  "its VMCOREINFO has no init_top_pgt: is the kernel older than 4.14?");
	if (!image_notes_value(notes, "NUMBER(phys_base)", 10, &base))
		return errmsg_set(err, -ENODATA,
				  "its VMCOREINFO has no phys_base: it is not of an x86-64 kernel");
	kernel->address = IMAGE_ADDRESS & ~notes->enc_mask;
	kernel->top = top - START_KERNEL_MAP + base;
	image_kernel_forget(kernel);
	kernel->levels = notes->levels;
	if (!kernel->levels)
		return errmsg_set(err, -ENODATA,
				  "it does not say whether page tables have 4 or 5 levels");
	return 0;
}

/*
 * Does VMCOREINFO that was found in memory lead to a kernel, whose release is that of
 * VMCOREINFO?  Memory may also have the text of a kernel that ran before, or of a guest of this
 * machine.
 */
static int kernel_try(void *arg, struct errmsg *err)
{
	struct image_kernel *kernel = arg;
	const struct image_notes *notes = &kernel->image->notes;
	char release[sizeof(((struct new_utsname *)0)->release)];
	__u64 names, name = 0;
	int rc = kernel_find_top(kernel, err);

	if (rc)
		return rc;
	if (!image_notes_value(notes, "SYMBOL(init_uts_ns)", 16, &names))
		return errmsg_set(err, -ENODATA, "it has no init_uts_ns");
	image_notes_value(notes, "OFFSET(uts_namespace.name)", 10, &name);
	rc = image_kernel_string(kernel, names + name + offsetof(struct new_utsname, release),
				 release, sizeof(release), err);
	if (!rc && strcmp(release, notes->release))
		rc = errmsg_set(err, -ENODATA, "there is no kernel of this release at init_uts_ns");
	return rc;
}

/**
 * image_kernel_open() - find the kernel in an image
 * @kernel: filled in; the caller closes it with image_kernel_close() if 0 is returned
 * @image: image, which has to live as long; notes that are found in its memory are added
 * @err: filled in on failure
 *
 * Return: 0; -ENODATA if the image does not have what leads to the kernel; -EOPNOTSUPP if the
 * kernel has no BTF; -EBADMSG if the image contradicts itself; -EFAULT if kernel memory is
 * missing; -ENOMEM; another negative errno if the image cannot be read.
 */
int image_kernel_open(struct image_kernel *kernel, struct image *image, struct errmsg *err)
{
	int rc;

	*kernel = (struct image_kernel){ .image = image };
	rc = image->notes.text ? kernel_find_top(kernel, err) :
				 image_search_notes(image, kernel_try, kernel, err);
	if (!rc)
		rc = image_kallsyms_load(kernel, err);
	if (!rc)
		rc = image_btf_load(kernel, err);
	return rc;
}

/**
 * image_find_levels() - ask the kernel in an image how many levels page tables have
 * @image: image; if its notes do not tell, those that are found in its memory are added
 * @err: filled in on failure
 *
 * Without CPU notes and VMCOREINFO, as in a raw image, all of its memory is searched.
 *
 * Return: 0, also if there is no kernel that says so: @image->notes.levels is 0 then; -ENOMEM;
 * another negative errno if the image cannot be read.
 */
int image_find_levels(struct image *image, struct errmsg *err)
{
	struct image_kernel kernel = { .image = image };
	int rc;

	if (image->notes.levels || image->notes.text || image->notes.nr_cpus)
		return 0;
	rc = image_search_notes(image, kernel_try, &kernel, err);
	image_kernel_close(&kernel);
	return rc == -ENODATA ? 0 : rc;
}

/**
 * image_kernel_close() - free what belongs to a kernel
 * @kernel: from image_kernel_open(), or zeroed
 */
void image_kernel_close(struct image_kernel *kernel)
{
	if (kernel->btf)
		btf__free(kernel->btf);
	*kernel = (struct image_kernel){ 0 };
}
