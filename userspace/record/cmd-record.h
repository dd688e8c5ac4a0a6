/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of "ptwalk record" share: cmd-record.c writes dumps, cmd-record-list.c prints
 * the processes of a memory image.
 */
#ifndef PTWALK_CMD_RECORD_H
#define PTWALK_CMD_RECORD_H

struct output;

int record_list(const char *path, const struct output *out);

#endif /* PTWALK_CMD_RECORD_H */
