/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kselftest's harness for tests in a VM, with a longer timeout.  The harness ends a test after
 * 30 seconds of real time.  That is too short if the CPUs are emulated, the host is busy, and
 * KASAN checks each memory access.  ../run ends a test that prints nothing for too long.
 */
#ifndef PTWALK_HARNESS_H
#define PTWALK_HARNESS_H

#include "kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 3600

#endif /* PTWALK_HARNESS_H */
