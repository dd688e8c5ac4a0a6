# SPDX-License-Identifier: GPL-2.0-only
#
# Reads the JSON of bench/run, which has one case in each line.  To be given before another script.

# field(NAME) - the value of a field in a line of JSON
function field(name, at)
{
	at = index($0, "\"" name "\":")
	if (!at)
		return ""
	at = substr($0, at + length(name) + 3)
	sub(/^ *"?/, "", at)
	sub(/["},].*/, "", at)
	return at
}
