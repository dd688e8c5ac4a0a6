/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kselftest's harness for tests in guests.  It gives a test 30 seconds by the clock,
 * which says nothing where the processors are emulated, the host is busy, and the kernel
 * checks every access to memory: ../run ends a test that says nothing any more.
 */
#ifndef PTWALK_HARNESS_H
#define PTWALK_HARNESS_H

#include "kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 3600

#endif /* PTWALK_HARNESS_H */
