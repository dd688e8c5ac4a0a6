// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes a function into memory and calls it: where it must not be executed, then where it may,
 * and at last where the same page may be written to at another address.
 */
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "../lab.h"

/* mov $42, %eax; ret */
static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };

static sigjmp_buf behind;

/* Goes on behind the access, with the error code of the page fault */
static void handler(int number, siginfo_t *info, void *context)
{
	const ucontext_t *user = context;

	(void)number;
	(void)info;
	siglongjmp(behind, user->uc_mcontext.gregs[REG_ERR]);
}

/* What comes of a call: what the function returns, or a signal and the error code behind it */
static const char *call(const void *p)
{
	static char text[32];
	int (*function)(void);
	int error;

	memcpy(&function, &p, sizeof(p));
	error = sigsetjmp(behind, 1);
	if (error)
		snprintf(text, sizeof(text), "SIGSEGV, error %x", error);
	else
		snprintf(text, sizeof(text), "%d", function());
	return text;
}

int main(void)
{
	char *p = lab_memory(PAGE), *writable, *executable;
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	int fd = memfd_create("code", 0);

	sigaction(SIGSEGV, &action, NULL);
	memcpy(p, code, sizeof(code));
	step("a function is written at %p; a call: %s", p, call(p));
	mprotect(p, PAGE, PROT_READ | PROT_EXEC);
	step("the page is read-only and executable; a call: %s", call(p));
	mprotect(p, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
	*(volatile char *)(p + 1) = 43;
	step("the page is writable and executable; a call: %s", call(p));
	munmap(p, PAGE);

	if (ftruncate(fd, PAGE))
		err(1, "ftruncate");
	writable = lab_map(LAB_ADDRESS, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	executable = lab_map(LAB_ADDRESS + MIB, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	memcpy(writable, code, sizeof(code));
	step("a page is mapped twice; a call: %s", call(executable));
	return 0;
}
