// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the physical memory in an ELF core: see image.h.  libelf reads the headers; this file
 * checks what they say against the size of the file.
 *
 * QEMU (dump-guest-memory) and kdump (/proc/vmcore) write a program header of type PT_LOAD
 * for each range of memory, whose p_paddr is its physical address.
 */
#include <errno.h>

#include "image-private.h"
#include "library-elf.h"

/* More program headers than any machine has ranges of memory, 56 bytes each */
#define MAX_SEGMENTS	(1U << 20)

/* Check that the core is of an x86-64 machine, and that its header is one of a core. */
static int elf_check_header(Elf *elf, struct errmsg *err)
{
	const Elf64_Ehdr *header;
	const char *ident = elf_getident(elf, NULL);

	if (!ident || elf_kind(elf) != ELF_K_ELF)
		return errmsg_set(err, -EBADMSG,
				  "corrupt image: no ELF header that libelf can read");
	if (ident[EI_DATA] != ELFDATA2LSB)
		return errmsg_set(err, -EOPNOTSUPP,
				  "it is of a big-endian machine, not of an x86-64 one");
	if (ident[EI_CLASS] != ELFCLASS64)
		return errmsg_set(err, -EOPNOTSUPP,
				  "it is a 32-bit ELF file: the machine was not in 64-bit mode, or the image is of another architecture");
	header = elf64_getehdr(elf);
	if (!header)
		return errmsg_set(err, -EBADMSG, "corrupt image: %s", elf_errmsg(-1));
	if (header->e_machine == EM_386)
		return errmsg_set(err, -EOPNOTSUPP,
				  "the machine was not in 64-bit mode: its ELF machine is %u (i386), expected %u (x86-64)",
				  EM_386, EM_X86_64);
	if (header->e_machine != EM_X86_64)
		return errmsg_set(err, -EOPNOTSUPP,
				  "it is of another architecture: its ELF machine is %u, expected %u (x86-64)",
				  header->e_machine, EM_X86_64);
	if (header->e_type != ET_CORE)
		return errmsg_set(err, -EINVAL,
				  "it is an ELF file, but no core: its type is %u, expected %u",
				  header->e_type, ET_CORE);
	return 0;
}

/*
 * Add the memory of a PT_LOAD header.  QEMU also writes headers for memory that is not in the
 * file: their p_filesz is 0.  If p_filesz is less than p_memsz, makedumpfile has left out the
 * rest; what was there is not known.
 */
static int elf_add_memory(struct image *image, size_t nr, const Elf64_Phdr *phdr,
			  struct errmsg *err)
{
	if (!phdr->p_filesz)
		return 0;
	/* what /proc/kcore has at virtual addresses only: vmalloc and vmemmap */
	if (image->live && phdr->p_paddr == ~0ULL)
		return 0;
	if (phdr->p_offset > image->size || phdr->p_filesz > image->size - phdr->p_offset)
		return errmsg_set(err, -ENODATA,
				  "cut short: it has %llu bytes, but program header %zu is about %llu bytes from offset %llu on; was the image saved completely?",
				  image->size, nr, (__u64)phdr->p_filesz,
				  (__u64)phdr->p_offset);
	return image_add_segment(image, phdr->p_paddr, phdr->p_filesz, phdr->p_offset, err);
}

static int elf_read_headers(struct image *image, Elf *elf, struct errmsg *err)
{
	const Elf64_Ehdr *header = elf64_getehdr(elf);
	const Elf64_Phdr *phdr;
	size_t i, nr;
	int rc = 0;

	if (elf_getphdrnum(elf, &nr))
		return errmsg_set(err, -EBADMSG, "corrupt image: %s", elf_errmsg(-1));
	/* libelf counts only those that are in the file */
	if (header->e_phnum != PN_XNUM && nr < header->e_phnum)
		return errmsg_set(err, -ENODATA,
				  "cut short: it has %llu bytes, room for %zu of %u program headers; was the image saved completely?",
				  image->size, nr, header->e_phnum);
	if (nr > MAX_SEGMENTS)
		return errmsg_set(err, -EBADMSG,
				  "corrupt image: %zu program headers, more than %u", nr,
				  MAX_SEGMENTS);
	phdr = nr ? elf64_getphdr(elf) : NULL;
	if (nr && !phdr)
		return errmsg_set(err, -EBADMSG,
				  "corrupt image, or cut short: %zu program headers cannot be read: %s",
				  nr, elf_errmsg(-1));
	for (i = 0; !rc && i < nr; i++) {
		if (phdr[i].p_type == PT_LOAD)
			rc = elf_add_memory(image, i, &phdr[i], err);
		else if (phdr[i].p_type == PT_NOTE)
			rc = image_read_notes(image, elf, &phdr[i], err);
	}
	if (!rc && !image->nr_segments)
		return errmsg_set(err, -ENODATA,
				  "it has no memory: of %zu program headers none is of type PT_LOAD and has bytes in the file",
				  nr);
	return rc;
}

/**
 * image_load_elf() - find the memory and read the notes of an ELF core
 * @image: image, with @fd and @size set; the rest is filled in
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno, as image_open().
 */
int image_load_elf(struct image *image, struct errmsg *err)
{
	Elf *elf;
	int rc = library_elf_load(err);

	if (rc)
		return rc;
	elf_version(EV_CURRENT);
	elf = elf_begin(image->fd, ELF_C_READ, NULL);
	if (!elf)
		return errmsg_set(err, -EBADMSG, "corrupt image: %s", elf_errmsg(-1));
	rc = elf_check_header(elf, err);
	if (!rc)
		rc = elf_read_headers(image, elf, err);
	elf_end(elf);
	return rc;
}
