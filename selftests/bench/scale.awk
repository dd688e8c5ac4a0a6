# SPDX-License-Identifier: GPL-2.0-only
#
# Scale on paper: what reading larger processes, and more of them, would cost.  Reads the results of
# bench/capture and prints for each kernel the terms of a sum, and what the sum gives for sizes that
# no virtual machine here has:
#
#	cost = base + entry * ENTRIES + path * PATHS + vma * VMAS
#
# in guest instructions.  base is the process called small; entry and its own base are the straight
# line through 64M, 1G and 4G that has the least squares; path is one page of 4K in a GiB of its own,
# with its PD and its PT; vma is a VMA of one page.  The largest distance of the line from one of its
# three sizes is printed, as a part of what was measured there.
#
# What is assumed: the terms do not depend on each other, as each table and each VMA is visited
# once; and every instruction costs the same, although the tables of 1 TiB, 2 GiB of them, are in no
# cache.  Seconds are for two instructions in a nanosecond.

function value(kernel, process, way) { return of[kernel "/" process "/" way] }

# fit(KERNEL, WAY) - the least squares of the sizes; sets slope, base and off
function fit(kernel, way, i, n, x, y, sx, sy, sxx, sxy, apart)
{
	for (i = 1; i in size; i++) {
		y = value(kernel, size[i], way)
		if (y == "")
			continue
		x = entries[i]
		n++
		# weighted by 1/y^2: what is wanted is the least relative distance
		w[i] = 1 / (y * y)
		sw += w[i]; sx += w[i] * x; sy += w[i] * y
		sxx += w[i] * x * x; sxy += w[i] * x * y
	}
	if (n < 3)
		return 0
	slope = (sw * sxy - sx * sy) / (sw * sxx - sx * sx)
	base = (sy - slope * sx) / sw
	sw = off = 0
	for (i = 1; i in size; i++) {
		y = value(kernel, size[i], way)
		apart = (base + slope * entries[i] - y) / y
		if (apart < 0)
			apart = -apart
		if (apart > off)
			off = apart
	}
	return 1
}

function seconds(insn) { return insn / 2e9 }

# per(KERNEL, PROCESS, COUNT) - what one of COUNT costs beyond a small process
function per(kernel, process, count)
{
	return (value(kernel, process, way) - value(kernel, "small", way)) / count
}

BEGIN {
	split("64M 1G 4G", size)
	split("16384 262144 1048576", entries)
	split("module bpf smaps_rollup", ways)
	form = "%-22s %9s %9s %9s %9s %7s %11s %11s %11s\n"
}

{
	if (field("case") == "")
		next
	split(field("case"), part, "/")
	of[field("case")] = field("value")
	if (!(part[1] in seen)) {
		seen[part[1]] = 1
		kernels[++nr] = part[1]
	}
}

END {
	printf form, "CASE", "BASE", "ENTRY", "PATH", "VMA", "OFF", "1T-4K", "1T-2M", "10000-WEB"
	for (k = 1; k <= nr; k++)
		for (n = 1; n in ways; n++) {
			way = ways[n]
			if (!fit(kernels[k], way))
				continue
			huge = per(kernels[k], "thp", 512)
			printf form, kernels[k] "/" way, sprintf("%.0f", base),
				sprintf("%.2f", slope),
				sprintf("%.0f", per(kernels[k], "sparse", 1024)),
				sprintf("%.0f", per(kernels[k], "vmas", 2000)),
				sprintf("%.1f%%", 100 * off),
				sprintf("%.2f s", seconds(base + slope * 2 ^ 28)),
				sprintf("%.1f ms", 1e3 * seconds(base + huge * 2 ^ 19)),
				sprintf("%.2f s", seconds(1e4 * value(kernels[k], "webserver", way)))
		}
}
