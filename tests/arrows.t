#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Who may include what, and what topology/ may not call: plugin -> topology,
# tools -> topology, and no other way.  Each rule is also tried on a line that
# breaks it, as a rule that finds nothing may be a rule that cannot.

top=${srcdir:-.}
# shellcheck source=SCRIPTDIR/tap.sh
. "$top/tests/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# The C files of folder $2 of tree $1 without their comments: FILE:LINE:TEXT.
code() {
	find "$1/$2" -name '*.[ch]' 2>/dev/null | sort | while read -r file; do
		awk -v file="$2/${file##*/}" '{
			line = ""
			while ($0 != "") {
				if (inside) {
					end = index($0, "*/")
					if (!end) break
					$0 = substr($0, end + 2)
					inside = 0
				} else if ((start = index($0, "/*"))) {
					line = line substr($0, 1, start - 1)
					$0 = substr($0, start + 2)
					inside = 1
				} else {
					line = line $0
					break
				}
			}
			print file ":" NR ":" line
		}' "$file"
	done
}

# Lines of folder $2 that match $3 but not $4.
lines() {
	code "$1" "$2" | grep -E "$3" |
		{ [ -n "$4" ] && grep -vE "$4" || cat; }
}

include='^[^:]*:[0-9]*:[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]'
includes() {
	code "$1" "$2" | grep -E "$include($3)" |
		{ [ -n "$4" ] && grep -vE "$4" || cat; }
}

slurm_only_in_plugin() {
	for d in topology tools; do includes "$1" $d '(slurm|src)/'; done
}
hwloc_only_in_tools() {
	for d in topology plugin; do includes "$1" $d 'hwloc'; done
}
topology_includes_no_other_part() {
	includes "$1" topology '(\.\./)*(plugin|tools|tests)/|\.\./'
}
plugin_does_not_include_tools() {
	includes "$1" plugin '(\.\./)*tools/'
}
tools_do_not_include_plugin() {
	includes "$1" tools '(\.\./)*plugin/'
}
json_in_topology_only_for_maps() {
	includes "$1" topology 'json-c/' '^topology/(map|jsontext|record)[a-z_]*\.[ch]:'
}
topology_does_not_print() {
	calls='v?printf|puts|putchar|perror|v?syslog|err|errx|warn|warnx'
	lines "$1" topology "(^|[^a-zA-Z0-9_])($calls)[[:space:]]*\\("
	lines "$1" topology '(^|[^a-zA-Z0-9_])(stdout|stderr)([^a-zA-Z0-9_"]|$)'
}
topology_does_not_exit() {
	calls='exit|_exit|_Exit|quick_exit|abort|assert|raise|kill'
	lines "$1" topology "(^|[^a-zA-Z0-9_])($calls)[[:space:]]*\\("
}

# Rules, and for each a file with a line that it must find.
rules='
slurm_only_in_plugin topology #include <slurm/slurm.h>
slurm_only_in_plugin tools #include "src/common/log.h"
hwloc_only_in_tools plugin #include <hwloc.h>
hwloc_only_in_tools topology # include <hwloc/openfabrics-verbs.h>
topology_includes_no_other_part topology #include "plugin/ledger.h"
topology_includes_no_other_part topology #include "../tools/draw.h"
plugin_does_not_include_tools plugin #include "tools/draw.h"
tools_do_not_include_plugin tools #include "../plugin/options.h"
json_in_topology_only_for_maps topology #include <json-c/json.h>
topology_does_not_print topology /* a */ printf("x"); /* b */
topology_does_not_print topology fputs("x", stderr);
topology_does_not_exit topology if (bad) abort();
topology_does_not_exit topology exit (1);
'
# And lines that no rule may mind.
innocent='
/* exit(1) and printf("x") in a comment */
snprintf(s, n, "x"); fprintf(out, "x"); fputs("x", out); no_exit();
rail_error_at(err, "stdout", 0, 0, "x");
#include "fabric.h"
'

for d in topology plugin tools; do
	check "there is code in $d/" [ -n "$(find "$top/$d" -name '*.[ch]')" ]
done
for rule in $(echo "$rules" | awk 'NF { print $1 }' | uniq); do
	found=$($rule "$top")
	echo "$found" >"$work/found"
	tap_log=$work/found
	check "$rule" [ -z "$found" ]
done
tap_log=
mkdir "$work/topology" "$work/plugin" "$work/tools"
while read -r rule folder line; do
	[ -n "$rule" ] || continue
	echo "$line" >"$work/$folder/planted.c"
	check "$rule finds: $line" [ -n "$($rule "$work")" ]
	rm "$work/$folder/planted.c"
done <<END
$rules
END
echo "$innocent" >"$work/topology/innocent.c"
for rule in $(echo "$rules" | awk 'NF { print $1 }' | uniq); do
	check "$rule lets pass what is fine" [ -z "$($rule "$work")" ]
done
tap_end
