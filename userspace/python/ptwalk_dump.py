#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""
Read a dump of ptwalk.  A second implementation of the format, written from
Documentation/dump-format.rst and not from the C sources, in one file and with
the standard library alone, to be copied where it is needed.

    import ptwalk_dump
    dump = ptwalk_dump.load("before.ptwalk")
    for row in dump.entries():
        if row.kind == "page" and row.level == 2:
            print(hex(row.start), hex(row.pfn), row.vma and row.vma.name)

dump.header, .areas, .tables, .settings, .smaps, .pages, .mounts, .nodes and
.end are the records; dump.entries() are the entries that count, decoded.
table.entries has the 64-bit entries of a table as an array, without a copy
for numpy: numpy.frombuffer(table.entries, numpy.uint64).

As a program it prints what "ptwalk show --entries --tables -J" prints, but
fewer fields of it:

    ptwalk_dump.py FILE

Whatever is wrong with a file, load() raises DumpError, whose text says it.
"""

import array
import json
import os
import re
import struct
import sys
from collections import namedtuple

FORMAT = 1

HEADER, AREA, TABLE, END = 0x4B575450, 1, 2, 3
SETTING, SMAPS, PAGES, MOUNT, NODES = 4, 5, 6, 7, 8

USER, KERNEL = 0, 1                     # header.half
COMPLETE = 1 << 0                       # end.flags
UNSTABLE = 1 << 0                       # table.flags

P, PS, A_D, NX = 1 << 0, 1 << 7, 1 << 5 | 1 << 6, 1 << 63
TOP = 1 << 64                           # what an end of 0 stands for
PAGE = 1 << 12
ENTRIES = 512

# Keys of the dictionary that this reader uses
(PHYS_BITS, VIRT_BITS, PHYS_MASK, ENC_MASK, FEATURES, SPECIAL, UFFD_WP,
 SOFT_DIRTY, SAVED_DIRTY, DEVMAP, PROTNONE, PKEY, SWAP_TYPE_SHIFT,
 SWAP_TYPE_BITS, SWAP_OFFSET_SHIFT, SWAP_OFFSET_BITS, SWAP_INVERTED,
 SWAP_SOFT_DIRTY, SWAP_UFFD_WP, SWAP_EXCLUSIVE, MAX_SWAPFILES) = range(21)
SWAP_PFN_BITS, MIG_YOUNG, MIG_DIRTY = 31, 32, 33
MARKER_UFFD_WP, MARKER_POISONED, MARKER_GUARD = 34, 35, 36

LA57, PTI = 1 << 2, 1 << 5              # bits of FEATURES

# What a swap type that is no swap file means: the key with its number, the
# kind, and whether A and D of the page are in the offset
SWAP_TYPES = (
    (21, "hwpoison", False),
    (22, "migration-read", True),
    (23, "migration-read-exclusive", True),
    (24, "migration-write", True),
    (25, "device-read", False),
    (26, "device-write", False),
    (27, "device-exclusive-read", False),
    (28, "device-exclusive", False),
    (29, "marker", False),
    (30, "swapin-error", False),
)

# Flags by their letters.  Those of the hardware have a fixed place in a string
# of flags, those of Linux follow where they are set.
HARDWARE = "PWUTCADStGN"
SOFTWARE = "supdvxe"

AREA_READ, AREA_WRITE, AREA_EXEC, AREA_MAYSHARE = 1 << 0, 1 << 1, 1 << 2, 1 << 7
AREA_PFNMAP, AREA_MIXEDMAP = 1 << 9, 1 << 24

Header = namedtuple("Header", """format levels half pgd pid tgid start_time
    time_realtime time_monotonic start end comm release dictionary mm_flags
    source assumed""")
Area = namedtuple("Area", """start end flags offset ino dev_major dev_minor
    pkey hugetlb_shift name""")
Table = namedtuple("Table", "base phys parent level flags first entries")
Smaps = namedtuple("Smaps", """start end eligible rss anon_huge shmem_huge
    file_huge""")
Run = namedtuple("Run", "addr nr maps flags")
Mount = namedtuple("Mount", "dev_major dev_minor type point options")
NodeRange = namedtuple("NodeRange", "frame nr node")
End = namedtuple("End", """flags reached tables entries vmas unstable retries
    holds hold_max_ns hold_total_ns time_monotonic""")

# An entry that counts: start and end of what it translates, cut where its area
# or the dump ends; level of its table; kind, flags (letters) and effective
# permissions as "ptwalk show" has them; frame number, or None; swap type and
# offset, or None; physical address of the entry; the entry; its area, or None
Row = namedtuple("Row", """start end level kind flags effective pfn swap slot
    raw vma""")


class DumpError(Exception):
    """The bytes are no dump that can be read.  str() says why."""


def shift(level):
    """log2 of the bytes that an entry of a table of this level translates"""
    return 3 + 9 * level


def span(level):
    """bytes that an entry of a table of this level translates"""
    return 1 << shift(level)


def leads_to_table(raw, level):
    """does an entry of a table of this level lead to a lower table?"""
    return bool(level > 1 and raw & P and (level > 3 or not raw & PS))


def is_none(raw):
    """is an entry empty?  Some CPUs set A and D in one that is."""
    return not raw & ~A_D


def _text(data):
    return data.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")


class _Record:
    """A record: takes fields one after the other, and never beyond its end"""

    def __init__(self, data, offset, kind, length):
        self.data, self.offset, self.kind = data, offset, kind
        self.end = offset + length
        self.at = offset + 8

    def bad(self, what):
        return DumpError("record at offset %d: %s" % (self.offset, what))

    def left(self):
        return self.end - self.at

    def take(self, form):
        form = struct.Struct("<" + form)
        if form.size > self.left():
            raise self.bad("%d bytes are too few for type %d" %
                           (self.end - self.offset, self.kind))
        values = form.unpack_from(self.data, self.at)
        self.at += form.size
        return values

    def bytes(self, length, what):
        if length > self.left():
            raise self.bad("%s of %d bytes does not fit" % (what, length))
        self.at += length
        return bytes(self.data[self.at - length:self.at])


class Dump:
    """A dump.  Made by load() or parse()."""

    def __init__(self):
        self.header = self.end = None
        self.areas, self.tables, self.smaps = [], [], []
        self.pages, self.mounts, self.nodes = [], [], []
        self.settings = {}

    # ---- reading and checking ------------------------------------------

    def _in_half(self, start, end):
        half = 1 << shift(self.header.levels) + 8
        if (start | end) % PAGE:
            return False
        if self.header.half == USER:
            return start < end <= half
        return TOP - half <= start < (end or TOP)

    def _take_header(self, record):
        if self.header:
            raise record.bad("a second header")
        (version, levels, half, pgd, pid, tgid, start_time, realtime, monotonic,
         start, end, count, _, comm, release) = \
            record.take("IIIIiiQQQQQII16s64s")
        if not 1 <= version <= FORMAT:
            raise DumpError("the dump is of format %d, this reader knows 1 to %d" %
                            (version, FORMAT))
        if levels not in (4, 5) or half not in (USER, KERNEL) or pgd not in (0, 1):
            raise record.bad("%d levels, half %d, top-level table %d" %
                             (levels, half, pgd))
        known, last = {}, -1
        if count * 16 > record.left():
            raise record.bad("%d dictionary entries do not fit" % count)
        for _ in range(count):
            key, _, value = record.take("IIQ")
            if key <= last:
                raise record.bad("dictionary key %d comes after %d" % (key, last))
            if value > (8 if key == SWAP_TYPE_BITS else 63) and key in (
                    PHYS_BITS, VIRT_BITS, SWAP_TYPE_SHIFT, SWAP_TYPE_BITS,
                    SWAP_OFFSET_SHIFT, SWAP_OFFSET_BITS, SWAP_PFN_BITS):
                raise record.bad("dictionary key %d can not be %d" % (key, value))
            known[key] = value
            last = key
        if FEATURES in known and bool(known[FEATURES] & LA57) != (levels == 5):
            raise record.bad("%d levels contradict the features" % levels)
        # the end of the record, as far as it is there
        mm_flags, = record.take("Q") if record.left() >= 8 else (None,)
        source, = record.take("I4x") if record.left() >= 8 else (0,)
        assumed, = record.take("Q") if record.left() >= 8 else (0,)
        self.header = Header(version, levels, half, pgd, pid, tgid, start_time,
                             realtime, monotonic, start, end, _text(comm),
                             _text(release), known, mm_flags, source, assumed)
        if not self._in_half(start, end):
            raise record.bad("the range is empty, unaligned or not in its half")
        self._decoder = Decoder(self.header)

    def _take_area(self, record):
        (start, end, flags, offset, ino, major, minor, pkey, hugetlb,
         length, _) = record.take("QQQQQIIIIII")
        name = record.bytes(length, "a name")
        if not self._in_half(start, end):
            raise record.bad("the area is empty, unaligned or not in its half")
        if self.areas and start <= self.areas[-1].start:
            raise record.bad("areas do not ascend")
        if self.tables and start < self.tables[-1].base:
            raise record.bad("the area begins before the table in front of it")
        self.areas.append(Area(start, end, flags, offset, ino, major, minor, pkey,
                               hugetlb, name))

    def _check_top(self, record, table):
        user = self.header.half == USER
        if self._last[table.level]:
            raise record.bad("a second top-level table")
        if table.base != (0 if user else TOP - span(table.level) * ENTRIES) or \
                table.parent:
            raise record.bad("the top-level table is not at the top")
        if table.entries and (table.first + len(table.entries) > ENTRIES // 2
                              if user else table.first < ENTRIES // 2):
            raise record.bad("the top-level table has entries of the other half")

    def _check_lower(self, record, table):
        level, base = table.level, table.base
        size = span(level) * ENTRIES
        above, before = self._last[level + 1], self._last[level]
        if base % size or not self._in_half(base, (base + size) % TOP):
            raise record.bad("the table is unaligned or not in its half")
        if not above or not 0 <= base - above.base < span(level + 1) * ENTRIES:
            raise record.bad("the table does not lie under the one above it")
        if before and base <= before.base or base < self.tables[-1].base:
            raise record.bad("tables do not ascend")
        if self.areas and base + size <= self.areas[-1].start:
            raise record.bad("the table ends before the area in front of it")
        if not leads_to_table(table.parent, level + 1):
            raise record.bad("the parent of the table leads to none")

    def _take_table(self, record):
        base, phys, parent, level, flags, first, count, _ = record.take("QQQBBHHH")
        if not 1 <= level <= self.header.levels or first + count > ENTRIES:
            raise record.bad("level %d, entries from %d on: %d" %
                             (level, first, count))
        if record.left() != 8 * count:
            raise record.bad("%d entries in %d bytes" % (count, record.left()))
        entries = array.array("Q")
        entries.frombytes(record.bytes(8 * count, "a table"))
        if sys.byteorder == "big":
            entries.byteswap()
        table = Table(base, phys, parent, level, flags, first, entries)
        if level == self.header.levels:
            self._check_top(record, table)
        else:
            self._check_lower(record, table)
        self.tables.append(table)
        self._last[level] = table

    def _take_setting(self, record):
        name_length, value_length = record.take("II")
        if not 0 < name_length < 160 or value_length >= 160:
            raise record.bad("a setting with a name of %d bytes, a value of %d" %
                             (name_length, value_length))
        name = _raw(record.bytes(name_length, "a name"))
        value = _raw(record.bytes(value_length, "a value"))
        if name in self.settings or len(self.settings) == 256:
            raise record.bad("a setting comes twice, or there are more than 256")
        if name == "huge_zero_frame" and _frame(value) is None:
            raise record.bad("huge_zero_frame is no number of a frame")
        self.settings[name] = value

    def _take_smaps(self, record):
        smaps = Smaps(*record.take("QQI4xQQQQ"))
        if (smaps.start | smaps.end) % PAGE or smaps.start >= smaps.end:
            raise record.bad("an area of smaps is empty or unaligned")
        if self.smaps and smaps.start < self.smaps[-1].end:
            raise record.bad("areas of smaps do not ascend")
        self.smaps.append(smaps)

    def _take_pages(self, record):
        if not record.left() or record.left() % 24:
            raise record.bad("no whole runs of pages")
        while record.left():
            run = Run(*record.take("QIIQ"))
            end = run.addr + run.nr * PAGE
            if run.addr % PAGE or not run.nr or end >= TOP:
                raise record.bad("a run of no pages, or unaligned")
            if self.pages and run.addr < self.pages[-1].addr + \
                    self.pages[-1].nr * PAGE:
                raise record.bad("runs of pages do not ascend")
            self.pages.append(run)

    def _take_mount(self, record):
        major, minor, *lengths, _ = record.take("IIIIII")
        if not 0 < lengths[0] < 160:
            raise record.bad("a file system with a type of %d bytes" % lengths[0])
        mount = Mount(major, minor, *(record.bytes(n, "a text") for n in lengths))
        if self.mounts and (major, minor) <= self.mounts[-1][:2]:
            raise record.bad("file systems do not ascend")
        self.mounts.append(mount)

    def _take_nodes(self, record):
        if self.nodes or not record.left() or record.left() % 24 or \
                record.left() > 24 * 65536:
            raise record.bad("nodes twice, too many, or no whole ranges")
        while record.left():
            nodes = NodeRange(*record.take("QQI4x"))
            if not nodes.nr or nodes.frame + nodes.nr >= TOP or nodes.node >= 1024:
                raise record.bad("a range of no frames, or of no node")
            if self.nodes and nodes.frame < self.nodes[-1].frame + self.nodes[-1].nr:
                raise record.bad("ranges of frames do not ascend")
            self.nodes.append(nodes)

    def _take_end(self, record):
        end, header = End(*record.take("11Q")), self.header
        counts = (len(self.tables), sum(len(t.entries) for t in self.tables),
                  len(self.areas), sum(t.flags & UNSTABLE for t in self.tables))
        if (end.tables, end.entries, end.vmas, end.unstable) != counts:
            raise record.bad("its counts are not those of the records")
        # distances, as an end of 0 is 1 << 64
        if end.reached % PAGE or \
                (end.reached - header.start) % TOP > (header.end - header.start) % TOP:
            raise record.bad("the walk reached what is not in the range")
        if end.flags & COMPLETE and end.reached != header.end:
            raise record.bad("complete, but not reached is the end")
        self.end = end

    _types = {HEADER: _take_header, AREA: _take_area, TABLE: _take_table,
              END: _take_end, SETTING: _take_setting, SMAPS: _take_smaps,
              PAGES: _take_pages, MOUNT: _take_mount, NODES: _take_nodes}

    def _read(self, data):
        self._last = [None] * 7
        offset = 0
        while len(data) - offset >= 8:
            kind, length = struct.unpack_from("<II", data, offset)
            if length < 8 or length % 8:
                raise DumpError("record at offset %d: of %d bytes" %
                                (offset, length))
            if offset + length > len(data):
                break
            if kind in self._types:
                self._types[kind](self, _Record(data, offset, kind, length))
            offset += length
            if self.end:
                break
        if not self.end:
            raise DumpError("truncated: %d bytes without an end record" % len(data))
        if offset != len(data):
            raise DumpError("%d bytes follow the end record" % (len(data) - offset))

    # ---- what it says --------------------------------------------------

    def complete(self):
        """was the whole range walked?  Else nothing is known from end.reached on."""
        return bool(self.end.flags & COMPLETE)

    def _areas_cut(self):
        """the areas with their ends, where the next one or 1 << 64 cuts them"""
        ends = [area.start for area in self.areas[1:]] + [TOP]
        return [(area, min(area.end or TOP, end))
                for area, end in zip(self.areas, ends)]

    def _pieces(self, start, end):
        """cut a range at the borders of areas"""
        low, high = 0, len(self._cut)
        while low < high:               # the first area that ends after start
            middle = (low + high) // 2
            if self._cut[middle][1] <= start:
                low = middle + 1
            else:
                high = middle
        for area, area_end in self._cut[low:]:
            if area.start >= end:
                break
            if start < area.start:
                yield start, area.start, None
            start = max(start, area.start)
            yield start, min(end, area_end), area
            start = min(end, area_end)
        if start < end:
            yield start, end, None

    def entries(self):
        """All entries that count, ascending: a Row for each, also for those that lead
        to tables, and none for empty ones."""
        self._cut = self._areas_cut()
        self._by_place = {(t.level, t.base): t for t in self.tables}
        # 0 is 1 << 64, unless nothing was reached
        reached = self.end.reached
        if reached == 0 and self.header.half == KERNEL:
            reached = TOP
        top = next((t for t in self.tables if t.level == self.header.levels), None)
        if top:
            yield from self._below(top, "wu", self.header.start, reached)

    def _below(self, table, above, start, end):
        level, last = table.level, 0
        for index, raw in enumerate(table.entries, table.first):
            first = table.base + index * span(level)
            slot = table.phys + 8 * index
            lower = self._by_place.get((level - 1, first))
            before, last = last, raw
            low, high = max(first, start), min(first + span(level), end)
            if low >= high:
                continue
            if lower:
                # what the lower table was copied by counts
                entry = self.decode(lower.parent, level)
                rights = self.effective(entry, above, level)
                yield Row(first, first + span(level), level, "table", entry.flags,
                          rights, entry.pfn, None, slot, lower.parent, None)
                yield from self._below(lower, rights, start, end)
                continue
            if is_none(raw):
                continue
            entry = self.decode(raw, level)
            rights = self.effective(entry, above, level)
            for low, high, area in self._pieces(low, high):
                kind, pfn = self._kind(entry, area, level), entry.pfn
                if leads_to_table(raw, level):
                    if self.header.half == USER and not area:
                        continue
                    repeats = self.header.half == KERNEL and not (raw ^ before) & ~A_D
                    kind = "repeat" if repeats else "unread"
                elif pfn is not None:
                    pfn += low - first >> 12
                yield Row(low, high, level, kind, entry.flags, rights, pfn,
                          entry.swap, slot, raw, area)

    def effective(self, entry, above, level):
        """the permissions of an entry together with those above it: "w", "u", "n" """
        known = self.header.dictionary.get(FEATURES, 0)
        nx = "N" in entry.flags
        # page-table isolation sets NX at the top for the kernel's own sake
        if known & PTI and level == (5 if known & LA57 else 4) and "U" in entry.flags:
            nx = False
        return ("w" if "w" in above and "W" in entry.flags else "") + \
            ("u" if "u" in above and "U" in entry.flags else "") + \
            ("n" if "n" in above or nx else "")

    def _kind(self, entry, area, level):
        if entry.kind != "page" or level > 2 or self.header.half == KERNEL:
            return entry.kind
        if "p" in entry.flags:
            zero = area and not area.flags & (AREA_PFNMAP | AREA_MIXEDMAP) and \
                "v" not in entry.flags
        else:
            frame = _frame(self.settings.get("huge_zero_frame", ""))
            zero = frame and level == 2 and "W" not in entry.flags and \
                entry.pfn >> 9 == frame >> 9
        if not zero:
            return "page"
        return "zero-page" if level == 1 else "huge-zero-page"

    def decode(self, raw, level):
        """what an entry of a table of this level says: kind, flags, pfn, swap"""
        return self._decoder.decode(raw, level)


Decoded = namedtuple("Decoded", "kind flags pfn swap")


class Decoder:
    """Decodes entries by the dictionary of a dump's kernel"""

    def __init__(self, header):
        self.known, self.kernel = header.dictionary, header.half == KERNEL
        # where the bits of these two mean something else, if anything
        if self.kernel:
            self.known = {**self.known, SOFT_DIRTY: 0, UFFD_WP: 0}

    def value(self, key):
        return self.known.get(key, 0)

    def has(self, *keys):
        return all(key in self.known for key in keys)

    def address(self, raw, level):
        mask = (1 << 52) - span(level)
        return raw & mask & self.known.get(PHYS_MASK, mask)

    def flags(self, raw, level, leaf):
        """letters of a present entry, or of one that is stored like one"""
        huge = leaf and level > 1
        bits = {"P": raw & P, "W": raw & 1 << 1, "U": raw & 1 << 2, "T": raw & 1 << 3,
                "C": raw & 1 << 4, "A": raw & 1 << 5, "N": raw & NX,
                "e": raw & self.value(ENC_MASK)}
        if leaf:
            bits.update({
                "D": raw & 1 << 6, "G": raw & 1 << 8, "S": huge and raw & PS,
                "t": raw & 1 << 12 if huge else raw & 1 << 7,
                "s": raw & self.value(SOFT_DIRTY), "u": raw & self.value(UFFD_WP),
                "p": raw & self.value(SPECIAL), "d": raw & self.value(SAVED_DIRTY),
                "v": raw & self.value(DEVMAP)})
        return _letters(bits)

    def inverted(self, kind, raw, level):
        """not present, with the address stored inverted"""
        again = raw ^ 1 << 12 if level > 1 and raw & 1 << 13 else raw
        flags = self.flags(again & ~(1 << 8), level, True)
        return Decoded(kind, flags, self.address(~raw, level) >> 12, None)

    def swapped(self, raw):
        """the format of swap entries"""
        bits = {"s": raw & self.value(SWAP_SOFT_DIRTY), "u": raw & self.value(SWAP_UFFD_WP)}
        offset = (~raw if self.value(SWAP_INVERTED) else raw) & (1 << 64) - 1
        offset = offset >> self.value(SWAP_OFFSET_SHIFT) & \
            (1 << self.value(SWAP_OFFSET_BITS)) - 1
        number = raw >> self.value(SWAP_TYPE_SHIFT) & \
            (1 << self.value(SWAP_TYPE_BITS)) - 1
        if number < self.value(MAX_SWAPFILES):
            bits["x"] = raw & self.value(SWAP_EXCLUSIVE)
            return Decoded("swap", _letters(bits), None, (number, offset))
        for key, kind, ages in SWAP_TYPES:
            if self.known.get(key) != number:
                continue
            if kind == "marker":
                return Decoded(self.marker(offset), _letters(bits), None, None)
            if ages:
                bits["A"] = offset & self.value(MIG_YOUNG)
                bits["D"] = offset & self.value(MIG_DIRTY)
            pfn = None
            if self.has(SWAP_PFN_BITS):
                pfn = offset & (1 << self.value(SWAP_PFN_BITS)) - 1
            return Decoded(kind, _letters(bits), pfn, None)
        return Decoded("unknown", _letters(bits), None, None)

    def marker(self, bits):
        for key, kind in ((MARKER_GUARD, "guard"), (MARKER_POISONED, "poison"),
                          (MARKER_UFFD_WP, "uffd-wp-marker")):
            if bits & self.value(key):
                return kind
        return "marker"

    def decode(self, raw, level):
        if raw & P:
            leaf = not leads_to_table(raw, level)
            return Decoded("page" if leaf else "table",
                           self.flags(raw, level, leaf and level < 4),
                           self.address(raw, level if leaf else 1) >> 12, None)
        if level > 3 or not self.has(PROTNONE):
            return Decoded("unknown", _letters({}), None, None)
        if self.kernel:
            return self.inverted("invalid", raw, level)
        if raw & self.value(PROTNONE):
            return self.inverted("protnone", raw, level)
        if level > 1 and raw & PS:
            return self.inverted("invalid", raw, level)
        if self.has(SWAP_TYPE_SHIFT, SWAP_TYPE_BITS, SWAP_OFFSET_SHIFT,
                    SWAP_OFFSET_BITS, MAX_SWAPFILES):
            return self.swapped(raw)
        return Decoded("unknown", _letters({}), None, None)


