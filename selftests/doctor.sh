# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# doctor.sh - run "ptwalk doctor" and "ptwalk --version -J", and read what they say; to be sourced,
# where $PTWALK is the tool and $work a directory
#
#   doctor COMMAND...        run it by COMMAND, such as env; its rows go to $work/rows, its errors to
#                            $work/err, its exit status to $status
#   doctor_unprivileged      the same for an ordinary user without capabilities, who can run a copy
#                            of the tool in $work
#   state CHECK              print the state of a row
#   finding CHECK            print what was found
#   advice CHECK             print what can be done about it
#   value NAME               print the value of a field of --version -J

doctor() {
	"$@" "$PTWALK" doctor -P >"$work/rows" 2>"$work/err"
	status=$?
}

doctor_unprivileged() {
	cp -L "$PTWALK" "$work/ptwalk" && chmod 755 "$work" "$work/ptwalk"
	PTWALK=$work/ptwalk doctor setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all
}

state() { sed -n "s/^CHECK=\"$1\" STATE=\"\([a-z]*\)\".*/\1/p" "$work/rows"; }
finding() { sed -n "s/^CHECK=\"$1\" .* FINDING=\"\(.*\)\" ADVICE.*/\1/p" "$work/rows"; }
advice() { sed -n "s/^CHECK=\"$1\" .* ADVICE=\"\(.*\)\"$/\1/p" "$work/rows"; }

value() {
	"$PTWALK" --version -J | grep -oE "\"$1\": (\"[^\"]*\"|\[[^]]*\]|[^,}]*)" | sed 's/^[^:]*: //'
}
