/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All verdicts on a window of 2 MiB, each defined once: constant, name, meaning, what
 * root or the program can do about it, and the setting behind it.  Which rule results in
 * which verdict is in huge-rules.c; texts that depend on the window are in huge-words.c.
 *
 * A file that includes this one first defines HUGE_VERDICT(CONSTANT, name, summary, fix,
 * knob), which is undefined at the end: huge-window.h makes the enum of it, huge-words.c
 * a table.  @knob is the name of a setting in facts.h, or NULL where no setting is behind
 * the verdict; @fix is NULL where there is nothing to be mended, or where the text
 * depends on the window.
 *
 * From PMD_NULL on, the names are those that the kernel's tracepoints print: SCAN_STATUS
 * in include/trace/events/huge_memory.h.  Of these, kernels up to 6.18 have pmd_null, and
 * all of them but 5.10 pmd_none, up to 6.17 no_writable_page, since 7.0 no_pte_table and page_pmd_mapped,
 * since 7.2 page_lazyfree.
 */
HUGE_VERDICT(IS, "huge",
	     "a 2M or 1G page",
	     NULL,
	     NULL)
HUGE_VERDICT(COLLAPSE, "collapse",
	     "nothing seen keeps it from being collapsed",
	     "nothing: wait for khugepaged, which scans khugepaged/pages_to_scan pages every khugepaged/scan_sleep_millisecs; from 6.1 on the program can call madvise(MADV_COLLAPSE)",
	     NULL)
HUGE_VERDICT(MTHP, "mthp_only",
	     "no 2M page, but smaller ones of several pages would be made",
	     NULL,
	     "khugepaged/max_ptes_none")
HUGE_VERDICT(UNKNOWN, "unknown",
	     "depends on something that is not known: --windows -o +LACKS says what",
	     "look at the live process, or record it with: ptwalk record --pages",
	     NULL)
HUGE_VERDICT(VMA_NOHUGEPAGE, "vma_nohugepage",
	     "the area is marked MADV_NOHUGEPAGE",
	     "the program must not call madvise(MADV_NOHUGEPAGE) for it, or call madvise(MADV_HUGEPAGE) after it, with which madvise in enabled is enough as well; since 6.7 mmap(MAP_STACK), as for stacks of threads, sets the same mark",
	     NULL)
HUGE_VERDICT(THP_PRCTL, "thp_disabled_prctl",
	     "the process has switched huge pages off",
	     "the program, or whoever starts it, must not call prctl(PR_SET_THP_DISABLE); it is inherited over fork() and execve()",
	     NULL)
HUGE_VERDICT(VMA_DAX, "vma_dax",
	     "DAX: only a fault makes huge pages there",
	     "align the mapping and the file's blocks to 2M, so that the fault makes them",
	     NULL)
HUGE_VERDICT(VMA_SPECIAL, "vma_special",
	     "device memory, or an area that must not change",
	     "nothing: the driver decides",
	     NULL)
HUGE_VERDICT(VMA_HUGETLB, "vma_hugetlb",
	     "hugetlb, no page there yet",
	     "nothing: a page of the area's size comes with the first access",
	     NULL)
HUGE_VERDICT(NOT_IN_ONE_VMA, "not_in_one_vma",
	     "no aligned 2M inside of one area",
	     "the program can align its mappings to 2M, and keep what it maps together: mmap() with an aligned address, one mprotect() for all",
	     NULL)
HUGE_VERDICT(VMA_TOO_SMALL, "vma_too_small",
	     "the area is smaller than 2M: nothing in it can be huge",
	     NULL,
	     NULL)
HUGE_VERDICT(FILE_MISALIGNED, "file_misaligned",
	     "address and file offset differ modulo 2M",
	     "map the file at an address with (address - offset) % 2M == 0; for a program's code: link it with -z max-page-size=2097152",
	     NULL)
HUGE_VERDICT(SHMEM_DISABLED, "shmem_disabled",
	     "the policy for shared memory has no huge pages here",
	     NULL,
	     "shmem_enabled")
HUGE_VERDICT(TMPFS_DISABLED, "tmpfs_disabled",
	     "the mount option of the tmpfs has no huge pages here",
	     NULL,
	     "huge= of the mount")
HUGE_VERDICT(THP_SYSFS, "thp_disabled_sysfs",
	     "huge pages are switched off for all",
	     "echo always > enabled; or echo madvise > enabled, and the program calls madvise(MADV_HUGEPAGE)",
	     "enabled")
HUGE_VERDICT(THP_MADVISE, "thp_madvise_only",
	     "only areas marked MADV_HUGEPAGE have huge pages",
	     "echo always > enabled; or the program calls madvise(MADV_HUGEPAGE) for it",
	     "enabled")
HUGE_VERDICT(THP_SIZE, "thp_disabled_size",
	     "the setting of the size 2M leaves it out",
	     "echo always > hugepages-2048kB/enabled; or, where that says madvise, the program calls madvise(MADV_HUGEPAGE) for it",
	     "hugepages-2048kB/enabled")
HUGE_VERDICT(FILE_INELIGIBLE, "file_ineligible",
	     "this kernel does not collapse such a file mapping",
	     NULL,
	     NULL)
HUGE_VERDICT(TEMPORARY_STACK, "temporary_stack",
	     "execve() is moving it",
	     "nothing: it takes a moment",
	     NULL)
HUGE_VERDICT(NO_ANON_VMA, "no_anon_vma",
	     "no anonymous page was ever there",
	     "nothing: the first write makes a page, a huge one where the window is empty and the settings let a page fault make one",
	     NULL)
