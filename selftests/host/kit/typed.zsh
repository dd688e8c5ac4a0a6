#!/usr/bin/env zsh
# SPDX-License-Identifier: GPL-2.0-only
#
# typed.zsh SHELL START LINE WANTED - start a shell on a pseudo-terminal, have it run START, which
# sets the prompt "READY. ", type LINE and a tab, and wait until WANTED is in what it prints

zmodload zsh/zpty

# await TEXT - read until it has come, for 20 seconds at most
await() {
	local text= part i
	for i in {1..200}; do
		while zpty -r -t shell part; do text+=$part; done
		[[ $text == *$1* ]] && return
		sleep 0.1
	done
	print -r -- "# got: ${(q)text}"
	return 1
}

zpty -b -e shell "$1"
zpty -w -n shell "$2"$'\n'
await 'READY. ' || exit
zpty -w -n shell "$3"$'\t'
await "$4"
