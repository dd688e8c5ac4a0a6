/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The dumps of forge-dump that have windows of 2 MiB and a reason for each.
 */
#ifndef FORGE_DUMP_WINDOWS_H
#define FORGE_DUMP_WINDOWS_H

struct forge;

struct forge *windows_thp(void);
struct forge *windows_thp_pages(void);
struct forge *windows_joined(void);
struct forge *windows_smaller(void);

#endif /* FORGE_DUMP_WINDOWS_H */
