/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ptwalk --version --json.
 */
#ifndef PTWALK_VERSION_H
#define PTWALK_VERSION_H

int version_print_json(void);

#endif /* PTWALK_VERSION_H */
