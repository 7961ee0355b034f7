# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# For the tests in t/: each case is a function, run with -e, in TAP.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # for engine.sh
mini_dir=$here
# shellcheck source=SCRIPTDIR/say.sh
. "$here/lib/say.sh"
# shellcheck source=SCRIPTDIR/engine.sh
. "$here/lib/engine.sh"
# shellcheck source=SCRIPTDIR/mini.sh
. "$here/lib/mini.sh"

tap_count=0

# What a file does between its cases may fail as well: with -e that ends it.
trap 'echo "Bail out! line $LINENO of $0 failed: $BASH_COMMAND"' ERR

on ctl true 2>/dev/null || {
	echo "Bail out! the mini-Slurm does not run: see ./mini help"
	exit 1
}

# tap NAME FUNCTION [ARGUMENT...]: one case.  What FUNCTION prints is shown
# when it fails, with what the cluster looks like.
tap() {
	local name=$1 out start=$SECONDS status

	shift
	tap_count=$((tap_count + 1))
	out=$(mktemp)
	# Not in a condition: that would switch -e off inside.
	set +e
	(
		set -eE
		trap 'echo "failed: line $LINENO: $BASH_COMMAND"' ERR
		"$@"
	) >"$out" 2>&1 </dev/null
	status=$?
	set -e
	if [ $status -eq 0 ]; then
		echo "ok $tap_count - $name ($((SECONDS - start)) s)"
	else
		echo "not ok $tap_count - $name"
		{
			cat "$out"
			mini_state 2>&1
		} | sed 's/^/# /'
		# One failure must not make the next.
		mini_reset >/dev/null 2>&1 || echo "# and cannot be put right"
	fi
	rm -f "$out"
}

# tap_skip NAME REASON
tap_skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

tap_end() {
	echo "1..$tap_count"
}

# is WHAT ACTUAL EXPECTED
is() {
	[ "$2" = "$3" ] && return
	echo "$1 is \"$2\", expected \"$3\""
	return 1
}

# like WHAT ACTUAL PATTERN: PATTERN is an extended regular expression.
like() {
	[[ $2 =~ $3 ]] && return
	echo "$1 is \"$2\", expected something like \"$3\""
	return 1
}
