/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Standard output of a command that prints lines until something ends it: find out
 * whether anybody still reads them.  What is printed is the command's.
 */
#ifndef PTWALK_STREAM_H
#define PTWALK_STREAM_H

int stream_flush(void);
void stream_drop(void);

#endif /* PTWALK_STREAM_H */