HUGE_VERDICT(PRIVATE_COPIES, "private_copies",
	     "private copies of a file's pages, which no collapse reaches",
	     "the program can use anonymous memory instead of the private mapping; or map the file MAP_SHARED, if what it writes may go to the file",
	     NULL)
HUGE_VERDICT(STOPPED, "khugepaged_stopped",
	     "khugepaged does not run: no setting starts it",
	     "echo madvise > enabled; or have single windows collapsed: ptwalk collapse PID ADDRESS (MADV_COLLAPSE, from 6.1 on)",
	     "enabled")
HUGE_VERDICT(NOT_VISITED, "not_visited",
	     "khugepaged does not visit this process",
	     "one page fault in an empty window of 2M that may be huge, or a madvise(MADV_HUGEPAGE) of an area that was not advised before, puts the process on khugepaged's list, which is looked at then; or have single windows collapsed: ptwalk collapse PID ADDRESS (MADV_COLLAPSE, from 6.1 on)",
	     NULL)
HUGE_VERDICT(FILE_UNKNOWN, "file_unknown",
	     "a file: its page cache decides",
	     "ask the kernel: from 6.1 on the program can call madvise(MADV_COLLAPSE) and look at its errno",
	     NULL)
HUGE_VERDICT(SHMEM_UNKNOWN, "shmem_unknown",
	     "shared memory: its page cache decides",
	     "ask the kernel: from 6.1 on the program can call madvise(MADV_COLLAPSE) and look at its errno",
	     NULL)
HUGE_VERDICT(PMD_NULL, "pmd_null",
	     "never touched, or being changed",
	     "nothing: the first write makes a page, a huge one where the settings let a page fault make one",
	     NULL)
HUGE_VERDICT(PMD_NONE, "pmd_none",
	     "never touched",
	     "nothing: the first write makes a page, a huge one where the settings let a page fault make one",
	     NULL)
HUGE_VERDICT(NO_PTE_TABLE, "no_pte_table",
	     "never touched",
	     "nothing: the first write makes a page, a huge one where the settings let a page fault make one",
	     NULL)
HUGE_VERDICT(PMD_MAPPED, "page_pmd_mapped",
	     "a huge page, being migrated",
	     "nothing: it takes a moment",
	     NULL)
HUGE_VERDICT(EXCEED_NONE, "exceed_none_pte",
	     "too many empty entries",
	     "which makes the empty pages use memory; or have the program write to all of the window",
	     "khugepaged/max_ptes_none")
HUGE_VERDICT(EXCEED_SWAP, "exceed_swap_pte",
	     "too many pages are swapped out, or else not present",
	     "bring back what is swapped out: touch it, madvise(MADV_POPULATE_READ) from 5.14 on, swapoff",
	     "khugepaged/max_ptes_swap")
HUGE_VERDICT(EXCEED_SHARED, "exceed_shared_pte",
	     "too many pages are shared, or merged by KSM",
	     "wait until they are written to or the other process ends; of pages that KSM has merged, have the program call madvise(MADV_UNMERGEABLE)",
	     "khugepaged/max_ptes_shared")
HUGE_VERDICT(UFFD_WP, "pte_uffd_wp",
	     "protected by userfaultfd",
	     "the process that holds the userfaultfd must remove the protection: UFFDIO_WRITEPROTECT (7.3: or UFFDIO_RWPROTECT), or UFFDIO_UNREGISTER",
	     NULL)
HUGE_VERDICT(NO_WRITABLE, "no_writable_page",
	     "no page can be written to",
	     NULL,
	     NULL)
HUGE_VERDICT(LACK_REFERENCED, "lack_referenced_page",
	     "too few pages were accessed lately",
	     "the program accesses it again, or from 6.1 on calls madvise(MADV_COLLAPSE); if it does not use it, nothing is lost",
	     NULL)
HUGE_VERDICT(PAGE_NULL, "page_null",
	     "a page without a struct page to be used",
	     "nothing: it is a device's",
	     NULL)
HUGE_VERDICT(SCAN_ABORT, "scan_aborted",
	     "pages are on NUMA nodes too far apart",
	     "echo 0 > /proc/sys/vm/zone_reclaim_mode, or bind the process to one node",
	     "vm/zone_reclaim_mode")
HUGE_VERDICT(PAGE_COUNT, "not_suitable_page_count",
	     "a page is pinned",
	     "end the I/O, RDMA or VFIO that holds it",
	     NULL)
HUGE_VERDICT(PAGE_LRU, "page_not_in_lru",
	     "a page is on no LRU list",
	     "nothing for pages just faulted in: they wait in a CPU's batch; others are isolated for a moment, or secret",
	     NULL)
HUGE_VERDICT(PAGE_LOCK, "page_locked",
	     "a page is locked, or KSM has mapped one page twice in this window",
	     "a lock takes a moment; of merged pages, have the program call madvise(MADV_UNMERGEABLE) or write to them",
	     NULL)
HUGE_VERDICT(PAGE_ANON, "page_not_anon",
	     "a page is not anonymous",
	     "nothing",
	     NULL)
HUGE_VERDICT(PAGE_LAZYFREE, "page_lazyfree",
	     "a page was freed by MADV_FREE",
	     "write to it again, or let the kernel free it; an allocator can be told to give memory back in pieces of 2M",
	     NULL)
HUGE_VERDICT(FAILED, "failed",
	     "an entry that no fault brings back, or every allowed page size is refused or in use already",
	     "nothing: no fault brings back what a poison or guard entry stands for",
	     NULL)

#undef HUGE_VERDICT