def _letters(bits):
    return "".join(c if bits.get(c) else "-" for c in HARDWARE) + \
        "".join(c for c in SOFTWARE if bits.get(c))


def _raw(data):
    """bytes as a text that can be turned back: names of settings are compared"""
    return data.decode("utf-8", "surrogateescape")


def _frame(text):
    """the frame number of a setting, or None"""
    if not re.fullmatch("0[xX][0-9a-fA-F]+|[0-9]+", text):
        return None
    frame = int(text, 16 if text[:2] in ("0x", "0X") else 10)
    return frame if 1 <= frame < 1 << 52 else None


# ---- files -----------------------------------------------------------------

def parse(data):
    """A dump from bytes, which are not compressed."""
    if bytes(data[:4]) != b"PTWK":
        raise DumpError("not a ptwalk dump: it begins with %s, expected 50 54 57 4b" %
                        (bytes(data[:4]).hex(" ") or "nothing"))
    dump = Dump()
    dump._read(data)
    return dump


def _decompress(file, most):
    try:
        from compression import zstd            # Python 3.14
        reader, wrong = zstd.ZstdFile(file), (zstd.ZstdError, EOFError)
    except ImportError:
        try:
            import zstandard
        except ImportError:
            raise DumpError("it is compressed, and this Python has neither "
                            "compression.zstd (3.14) nor zstandard: "
                            "run \"zstd -d\" on it first") from None
        reader = zstandard.ZstdDecompressor().stream_reader(
            file, read_across_frames=True)
        wrong = (zstandard.ZstdError,)
    data = bytearray()
    try:
        while len(data) <= most:
            more = reader.read(1 << 20)
            if not more:
                return data
            data += more
    except wrong as error:
        raise DumpError("damaged in its compressed form: %s" % error) from None
    raise DumpError("decompressed it is larger than %d bytes" % most)


