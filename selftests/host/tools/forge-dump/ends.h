/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dumps of the process of process.h that differ in how they ended: cut short, changed meanwhile,
 * of a stopped process.
 */
#ifndef FORGE_DUMP_ENDS_H
#define FORGE_DUMP_ENDS_H

struct forge;

struct forge *ends_incomplete(void);
struct forge *ends_changed(void);
struct forge *ends_uncertain(void);
struct forge *ends_stopped(void);
struct forge *ends_stopped_in_vain(void);
struct forge *ends_left_out(void);

#endif /* FORGE_DUMP_ENDS_H */
