#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What packaging/ has for a fleet of hosts: the alerts by promtool, then a real node-exporter and
# Prometheus (fleet/scrape.py): the series of ptwalk's metrics arrive, each query of the dashboard
# and each alert finds in them what it should.  And the systemd units.

set -u -o pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${PTWALK_BUILD:-$top/build}
ptwalk=${PTWALK:-$build/ptwalk}
forge=$build/selftests/host/tools/forge-dump
fleet=$build/fleet
units=$top/packaging/systemd
rules=$top/packaging/prometheus/ptwalk.rules.yml
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
echo "TAP version 13"

# The units: systemd reads them, and the service is not more exposed than it has to be.  The
# program is not installed where it says.
if command -v systemd-analyze >/dev/null; then
	mkdir units
	sed "s,^ExecStart=[^ ]*,ExecStart=$(realpath "$ptwalk")," "$units/ptwalk-metrics.service" \
		>units/ptwalk-metrics.service
	cp "$units/ptwalk-metrics.timer" units
	same "systemd finds no fault with the units" \
		"$(SYSTEMD_UNIT_PATH=$PWD/units: systemd-analyze verify --man=no \
			"$PWD/units/ptwalk-metrics.timer" "$PWD/units/ptwalk-metrics.service" 2>&1 |
			grep ptwalk)" ""
	check "the service is confined" eval 'systemd-analyze security --offline=yes --no-pager \
		--threshold=25 "$PWD/units/ptwalk-metrics.service" >security'
else
	skip "units" "no systemd here"
fi
directory=/var/lib/prometheus/node-exporter
same "the service writes where it may and looks whether it can" \
	"$(grep -oE "^(ConditionPathIsDirectory|ReadWritePaths|ExecStart)=.*$directory" \
		"$units/ptwalk-metrics.service" | cut -d= -f1 | xargs)" \
	"ConditionPathIsDirectory ExecStart ReadWritePaths"

if [ ! -d "$fleet" ]; then
	skip "Prometheus" "not unpacked: selftests/host/fleet/provision does it"
	finish
fi

check "promtool finds no fault with the alerts" eval '"$fleet/promtool" check rules "$rules" >checked'
sed "s|RULES|$rules|" "$top/selftests/host/fleet/alerts.test.yml" >alerts.test.yml
check "each alert fires when it should" eval '"$fleet/promtool" test rules alerts.test.yml >tested ||
	{ sed "s/^/# /" tested; false; }'
same "each alert has a test" \
	"$(sed -n 's/^ *alertname: //p' alerts.test.yml | sort -u)" \
	"$(sed -n 's/^ *- alert: //p' "$rules" | sort)"

# Twelve services of different sizes, which is more than the panels show
names=()
while read -r name comm; do
	"$forge" "$name" >"$name.$comm"
	printf '%-15.15s\0' "$comm" | tr ' ' '\0' | dd of="$name.$comm" bs=1 seek=80 conv=notrunc status=none
	names+=("$name.$comm")
done <<'END'
process		web
later		quo"te
thp		db
thp-pages	cache
thp-joined	queue
thp-smaller	search
two-nodes	ä€
paged-out	back\slash
sparse		x{y="z"}
marked		proxy
parent		worker
five-levels	five
END
"$ptwalk" stat --openmetrics ptwalk.prom "${names[@]}" 2>/dev/null
adopt python3 "$top/selftests/host/fleet/scrape.py" "$fleet" "$top/packaging" ptwalk.prom
finish
