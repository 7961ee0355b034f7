# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Suites that run beside the others: what is compiled needs processors, and the
# cluster's tests mostly wait.

beside_pids=()

# beside_start NAME COMMAND...: begins the suite NAME; its containers get what
# processors others leave.
beside_start() {
	local name=$1

	shift
	suite_folder "$name"
	# A group of its own, so that beside_stop reaches all of it.
	set -m
	(
		# shellcheck disable=SC2034 # for in_build
		build_options=(--cpu-shares 2)
		set +e
		(
			set -e
			"$@"
		)
		echo $? >"$tap.status"
	) >"$tap.log" 2>&1 </dev/null &
	set +m
	beside_pids+=($!)
}

# beside_join NAME: what is counted as the suite NAME: waits for its end.
beside_join() {
	suite "$1" beside_end
}

beside_end() {
	local status

	wait_until 3600 test -s "$tap.status"
	cat "$tap.log"
	read -r status <"$tap.status"
	return "$status"
}

# Of a run that is broken off.
beside_stop() {
	local pid

	for pid in "${beside_pids[@]}"; do
		kill -TERM -- "-$pid" 2>/dev/null || true
	done
}