def load(path, most=None):
    """A dump from a file, compressed or not.  Of a compressed one no more than
    @most bytes are made; by default half of the machine's memory."""
    if most is None:
        most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    with open(path, "rb") as file:
        if file.read(4) == b"\x28\xb5\x2f\xfd":
            file.seek(0)
            return parse(_decompress(file, most))
        file.seek(0)
        return parse(file.read())


def _as_show(row):
    """a row as a row of "ptwalk show --entries --tables -J", some fields of it"""
    vma, effective = row.vma, row.effective
    present = row.kind in ("page", "zero-page", "huge-zero-page", "table", "unread", "repeat")
    return {
        "start": "0x%x" % row.start,
        "end": "0x%x" % row.end,
        "level": row.level,
        "kind": row.kind,
        "flags": row.flags,
        "eff": "r%s%s%s" % ("w" if "w" in effective else "-",
                            "-" if "n" in effective else "x",
                            "u" if "u" in effective else "s") if present else None,
        "pfn": None if row.pfn is None else "0x%x" % row.pfn,
        "swap": row.swap and "%d:0x%x" % row.swap,
        "slot": "0x%x" % row.slot,
        "raw": "0x%x" % row.raw,
        "vma": vma and "0x%x-0x%x" % (vma.start, vma.end or TOP),
        # an area without flags is a region, of the kernel half or of an image
        "perm": "".join(letter if vma.flags & bit else "-" for letter, bit in (
            ("r", AREA_READ), ("w", AREA_WRITE), ("x", AREA_EXEC))) +
                ("s" if vma.flags & AREA_MAYSHARE else "p") if vma and vma.flags else None,
        "name": _text(vma.name) if vma and vma.name else None,
    }


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        dump = load(sys.argv[1])
    except (DumpError, OSError) as error:
        print("%s: %s" % (sys.argv[1], getattr(error, "strerror", None) or error),
              file=sys.stderr)
        return 1
    if not dump.complete():
        print("%s: not complete: nothing is known from 0x%x on" %
              (sys.argv[1], dump.end.reached), file=sys.stderr)
    try:
        separator = '{"show": [\n'
        for row in dump.entries():
            sys.stdout.write(separator + json.dumps(_as_show(row)))
            separator = ",\n"
        print("\n]}" if separator[0] == "," else '{"show": []}', flush=True)
    except BrokenPipeError:
        # nobody reads on; what is left is not flushed at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
