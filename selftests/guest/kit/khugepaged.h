/* SPDX-License-Identifier: GPL-2.0 */
/*
 * khugepaged, held until it is told to go once through all that it is to judge.
 */
#ifndef PTWALK_KHUGEPAGED_H
#define PTWALK_KHUGEPAGED_H

/**
 * khugepaged_hold() - have it sleep, but for khugepaged_pass()
 *
 * Return: 0, or -1 after a note.
 */
int khugepaged_hold(void);

/**
 * khugepaged_pass() - have it visit every address space on its list once
 *
 * Return: 0, 1 if it does nothing for a while, as when huge pages are off.
 */
int khugepaged_pass(void);

/**
 * khugepaged_release() - let it do as it was told before
 */
void khugepaged_release(void);

#endif /* PTWALK_KHUGEPAGED_H */
