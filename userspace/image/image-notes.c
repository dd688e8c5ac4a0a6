// SPDX-License-Identifier: GPL-2.0-only
/*
 * The notes of an ELF core, which say what the machine and its kernel were: see image.h.
 * QEMU writes the registers of each CPU.  Linux has text in VMCOREINFO, which kdump copies,
 * and QEMU as well if the machine has a vmcoreinfo device.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "image-notes.h"
#include "image-private.h"
#include "library-elf.h"

/* More notes than a machine with 8192 CPUs has; libelf keeps all of them in memory */
#define MAX_NOTES	(16ULL << 20)

/* Longest text of VMCOREINFO that is looked at; Linux has one page */
#define MAX_TEXT	(64U << 10)

#define CR0_PG		(1ULL << 31)
#define CR4_LA57	(1ULL << 12)

/**
 * struct qemu_cpu - registers of a CPU in a note named QEMU (target/i386/arch_dump.c there)
 * @version: 1
 * @size: bytes of the struct, which newer versions of QEMU have extended at its end
 * @regs: general registers, instruction pointer and flags
 * @segments: ten segment registers and descriptor tables, 24 bytes each
 * @cr: control registers 0 to 4
 */
struct qemu_cpu {
	__u32	version;
	__u32	size;
	__u64	regs[18];
	__u64	segments[30];
	__u64	cr[5];
};

static int add_cpu(struct image_notes *notes, const void *desc, size_t size)
{
	struct qemu_cpu state;
	struct image_cpu cpu;

	if (size < sizeof(state))
		return 0;
	memcpy(&state, desc, sizeof(state));
	/* a CPU that was never started, or is offline, has no page tables */
	if (state.version != 1 || !(state.cr[0] & CR0_PG))
		return 0;
	cpu.cr3 = state.cr[3];
	cpu.cr4 = state.cr[4];
	return array_add(notes->cpu, notes->nr_cpus, cpu);
}

/**
 * image_notes_value() - look up a value in VMCOREINFO
 * @notes: notes of the image
 * @key: what stands before the equals sign
 * @base: 10, 16, or 0 for what the value looks like
 * @value: set to the value; a negative one is sign-extended
 *
 * Return: false if there is no VMCOREINFO, or it has no such number.
 */
bool image_notes_value(const struct image_notes *notes, const char *key, int base,
		       __u64 *value)
{
	const size_t length = strlen(key);
	const char *line = notes->text;
	char *end;

	while (line && *line) {
		if (!strncmp(line, key, length) && line[length] == '=') {
			line += length + 1;
			*value = strtoull(line, &end, base);
			return end != line;
		}
		line = strchr(line, '\n');
		line += line ? 1 : 0;
	}
	return false;
}

static void take_release(struct image_notes *notes)
{
	static const char key[] = "OSRELEASE=";
	const char *at = strstr(notes->text, key);

	if (!at || (at != notes->text && at[-1] != '\n'))
		return;
	at += strlen(key);
	snprintf(notes->release, sizeof(notes->release), "%.*s", (int)strcspn(at, "\n"), at);
}

/**
 * image_notes_take() - take over the text of VMCOREINFO
 * @notes: notes of the image; an older text is replaced
 * @text: the text, which need not be terminated
 * @size: bytes in @text
 *
 * Return: 0 or -ENOMEM.
 */
int image_notes_take(struct image_notes *notes, const char *text, size_t size)
{
	__u64 value;

	free(notes->text);
	notes->text = strndup(text, size < MAX_TEXT ? size : MAX_TEXT);
	if (!notes->text)
		return -ENOMEM;
	take_release(notes);
	if (!notes->nr_cpus && image_notes_value(notes, "NUMBER(pgtable_l5_enabled)", 10, &value))
		notes->levels = value ? 5 : 4;
	if (image_notes_value(notes, "NUMBER(sme_mask)", 10, &value)) {
		notes->enc_mask = value;
		notes->has_enc_mask = true;
	}
	if (image_notes_value(notes, "CRASHTIME", 10, &value))
		notes->crash_time = value;
	return 0;
}

/**
 * image_read_notes() - read the notes of a PT_NOTE header
 * @image: image that is being opened
 * @elf: its ELF file
 * @phdr: the header
 * @err: filled in on failure
 *
 * A note that is not known, or is not as it should be, is left out: the memory of the image
 * can be read without it.
 *
 * Return: 0; -EINVAL if the notes are those of a process; -ENODATA if the file was cut short;
 * -EBADMSG if it is corrupt; -ENOMEM.
 */
int image_read_notes(struct image *image, Elf *elf, const Elf64_Phdr *phdr,
		     struct errmsg *err)
{
	struct image_notes *notes = &image->notes;
	size_t at = 0, name, desc, next;
	Elf_Data *data;
	GElf_Nhdr note;
	int rc = 0;

	if (!phdr->p_filesz)
		return 0;
	if (phdr->p_offset > image->size || phdr->p_filesz > image->size - phdr->p_offset)
		return errmsg_set(err, -ENODATA,
				  "cut short: it has %llu bytes, but its notes are %llu bytes from offset %llu on; was the image saved completely?",
				  image->size, (__u64)phdr->p_filesz, (__u64)phdr->p_offset);
	if (phdr->p_filesz > MAX_NOTES - notes->size)
		return errmsg_set(err, -EBADMSG,
				  "corrupt image: more than %llu bytes of notes", MAX_NOTES);
	notes->size += phdr->p_filesz;
	data = elf_getdata_rawchunk(elf, phdr->p_offset, phdr->p_filesz, ELF_T_NHDR);
	if (!data)
		return errmsg_set(err, -EBADMSG, "corrupt image: cannot read its notes: %s",
				  elf_errmsg(-1));
	while (!rc && at < data->d_size) {
		const char *buf = data->d_buf;

		next = gelf_getnote(data, at, &note, &name, &desc);
		if (!next)
			break;
		if (note.n_namesz == sizeof("QEMU") && !memcmp(buf + name, "QEMU", 5))
			rc = add_cpu(notes, buf + desc, note.n_descsz);
		else if (note.n_namesz == sizeof("VMCOREINFO") &&
			 !memcmp(buf + name, "VMCOREINFO", 11))
			rc = image_notes_take(notes, buf + desc, note.n_descsz);
		else if (note.n_namesz == sizeof("CORE") && !memcmp(buf + name, "CORE", 5) &&
			 (note.n_type == NT_AUXV || note.n_type == NT_FILE))
			return errmsg_set(err, -EINVAL,
					  "it is the core of a process, with its virtual memory: page tables are in the physical memory of a machine");
		at = next;
	}
	return rc ? errmsg_set(err, rc, "out of memory") : 0;
}

/**
 * image_settle_notes() - decide how many levels the page tables have
 * @notes: all notes
 *
 * The registers of the CPUs count more than what the kernel has written: VMCOREINFO can be
 * of a kernel that was running before.
 */
void image_settle_notes(struct image_notes *notes)
{
	bool four = false, five = false;
	size_t i;

	for (i = 0; i < notes->nr_cpus; i++) {
		if (notes->cpu[i].cr4 & CR4_LA57)
			five = true;
		else
			four = true;
	}
	if (four && five)
		notes->levels = 0;
	else if (four || five)
		notes->levels = five ? 5 : 4;
}
