# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One line a step, its time, and what failed; all of its output in a log.
# $top is the tree, $logs the folder that log_start made.

# log_start NAME: the folder for this run's logs, emptied.
log_start() {
	logs=$top/build/quickstart/$1
	if ! { rm -rf "$logs" && mkdir -p "$logs"; } 2>/dev/null; then
		logs=$(mktemp -d "${TMPDIR:-/tmp}/railyard-$1.XXXXXX")
	fi
	step_number=0
	step_log=
}

die() {
	printf 'quickstart: %s\n' "$*" >&2
	exit 1
}

# step WHAT COMMAND...: runs COMMAND, in a shell of its own, and says how long
# it took.  A failure ends the run, with the end of the log.
step() {
	step_try "$@"
	[ "$step_status" -eq 0 ] && return
	step_tail
	exit 1
}

# The same, but leaves COMMAND's status in $step_status, its log in $step_log.
# Not to be called in a condition: bash would switch -e off inside.
step_try() {
	local what=$1 start=$SECONDS

	shift
	step_number=$((step_number + 1))
	step_log=$logs/$(printf '%02d' "$step_number")-${what//[^A-Za-z0-9]/-}.log
	printf '==> %s ... ' "$what"
	set +e
	(
		set -e
		"$@"
	) >"$step_log" 2>&1 </dev/null
	step_status=$?
	set -e
	if [ $step_status -eq 0 ]; then
		printf 'ok (%d s)\n' $((SECONDS - start))
	else
		printf 'FAILED with status %d (%d s)\n' $step_status \
			$((SECONDS - start))
	fi
}

step_tail() {
	printf '    its log ends with:\n'
	tail -n 20 "$step_log" | sed 's/^/    | /'
	printf '    all of it: %s\n' "$step_log"
}

# Runs a command as root: directly, or through sudo.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo -n -- "$@"
	else
		die "this needs root: run it as root, or install sudo"
	fi
}

# Asks for sudo's password once, before output goes into logs.
root_ready() {
	[ "$(id -u)" -eq 0 ] && return
	command -v sudo >/dev/null || die "run this as root, or install sudo"
	sudo -n true 2>/dev/null || sudo -v || die "sudo refused"
}

# wait_until SECONDS COMMAND...: 0 as soon as COMMAND succeeds, else 1.
wait_until() {
	local end=$((SECONDS + $1))

	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.3
	done
}
