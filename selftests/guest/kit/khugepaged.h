/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control of khugepaged: it sleeps until a test tells it to scan all address spaces once.
 */
#ifndef PTWALK_KHUGEPAGED_H
#define PTWALK_KHUGEPAGED_H

/**
 * khugepaged_hold() - make khugepaged sleep except during khugepaged_pass()
 *
 * Return: 0, or -1 after a note.
 */
int khugepaged_hold(void);

/**
 * khugepaged_pass() - have khugepaged scan every address space on its list once
 *
 * Return: 0; 1 if it does not run or makes no pass in 3 seconds, as when huge pages are off.
 */
int khugepaged_pass(void);

/**
 * khugepaged_release() - restore the settings of khugepaged
 */
void khugepaged_release(void);

#endif /* PTWALK_KHUGEPAGED_H */
