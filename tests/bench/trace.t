#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The trace simulator, over few jobs: every rule places them all.

# shellcheck source=SCRIPTDIR/../tap.sh
. "${srcdir:-.}/tests/tap.sh"
trace=${builddir:-.}/tests/bench/trace
summary=${srcdir:-.}/tests/fixtures/bench/summary.csv
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# No rule touches, or crosses, less than can be, and the first fewer pods than
# stock Slurm.
is_plausible() {
	sed 's/^stock /stock-/; s/^any /any-/' "$work/out" |
	awk '/empty fabric/ { empty = $NF }
	     $2 ~ /^[0-9.]+$/ && NF == 10 && $10 == "0.00%" &&
	     ($2 < 1 || $3 < 1 || $4 < $5 || $5 < empty) { bad = 1 }
	     $1 == "snug" { snug = $3 }
	     $1 == "stock-tree" { stock = $3 }
	     END { exit bad || empty == "" || !snug || !stock ||
		   snug > stock }'
}

for fabric in even uneven; do
	check "a trace of 600 jobs on an $fabric fabric" sh -c "
		RAILYARD_SEED=7 '$trace' '$summary' Made-up 600 1.3 $fabric \
			>'$work/out'"
	check "$fabric: at least what must be touched, and fewer pods than stock" \
		is_plausible
done
railyard=${builddir:-.}/tools/railyard
if [ -x "$railyard" ]; then
	check "a trace on the fabric of a map" sh -c "
		'$railyard' synth superpod-h100:8 -f map -o '$work/map' &&
		RAILYARD_SEED=7 '$trace' '$summary' Made-up 200 1.3 '$work/map' \
			>'$work/out'"
	check "the map: what must be touched, and fewer pods than stock" \
		is_plausible
fi
check "no such map is an error" sh -c "
	! '$trace' '$summary' Made-up 200 1.3 '$work/none' 2>/dev/null"
check "another row is an error" sh -c "! '$trace' '$summary' Other 2>/dev/null"
check "no summary is an error" sh -c "! '$trace' '$work/none' X 2>/dev/null"
tap_end
