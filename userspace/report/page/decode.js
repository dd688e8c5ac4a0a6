// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder: what an entry means, by the dictionary of its kernel.  A port of
 * module/shared/pte.c, name by name, which selftests/host/report.sh holds to it entry for entry.
 * Numbers of 64 bits are BigInt.
 */
'use strict';

const Decode = (() => {
	const F = {
		P: 1, RW: 2, US: 4, PWT: 8, PCD: 16, A: 32, D: 64, PS: 128, PAT: 256, G: 512,
		NX: 1024, SOFT_DIRTY: 1 << 11, UFFD_WP: 1 << 12, SPECIAL: 1 << 13,
		SAVED_DIRTY: 1 << 14, DEVMAP: 1 << 15, EXCLUSIVE: 1 << 16, ENC: 1 << 17,
	};
	// enum ptwalk_kind and enum ptwalk_part_kind
	const K = Object.freeze({
		NONE: 0, TABLE: 1, PAGE: 2, PROTNONE: 3, INVALID: 4, SWAP: 5, MIG_READ: 6,
		MIG_READ_EXCL: 7, MIG_WRITE: 8, HWPOISON: 9, DEV_READ: 10, DEV_WRITE: 11,
		DEV_EXCL_READ: 12, DEV_EXCL_WRITE: 13, MARKER: 14, SWAPIN_ERROR: 15,
		UNKNOWN: 16, UNREAD: 17, REPEAT: 18, ZERO_PAGE: 19, HUGE_ZERO_PAGE: 20,
		GUARD: 21, POISON: 22, UFFD_WP_MARKER: 23,
	});
	// enum ptwalk_dict_key
	const D = {
		PHYS_BITS: 0, PHYS_MASK: 2, ENC_MASK: 3, FEATURES: 4, SPECIAL: 5, UFFD_WP: 6,
		SOFT_DIRTY: 7, SAVED_DIRTY: 8, DEVMAP: 9, PROTNONE: 10, PKEY: 11,
		SWAP_TYPE_SHIFT: 12, SWAP_TYPE_BITS: 13, SWAP_OFFSET_SHIFT: 14,
		SWAP_OFFSET_BITS: 15, SWAP_INVERTED: 16, SWAP_SOFT_DIRTY: 17, SWAP_UFFD_WP: 18,
		SWAP_EXCLUSIVE: 19, MAX_SWAPFILES: 20, SWP_HWPOISON: 21, SWP_MIG_READ: 22,
		SWP_MIG_READ_EXCL: 23, SWP_MIG_WRITE: 24, SWP_DEV_READ: 25, SWP_DEV_WRITE: 26,
		SWP_DEV_EXCL_READ: 27, SWP_DEV_EXCL_WRITE: 28, SWP_MARKER: 29,
		SWP_SWAPIN_ERROR: 30, SWP_PFN_BITS: 31, MIG_YOUNG: 32, MIG_DIRTY: 33,
		MARKER_UFFD_WP: 34, MARKER_POISONED: 35, MARKER_GUARD: 36, PAT: 37,
	};
	const CPU = { NX: 1n, GBPAGES: 2n, LA57: 4n, PKU: 8n, PTI: 32n };
	const ALL = (1n << 64n) - 1n;
	const PS = 1n << 7n;
	const AD = 1n << 5n | 1n << 6n;

	const LEAVES = 1 << 1 | 1 << 2 | 1 << 3;
	const EVERY = LEAVES | 1 << 4 | 1 << 5;
	const TABLE = 1, LEAF = 2, BOTH = 3;
	// bit, levels, form, flag
	const hardware = [
		[0n, EVERY, BOTH, F.P],
		[1n, EVERY, BOTH, F.RW],
		[2n, EVERY, BOTH, F.US],
		[3n, EVERY, BOTH, F.PWT],
		[4n, EVERY, BOTH, F.PCD],
		[5n, EVERY, BOTH, F.A],
		[6n, LEAVES, LEAF, F.D],
		[7n, 1 << 1, LEAF, F.PAT],
		[7n, 1 << 2 | 1 << 3, LEAF, F.PS],
		[8n, LEAVES, LEAF, F.G],
		[12n, 1 << 2 | 1 << 3, LEAF, F.PAT],
		[63n, EVERY, BOTH, F.NX],
	];
	const software = [
		[D.SPECIAL, LEAF, F.SPECIAL],
		[D.UFFD_WP, LEAF, F.UFFD_WP],
		[D.SOFT_DIRTY, LEAF, F.SOFT_DIRTY],
		[D.SAVED_DIRTY, LEAF, F.SAVED_DIRTY],
		[D.DEVMAP, LEAF, F.DEVMAP],
		[D.ENC_MASK, BOTH, F.ENC],
	];
	const FRAME = 0, MIGRATION = 1, BITS = 2;
	const specialTypes = [
		[D.SWP_HWPOISON, K.HWPOISON, FRAME],
		[D.SWP_MIG_READ, K.MIG_READ, MIGRATION],
		[D.SWP_MIG_READ_EXCL, K.MIG_READ_EXCL, MIGRATION],
		[D.SWP_MIG_WRITE, K.MIG_WRITE, MIGRATION],
		[D.SWP_DEV_READ, K.DEV_READ, FRAME],
		[D.SWP_DEV_WRITE, K.DEV_WRITE, FRAME],
		[D.SWP_DEV_EXCL_READ, K.DEV_EXCL_READ, FRAME],
		[D.SWP_DEV_EXCL_WRITE, K.DEV_EXCL_WRITE, FRAME],
		[D.SWP_MARKER, K.MARKER, BITS],
		[D.SWP_SWAPIN_ERROR, K.SWAPIN_ERROR, FRAME],
	];

	// @json: a dump in the JSON of the page
	function dictionary(json) {
		return {
			known: BigInt(json.known),
			value: json.dict.map(BigInt),
			hugeZero: BigInt(json.huge_zero),
			kernel: json.kernel,
		};
	}

	const known = (dict, key) => (dict.known >> BigInt(key) & 1n) === 1n;
	const shift = (level) => BigInt(3 + 9 * level);
	const span = (level) => 1n << shift(level);

	function leads_to_table(raw, level) {
		return level > 1 && (raw & 1n) !== 0n && (level > 3 || (raw & PS) === 0n);
	}

	function addr_mask(dict, level) {
		let mask = (1n << 52n) - (1n << 12n);

		if (known(dict, D.PHYS_MASK))
			mask &= dict.value[D.PHYS_MASK];
		return mask & ~(span(level) - 1n) & ALL;
	}

	function reserved_bits(dict, level, leaf) {
		const features = dict.value[D.FEATURES];
		let bits = 0n;

		if (known(dict, D.PHYS_BITS)) {
			const width = dict.value[D.PHYS_BITS];

			if (width < 52n)
				bits = (1n << 52n) - (1n << width);
			bits &= ~dict.value[D.ENC_MASK];
		}
		if (leaf && level > 1)
			bits |= span(level) - (1n << 13n);
		if (level > 3)
			bits |= PS;
		if (known(dict, D.FEATURES)) {
			if (!(features & CPU.NX))
				bits |= 1n << 63n;
			if (level === 3 && !(features & CPU.GBPAGES))
				bits |= PS;
		}
		return bits & ALL;
	}

	function decode_present(dict, leaf, pte) {
		const form = leaf ? LEAF : TABLE;
		const raw = pte.raw;

		for (const [bit, levels, forms, flag] of hardware)
			if ((levels & 1 << pte.level) && (forms & form) && (raw >> bit & 1n))
				pte.flags |= flag;
		for (const [key, forms, flag] of software)
			if ((forms & form) && (raw & dict.value[key]))
				pte.flags |= flag;
		pte.pat = (pte.flags & F.PWT ? 1 : 0) + (pte.flags & F.PCD ? 2 : 0) +
			  (pte.flags & F.PAT ? 4 : 0);
		if (leaf && (pte.flags & F.US) && (dict.value[D.FEATURES] & CPU.PKU))
			pte.pkey = Number((raw & dict.value[D.PKEY]) >> 59n) & 0xff;
	}

	function decode_inverted(dict, pte) {
		const raw = pte.raw;

		if (pte.level > 1 && (raw & 1n << 13n))
			pte.raw ^= 1n << 12n;
		decode_present(dict, true, pte);
		pte.raw = raw;
		pte.flags &= ~F.G;
		pte.phys = ~raw & addr_mask(dict, pte.level);
	}

	function swap_offset(dict, raw) {
		const bits = dict.value[D.SWAP_OFFSET_BITS];

		if (dict.value[D.SWAP_INVERTED])
			raw = ~raw & ALL;
		return raw >> dict.value[D.SWAP_OFFSET_SHIFT] & (1n << bits) - 1n;
	}

	function decode_special(dict, pte, kind, form) {
		const v = dict.value;

		pte.kind = kind;
		if (form === BITS)
			return;
		if (form === MIGRATION) {
			if (pte.offset & v[D.MIG_YOUNG])
				pte.flags |= F.A;
			if (pte.offset & v[D.MIG_DIRTY])
				pte.flags |= F.D;
		}
		if (known(dict, D.SWP_PFN_BITS))
			pte.phys = (pte.offset & (1n << v[D.SWP_PFN_BITS]) - 1n) << 12n & ALL;
		pte.offset = 0n;
	}

	function decode_swap(dict, pte) {
		const v = dict.value;

		if (pte.raw & v[D.SWAP_SOFT_DIRTY])
			pte.flags |= F.SOFT_DIRTY;
		if (pte.raw & v[D.SWAP_UFFD_WP])
			pte.flags |= F.UFFD_WP;
		pte.offset = swap_offset(dict, pte.raw);
		pte.swapType = Number(pte.raw >> v[D.SWAP_TYPE_SHIFT] &
				      (1n << v[D.SWAP_TYPE_BITS]) - 1n);
		if (BigInt(pte.swapType) < v[D.MAX_SWAPFILES]) {
			pte.kind = K.SWAP;
			if (pte.raw & v[D.SWAP_EXCLUSIVE])
				pte.flags |= F.EXCLUSIVE;
			return;
		}
		for (const [key, kind, form] of specialTypes)
			if (known(dict, key) && v[key] === BigInt(pte.swapType))
				return decode_special(dict, pte, kind, form);
	}

	function decode(dict, raw, level) {
		const pte = { raw, level, kind: K.UNKNOWN, flags: 0, phys: 0n, offset: 0n,
			      reserved: 0n, swapType: 0, pkey: 0, pat: 0 };

		if (raw & 1n) {
			const leaf = !leads_to_table(raw, level);

			pte.kind = leaf ? K.PAGE : K.TABLE;
			pte.phys = raw & addr_mask(dict, leaf ? level : 1);
			pte.reserved = raw & reserved_bits(dict, level, leaf);
			decode_present(dict, leaf, pte);
			return pte;
		}
		if (!(raw & ~AD)) {
			pte.kind = K.NONE;
			return pte;
		}
		if (level > 3 || !known(dict, D.PROTNONE))
			return pte;
		if (dict.kernel) {
			pte.kind = K.INVALID;
			decode_inverted(dict, pte);
		} else if (raw & dict.value[D.PROTNONE]) {
			pte.kind = K.PROTNONE;
			decode_inverted(dict, pte);
		} else if (level > 1 && (raw & PS)) {
			pte.kind = K.INVALID;
			decode_inverted(dict, pte);
		} else if ([D.SWAP_TYPE_SHIFT, D.SWAP_TYPE_BITS, D.SWAP_OFFSET_SHIFT,
			    D.SWAP_OFFSET_BITS, D.MAX_SWAPFILES].every((k) => known(dict, k))) {
			decode_swap(dict, pte);
		}
		return pte;
	}

	// What an entry and all above it allow together: RW, US and NX
	function effective(dict, above, pte) {
		const features = dict.value[D.FEATURES];
		const top = features & CPU.LA57 ? 5 : 4;
		let nx = (above | pte.flags) & F.NX;

		if ((features & CPU.PTI) && pte.level === top && (pte.flags & F.US))
			nx = above & F.NX;
		return above & pte.flags & (F.RW | F.US) | nx;
	}

	function marker_kind(dict, bits) {
		const v = dict.value;

		if (bits & v[D.MARKER_GUARD])
			return K.GUARD;
		if (bits & v[D.MARKER_POISONED])
			return K.POISON;
		return bits & v[D.MARKER_UFFD_WP] ? K.UFFD_WP_MARKER : K.MARKER;
	}

	// kind_of() of userspace/dump/kind.c; @area may be null
	function kind_of(dict, area, pte) {
		if (pte.kind === K.MARKER)
			return marker_kind(dict, pte.offset);
		if (pte.kind !== K.PAGE || dict.kernel || pte.level > 2)
			return pte.kind;
		const mapped = area && !(area.flags & (1n << 9n | 1n << 24n));
		const zero = pte.flags & F.SPECIAL ? mapped && !(pte.flags & F.DEVMAP) :
			dict.hugeZero && pte.level === 2 && !(pte.flags & F.RW) &&
			pte.phys >> 21n === dict.hugeZero >> 9n;

		if (!zero)
			return K.PAGE;
		return pte.level === 1 ? K.ZERO_PAGE : K.HUGE_ZERO_PAGE;
	}

	return { F, K, D, dictionary, decode, effective, kind_of, known, leads_to_table };
})();
