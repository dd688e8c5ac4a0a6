#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Completion: that help, the options that commands take, and the completions of bash, zsh and fish
# name the same things, in both directions (host/docs.sh does so for the manual page and help);
# what can be completed in each place; and that each shell puts it into the line.  A shell that is
# not installed is skipped.

set -u -o pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${PTWALK_BUILD:-$top/build}
ptwalk=${PTWALK:-$build/ptwalk}
scripts=$top/userspace/completion
kit=$top/selftests/host/kit
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
napper=''
trap '[ "$napper" ] && kill "$napper"; rm -rf "$tmp"' EXIT
cd "$tmp" || exit
echo "TAP version 13"
"$build/selftests/host/tools/forge-dump" process >one.ptwalk
mkdir bin
ln -s "$ptwalk" bin/ptwalk
PATH=$tmp/bin:$PATH

commands=$(ptwalk --help | sed -n '/^Commands:/,/^$/s/^ \([a-z]*\) .*/\1/p' | sort -u)

# offers WORD... - print what is offered for the last WORD, without what it means
offers() { ptwalk help --complete "$@" | grep -v '^:' | cut -f 1 | sort -u; }

# options_of COMMAND - print the options of its help
options_of() {
	ptwalk "$1" --help | sed -n '/^Options:/,/^$/s/^ \{1,5\}\(-[^ ].*\)/\1/p' | sed 's/   *.*//' |
		grep -oE '(^|[ ,])--?[A-Za-z0-9-]+' | tr -d ' ,' | sort -u
}

same "the commands of help" "$(offers '' | grep -v '^-')" "$commands"
same "the options of ptwalk" "$(offers -)" "$(printf '%s\n' --help --version -V -h | sort)"
same "what help takes" "$(offers help '')" "$( (grep -vx help <<<"$commands"; echo flags) | sort)"
for command in $(grep -vx help <<<"$commands"); do
	options_of "$command" >options
	offers "$command" - | grep '^-' >offers
	same "$command: the options of its help" "$(<offers)" "$(<options)"
	while read -r option; do
		case $option in --*) word=$option=x ;; *) word=$option ;; esac
		ptwalk "$command" "$word" </dev/null 2>&1 >/dev/null |
			grep -E 'unrecognized|invalid option'
	done <options >refused
	same "$command: takes each of them" "$(<refused)" ""
done
same "every option in the sources is in a help" \
	"$(grep -rhoE '\{ "[a-z0-9-]+",[[:space:]]+(no|required)_argument' "$top/userspace" |
		cut -d'"' -f2 | sort -u)" \
	"$(for command in $(grep -vx help <<<"$commands"); do options_of "$command"; done |
		sed -n 's/^--//p' | sort -u)"

# columns ARG... - print the columns of -H
columns() { ptwalk "$@" -H | awk '{ print $1 }' | sort; }
for command in show walk tree stat "stat --all" share "share --by-file" diff "diff --summary" check huge \
	collapse decode doctor; do
	# shellcheck disable=SC2086 # words
	same "$command: columns" "$(offers $command -o '')" "$(columns $command)"
done
same "columns in lower case, in a list, added to the default ones" \
	"$(offers show -o +start,pf)" "+start,pfn"
same "columns behind =" "$(offers show --output=PFN,PER)" "--output=PFN,PERM"
same "columns to sort by" "$(offers huge --sort '')" "$(columns huge)"
ptwalk show --bits no-such . 2>names
same "flags and kinds" "$(offers show --bits '')" \
	"$(sed -n 's/.*flags: \(.*\); kinds: \(.*\)/\1 \2/p' names | tr ' ' '\n' | sort -u)"
same "flags, negated, in a list" "$(offers show --bits 'p,~swapi')" "p,~swapin-error"
same "kinds of change" "$(offers diff --only prom)" "promoted"
ptwalk check . no-such 2>names
same "checks" "$(comm -23 <(sed -n 's/.*there are: \(.*\); kinds: \(.*\); and .*/\1 \2/p' names |
	tr ' ' '\n' | sort -u) <(offers check . ''))" ""
same "checks of none" "$(offers check . no-hugetl)" "no-hugetlb"
same "sources" "$(offers stat --source '')" "$(printf '%s\n' bpf kcore module)"
same "whose rules" "$(offers huge --judge '')" "$(printf '%s\n' khugepaged madvise)"
same "colours" "$(offers walk --color '')" "$(printf '%s\n' always auto never)"
same "actions" "$(offers module '')" "$(printf '%s\n' load status unload)"
same "parameters" "$(offers module load k)" "kernel=1"
same "no parameters of status" "$(offers module status '')" ""

same "areas of a dump" "$(offers show one.ptwalk '@[')" "$(printf '%s\n' '@[heap]' '@[stack]')"
same "areas for --range" "$(offers huge one.ptwalk --range /u)" "/usr/bin/forged"
same "areas for a check" "$(offers check one.ptwalk 'rw@[h')" "rw@[heap]"
same "areas of what is no dump" "$(offers show bin '@[')" ""
check "areas of a process" grep -qx '@\[stack\]' <(offers show $$ '@[')
same "no areas where no TARGET is" "$(offers decode '@[')" ""

