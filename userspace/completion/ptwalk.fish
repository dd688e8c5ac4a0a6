# SPDX-License-Identifier: GPL-2.0-only
#
# Completion of ptwalk for fish: to be installed in vendor_completions.d.  What can be completed is
# what "ptwalk help --complete" prints.

function __ptwalk_complete
    set -l words (commandline -opc)
    set -l lines ($words[1] help --complete $words[2..-1] (commandline -ct) 2>/dev/null)
    for line in $lines
        switch $line
            case ':files'
                # --option=FILE: what is behind the =
                set -l option (string match -r -- '^--[^=]*=' (commandline -ct))
                for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' (commandline -ct)))
                    echo -- "$option"$path
                end
            case ':more'
            case '*'
                echo -- $line
        end
    end
end

complete -c ptwalk -f -a '(__ptwalk_complete)'
