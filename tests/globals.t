#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The select plugin defines variables of slurmctld's (select_rail.c says why).
# One that select_rail.lds does not name is the plugin's own, and stays 0: no
# compiler, no linker and no log says so.

top=${srcdir:-.}
# shellcheck source=SCRIPTDIR/tap.sh
. "$top/tests/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

so=plugin/select_cons_tres.so
if [ ! -f "$so" ]; then
	echo "1..0 # SKIP no select plugin is built here"
	exit 0
fi

# Variables that other files can see in objects $@, but not those of ours, nor
# those that AddressSanitizer adds.
variables() {
	nm -g --defined-only "$@" | awk '$2 ~ /^[BDCGS]$/ { print $3 }' |
		grep -vx -e 'base' -e '__odr_asan\..*' | sort -u
}

# Those of objects $2... that shared object $1 does not show to slurmctld.
hidden() {
	nm -D --defined-only "$1" | awk '{ print $3 }' | sort -u >"$work/shown"
	shift
	variables "$@" | comm -23 - "$work/shown"
}

found=$(hidden $so plugin/*select_cons_tres_so-*.o)
echo "$found" >"$work/found"
tap_log=$work/found
check "slurmctld's variables are all in select_rail.lds" [ -z "$found" ]
tap_log=
check "there are some" [ "$(variables plugin/*select_cons_tres_so-*.o |
	grep -cx -e node_record_count -e slurm_conf)" = 2 ]

echo 'int seen; int forgotten;' >"$work/x.c"
echo '{ global: seen; local: *; };' >"$work/x.lds"
if ${CC:-cc} -c -fPIC -o "$work/x.o" "$work/x.c" &&
	${CC:-cc} -shared -o "$work/x.so" "$work/x.o" \
		-Wl,--version-script="$work/x.lds"; then
	check "one that is forgotten is found" \
		[ "$(hidden "$work/x.so" "$work/x.o")" = forgotten ]
fi
tap_end