cp /bin/sleep napper-$$
./napper-$$ 1000 &
napper=$!
until_true 10 grep -qs napper "/proc/$napper/comm"
# the file would go first, and its name is offered by the shell
rm napper-$$
same "a process by its name" "$(offers huge napper-$$)" napper-$$
check "with its command line" grep -q "napper-$$ 1000$" <(ptwalk help --complete huge napper-$$)
check "a process by its number" grep -qx "$napper" <(offers watch "$napper")
same "areas of a process by its name" "$(offers show napper-$$ '@[s')" "@[stack]"
check "cgroups" grep -qx -- "$(sed -n 's/^0:://p' /proc/self/cgroup)" <(offers stat --cgroup '')
check "files for a TARGET" grep -qx :files <(ptwalk help --complete show o)
same "no files for a PID" "$(ptwalk help --complete watch o | grep -x :files)" ""
check "files for -o of record" grep -qx :files <(ptwalk help --complete record -o '')
same "nothing for a number" "$(ptwalk help --complete huge --top '')" ""
same "nothing for an unknown command" "$(offers no-such '')" ""
check "no message of a wrong option" test -z "$(ptwalk help --complete show --no-such -o '' 2>&1 >/dev/null)"

# each shell calls SHELL_offers LINE, which prints what it would offer
# shellcheck disable=SC2034 # read by the completion
bash_offers() {
	(
		# shellcheck source=/dev/null
		. "$scripts/ptwalk.bash"
		COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:'
		COMP_LINE=$1 COMP_POINT=${#1}
		_ptwalk ptwalk
		printf '%s\n' "${COMPREPLY[@]}"
	) | sort -u
}

fish_offers() {
	HOME=$tmp fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$scripts/ptwalk.fish" "$1" |
		cut -f 1 | sort -u
}

# compadd and _files print, as zsh calls the function at a key
zsh_offers() {
	# shellcheck disable=SC2016 # for zsh
	zsh -f -c '
		compadd() { print -rl -- "${(@)values:#}"; }
		_files() { print -rl -- *(N); }
		words=("${(@s: :)2}") CURRENT=${#words} PREFIX=${words[-1]}
		complete_it() { source "$1"; }
		complete_it "$1"' zsh "$scripts/_ptwalk" "$1" | sort -u
}

for shell in bash fish zsh; do
	command -v "$shell" >/dev/null || { skip "$shell" "not installed"; continue; }
	same "$shell: commands" "$("${shell}_offers" 'ptwalk ')" "$commands"
	for command in $(grep -vx help <<<"$commands"); do
		same "$shell: options of $command" "$("${shell}_offers" "ptwalk $command --")" \
			"$(offers "$command" --)"
	done
	same "$shell: a list" "$("${shell}_offers" 'ptwalk show -o START,PF')" "START,PFN"
	same "$shell: a file" "$("${shell}_offers" 'ptwalk tree one.' | grep ptwalk)" "one.ptwalk"
done
! command -v fish >/dev/null ||
	same "fish: a file behind =" "$(fish_offers 'ptwalk stat --openmetrics=one.p')" \
		"--openmetrics=one.ptwalk"
# bash replaces what is behind the last = or :, and an @ with it
same "bash: behind =" "$(bash_offers 'ptwalk stat --source=b')" bpf
same "bash: behind = alone" "$(bash_offers 'ptwalk stat --source=')" "$(printf '%s\n' bpf kcore module)"
same "bash: behind @" "$(bash_offers 'ptwalk show one.ptwalk @[h')" "@[heap]"

# and in the line, at the key itself: zsh has pseudo-terminals, also for the others
typed() { zsh -f "$kit/typed.zsh" "$@"; }

export HOME=$tmp TERM=dumb scripts
if command -v zsh >/dev/null; then
	start='PS1="READ""Y. "; '
	check "bash: a tab" typed 'bash --norc -i' "$start . \$scripts/ptwalk.bash" 'ptwalk coll' 'ptwalk collapse '
	check "bash: a tab behind @" typed 'bash --norc -i' "$start . \$scripts/ptwalk.bash" \
		'ptwalk show one.ptwalk @/usr/b' '@/usr/bin/forged'
	check "bash: a tab behind =" typed 'bash --norc -i' "$start . \$scripts/ptwalk.bash" \
		'ptwalk stat --source=k' '--source=kcore '
	check "bash: a file behind =" typed 'bash --norc -i' "$start . \$scripts/ptwalk.bash" \
		'ptwalk stat --openmetrics=one.p' '--openmetrics=one.ptwalk'
	zsh_start="fpath=(\$scripts \$fpath); autoload -U compinit; compinit -u -D; $start"
	check "zsh: a tab" typed 'zsh -f -i' "$zsh_start" 'ptwalk coll' 'ptwalk collapse'
	check "zsh: a tab behind @" typed 'zsh -f -i' "$zsh_start" \
		'ptwalk show one.ptwalk @/u' '@/usr/bin/forged'
	check "zsh: a file behind =" typed 'zsh -f -i' "$zsh_start" \
		'ptwalk stat --openmetrics=one.p' '--openmetrics=one.ptwalk'
else
	skip "a tab" "no zsh"
fi

finish
