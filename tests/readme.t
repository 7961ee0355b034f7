#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What README.md shows of railyard(1) is what it prints.

# shellcheck source=SCRIPTDIR/tap.sh
. "${srcdir:-.}/tests/tap.sh"
top=$(cd "${srcdir:-.}" && pwd)
PATH=$(cd "${builddir:-.}" && pwd)/tools:$PATH
if [ ! -x "${builddir:-.}/tools/railyard" ]; then
	echo "1..0 # SKIP railyard(1) is not built"
	exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C.UTF-8

# A block between fences that begins with "$ " is a command and its output:
# N.command and N.shown.
awk '/^```/ { fenced = !fenced; shown = ""; next }
     fenced && /^\$ / {
	n++
	shown = n ".shown"
	printf "" > shown
	print substr($0, 3) > (n ".command")
	next
     }
     shown { print > shown }' "$top/README.md"

check "the map that README.md says how to make is made" sh -c "
	make=\$(grep -o 'railyard synth [^\`]*' '$top/README.md') && \$make &&
	[ -s map.json ]"
check "README.md shows the map, and a placement" [ -s 1.shown -a -s 2.shown ]
tap_log=difference
for command in [0-9]*.command; do
	n=${command%.command}
	sh "$command" >printed 2>&1
	diff "$n.shown" printed >difference
	check "$(cat "$command")" [ ! -s difference ]
done
tap_end
