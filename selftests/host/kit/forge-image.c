// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes memory images for tests: see forge-image.h.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "forge-image-private.h"

struct memory *memory_new(void)
{
	struct memory *m = calloc(1, sizeof(*m));

	if (!m)
		err(1, "forge-image");
	return m;
}

void memory_free(struct memory *m)
{
	size_t i;

	for (i = 0; i < m->nr_pages; i++)
		free(m->page[i]);
	free(m);
}

__u64 *memory_page(struct memory *m, __u64 phys)
{
	struct page *page;
	size_t i;

	if (phys % K4)
		errx(1, "forge-image: no page begins at 0x%llx", phys);
	for (i = 0; i < m->nr_pages && m->page[i]->phys <= phys; i++)
		if (m->page[i]->phys == phys)
			return m->page[i]->entry;
	if (m->nr_pages == MAX_PAGES)
		errx(1, "forge-image: more than %d pages", MAX_PAGES);
	page = calloc(1, sizeof(*page));
	if (!page)
		err(1, "forge-image");
	page->phys = phys;
	memmove(&m->page[i + 1], &m->page[i], (m->nr_pages - i) * sizeof(m->page[0]));
	m->page[i] = page;
	m->nr_pages++;
	return page->entry;
}

void memory_put(struct memory *m, __u64 phys, const void *data, size_t size)
{
	const char *from = data;
	size_t n;

	for (; size; size -= n, from += n, phys += n) {
		n = K4 - phys % K4;
		if (n > size)
			n = size;
		memcpy((char *)memory_page(m, phys & -K4) + phys % K4, from, n);
	}
}

__u64 memory_value(struct memory *m, __u64 phys)
{
	return memory_page(m, phys & -K4)[phys % K4 / 8];
}

__u64 memory_tables(struct memory *m, struct forge *f)
{
	const struct ptwalk_table *table;
	const struct ptwalk_record *rec;
	size_t size, at;
	__u64 top = 0;
	char *data = forge_write(f, &size);

	for (at = 0; at < size; at += rec->length) {
		rec = (void *)(data + at);
		if (rec->type != PTWALK_REC_TABLE)
			continue;
		table = (void *)rec;
		memcpy(memory_page(m, table->phys) + table->first, table->entry,
		       table->count * sizeof(__u64));
		if (!table->parent)
			top = table->phys;
	}
	free(data);
	return top;
}

static void add_note(struct memory *m, const char *name, __u32 type, const void *desc,
		     size_t size)
{
	const size_t length = strlen(name) + 1;
	const Elf64_Nhdr note = {
		.n_namesz = length, .n_descsz = size, .n_type = type,
	};
	char *to = m->notes + m->notes_size;

	/* fields are aligned to 4 bytes; the array is full of zeros */
	m->notes_size += sizeof(note) + (length + 3) / 4 * 4 + (size + 3) / 4 * 4;
	if (m->notes_size > sizeof(m->notes))
		errx(1, "forge-image: more than %d bytes of notes", MAX_NOTES);
	memcpy(to, &note, sizeof(note));
	memcpy(to + sizeof(note), name, length);
	memcpy(to + sizeof(note) + (length + 3) / 4 * 4, desc, size);
}

/*
 * QEMUCPUState: version and size, 18 registers, 10 segments of 24 bytes, 5 control registers,
 * kernel_gs_base; 440 bytes
 */
void memory_cpu(struct memory *m, __u64 cr0, __u64 cr3, __u64 cr4)
{
	__u64 state[55] = { 0 };

	state[0] = 1 | (__u64)sizeof(state) << 32;
	state[49] = cr0;
	state[52] = cr3;
	state[53] = cr4;
	add_note(m, "QEMU", 0, state, sizeof(state));
}

void memory_vmcoreinfo(struct memory *m, const char *text)
{
	add_note(m, "VMCOREINFO", 0, text, strlen(text));
}

void memory_auxv(struct memory *m)
{
	static const __u64 entry[2] = { 6 /* AT_PAGESZ */, K4 };

	add_note(m, "CORE", NT_AUXV, entry, sizeof(entry));
}

char *memory_raw(struct memory *m, size_t *size)
{
	char *data;
	size_t i;

	if (!m->nr_pages)
		errx(1, "forge-image: no pages");
	*size = m->page[m->nr_pages - 1]->phys + K4;
	data = calloc(1, *size);
	if (!data)
		err(1, "forge-image");
	for (i = 0; i < m->nr_pages; i++)
		memcpy(data + m->page[i]->phys, m->page[i]->entry, K4);
	return data;
}

Elf64_Phdr *memory_elf_phdr(char *elf, unsigned int nr)
{
	return (Elf64_Phdr *)(elf + sizeof(Elf64_Ehdr)) + nr;
}

/* Does page @i begin a range of pages that follow each other? */
static bool begins_range(const struct memory *m, size_t i)
{
	return !i || m->page[i]->phys != m->page[i - 1]->phys + K4;
}

char *memory_elf(struct memory *m, size_t *size)
{
	Elf64_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(header),
		.e_ehsize = sizeof(header),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
	};
	Elf64_Phdr *phdr;
	size_t i, offset;
	char *elf;

	for (i = 0; i < m->nr_pages; i++)
		header.e_phnum += begins_range(m, i);
	offset = sizeof(header) + header.e_phnum * sizeof(*phdr);
	*size = offset + m->notes_size + m->nr_pages * K4;
	elf = calloc(1, *size);
	if (!elf)
		err(1, "forge-image");
	memcpy(elf, &header, sizeof(header));
	phdr = memory_elf_phdr(elf, 0);
	phdr->p_type = PT_NOTE;
	phdr->p_offset = offset;
	phdr->p_filesz = m->notes_size;
	phdr->p_memsz = m->notes_size;
	memcpy(elf + offset, m->notes, m->notes_size);
	offset += m->notes_size;
	for (i = 0; i < m->nr_pages; i++, offset += K4) {
		if (begins_range(m, i)) {
			phdr++;
			phdr->p_type = PT_LOAD;
			phdr->p_offset = offset;
			phdr->p_paddr = m->page[i]->phys;
			phdr->p_vaddr = m->page[i]->phys;
		}
		phdr->p_filesz += K4;
		phdr->p_memsz += K4;
		memcpy(elf + offset, m->page[i]->entry, K4);
	}
	return elf;
}

int memory_file(const void *data, size_t size, char path[32])
{
	int fd = memfd_create("image", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		err(1, "forge-image");
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}
