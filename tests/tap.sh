# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# TAP for the shell tests that need no cluster.

tap_count=0
tap_failed=0

# check NAME COMMAND...: one case.  What is in the file $tap_log, if that is
# set, is shown when it fails.
check() {
	tap_name=$1
	shift
	tap_count=$((tap_count + 1))
	if "$@"; then
		echo "ok $tap_count - $tap_name"
		return
	fi
	echo "not ok $tap_count - $tap_name"
	[ -z "${tap_log-}" ] || sed 's/^/# /' "$tap_log"
	tap_failed=1
}

# The plan, and the script's status.
tap_end() {
	echo "1..$tap_count"
	exit $tap_failed
}
