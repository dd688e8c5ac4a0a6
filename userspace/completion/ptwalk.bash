# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Completion of ptwalk for bash: to be installed as bash-completion/completions/ptwalk, or sourced.
# What can be completed is what "ptwalk help --complete" prints.

_ptwalk() {
	local line prefix files='' more=''
	local -a words

	# bash splits words at = : and @ as well: take them from the line, as ptwalk will get them
	line=${COMP_LINE:0:COMP_POINT}
	read -ra words <<<"$line"
	[[ $line == *[[:space:]] ]] && words+=('')

	# bash replaces only what is behind the last of these characters, but @ as well
	prefix=${words[-1]}
	while [[ $prefix && $COMP_WORDBREAKS != *"${prefix: -1}"* ]]; do
		prefix=${prefix%?}
	done
	prefix=${prefix%@}

	COMPREPLY=()
	while IFS= read -r line; do
		case $line in
		:files) files=1 ;;
		:more) more=1 ;;
		*) COMPREPLY+=("${line%%$'\t'*}") ;;
		esac
	done < <("$1" help --complete "${words[@]:1}" 2>/dev/null)
	if [ "$files" ]; then
		while IFS= read -r line; do
			COMPREPLY+=("$prefix$line")
		done < <(compgen -f -- "${words[-1]#"$prefix"}")
		compopt -o filenames 2>/dev/null
	fi
	[ "$more" ] && compopt -o nospace 2>/dev/null
	COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
}

complete -F _ptwalk ptwalk
