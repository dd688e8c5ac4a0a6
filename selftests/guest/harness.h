/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kselftest's harness for tests in guests.  It gives a test 30 seconds; what takes
 * two of them on a stock kernel can take a minute where the processors are emulated,
 * the host is busy, and the kernel checks every access to memory.  Still less than
 * what ../run gives to a file of tests.
 */
#ifndef PTWALK_HARNESS_H
#define PTWALK_HARNESS_H

#include "kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 240

#endif /* PTWALK_HARNESS_H */
