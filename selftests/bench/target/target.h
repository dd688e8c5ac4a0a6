/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the process "loop" of target.c tells, in a file that both sides map
 */
#ifndef PTWALK_TARGET_H
#define PTWALK_TARGET_H

#include <stdatomic.h>
#include <stdint.h>

#define TARGET_LOOP	"/dev/shm/loop"

/**
 * struct target_loop - a thread that maps and unmaps a page in a loop
 * @worst: nanoseconds of its slowest round
 * @rounds: how many rounds there were
 */
struct target_loop {
	_Atomic uint64_t worst;
	_Atomic uint64_t rounds;
};

#endif /* PTWALK_TARGET_H */
