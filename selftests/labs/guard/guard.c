// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes four pages, makes one PROT_NONE and another a guard region, and reads each of them.  A
 * handler says what the kernel tells about the access, and lets the program go on behind it.
 */
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "../lab.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL	102
#define MADV_GUARD_REMOVE	103
#endif

static sigjmp_buf behind;
static siginfo_t info;

static void handler(int number, siginfo_t *si, void *context)
{
	(void)number;
	(void)context;
	info = *si;
	siglongjmp(behind, 1);
}

/* What comes of a read: a byte, or a signal with its code and address */
static const char *look_at(const volatile char *p)
{
	static char text[64];

	if (sigsetjmp(behind, 1))
		snprintf(text, sizeof(text), "SIGSEGV, %s, at %p",
			 info.si_code == SEGV_MAPERR ? "SEGV_MAPERR" : "SEGV_ACCERR",
			 info.si_addr);
	else
		snprintf(text, sizeof(text), "'%c'", *p);
	return text;
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	char *p = lab_memory(4 * PAGE);

	sigaction(SIGSEGV, &action, NULL);
	memset(p, 'x', 4 * PAGE);
	step("4 pages are written at %p", p);
	step("a read behind them: %s", look_at(p + 4 * PAGE));
	mprotect(p + PAGE, PAGE, PROT_NONE);
	step("the second page is PROT_NONE; a read: %s", look_at(p + PAGE));
	mprotect(p + PAGE, PAGE, PROT_READ | PROT_WRITE);
	step("it is as it was; a read: %s", look_at(p + PAGE));
	if (madvise(p + 2 * PAGE, PAGE, MADV_GUARD_INSTALL))
		step("this kernel has no guard regions");
	else
		step("the third page is a guard; a read: %s", look_at(p + 2 * PAGE));
	madvise(p + 2 * PAGE, PAGE, MADV_GUARD_REMOVE);
	step("the guard is removed; a read gives %d", p[2 * PAGE]);
	return 0;
}
