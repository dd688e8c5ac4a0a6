# SPDX-License-Identifier: GPL-2.0-only
"""
compare.py PTWALK FILE... - userspace/python/ptwalk_dump.py beside ptwalk

Each dump FILE, and dumps made of it by damage, have to be read or refused by
both.  What is read has to be the same entries, field by field.  Prints a line
for each test, "ok WHAT" or "not ok WHAT", with the reasons behind "#".
"""

import json
import os
import random
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../userspace/python"))
import ptwalk_dump  # noqa: E402

MUTANTS = 300
# the part of a record that is not entries or text, by its type
FIXED = {ptwalk_dump.HEADER: 808, ptwalk_dump.TABLE: 48, ptwalk_dump.AREA: 80}
VALUES = (0, 1, 8, 4096, 1 << 32, (1 << 47) - 4096, 1 << 47, 1 << 63,
          0xFFFF800000000000, (1 << 64) - 1)


def check(what, good, *reasons):
    print("ok" if good else "not ok", what)
    for reason in reasons:
        print("#", reason)


def ptwalk(*args):
    return subprocess.run([sys.argv[1], "show", *args], capture_output=True)


def read(path):
    """the dump, or None, and what was said"""
    try:
        return ptwalk_dump.load(path), ""
    except ptwalk_dump.DumpError as error:
        return None, str(error)


def compare(path):
    dump, said = read(path)
    result = ptwalk("--entries", "--tables", "-J", path)
    if bool(dump) != (result.returncode == 0):
        return ["python: %s" % (said or "read"), "ptwalk: %r" % result.stderr]
    if not dump:
        return []
    rows = list(map(ptwalk_dump._as_show, dump.entries()))
    theirs = json.loads(result.stdout)["show"]
    wrong = ["%d rows, %d rows" % (len(rows), len(theirs))] if len(rows) != len(theirs) else []
    for row, other in zip(rows, theirs):
        # a name is escaped in another way here, if it has to be; so is the mark of an escape
        name = row["name"]
        if name and not (name.isascii() and name.isprintable() and "\\" not in name):
            other["name"] = name
        wrong += ["%s: %s %s, %s" % (row["start"], field, row[field], other.get(field))
                  for field in row if row[field] != other.get(field)]
    return wrong[:5]


def records(data):
    offset, found = 0, []
    while offset + 8 <= len(data):
        kind, length = struct.unpack_from("<II", data, offset)
        found.append((offset, kind, length))
        offset += length
    return found


def damage(data, dice):
    """one to three fields of records, a record twice or not at all, or the end cut"""
    places = records(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        offset, kind, length = dice.choice(places)
        at = offset + dice.randrange(min(length, FIXED.get(kind, length)))
        how = dice.randrange(6)
        if how < 2:
            data[at] ^= 1 << dice.randrange(8)
        elif how < 3:
            data[at] = dice.choice((0, 1, 0xFF))
        elif how < 5:
            struct.pack_into("<Q", data, at & ~7, dice.choice(VALUES))
        else:
            what = dice.randrange(3)
            if what == 0:
                del data[offset:offset + length]
            elif what == 1:
                data[offset:offset] = data[offset:offset + length]
            else:
                del data[dice.randrange(1, len(data)):]
            return


def mutants(files):
    dice, wrong, counts = random.Random(1), [], [0, 0]
    path = "mutant"
    for number in range(MUTANTS):
        name = dice.choice(files)
        with open(name, "rb") as file:
            data = bytearray(file.read())
        damage(data, dice)
        with open(path, "wb") as file:
            file.write(data)
        try:
            dump, said = read(path)
            for _ in dump.entries() if dump else ():
                pass
        except Exception as error:      # the test: nothing but DumpError is raised
            wrong.append("%d of %s: %r" % (number, name, error))
            continue
        result = ptwalk("-r", "-o", "START", path)
        counts[bool(dump)] += 1
        if bool(dump) != (result.returncode == 0):
            wrong.append("%d of %s: python: %s, ptwalk: %r" %
                         (number, name, said or "read", result.stderr))
    check("damaged dumps are read, or refused, as by ptwalk", not wrong, *wrong[:10])
    check("some of them are read and most are refused", 30 < counts[1] < counts[0],
          "%d refused, %d read" % tuple(counts))


def main():
    files = sys.argv[2:]
    for name in files:
        wrong = compare(name)
        check("%s: the same entries" % name, not wrong, *wrong)
    mutants([name for name in files if os.path.getsize(name) < 100000])


main()
