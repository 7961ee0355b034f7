# SPDX-License-Identifier: GPL-2.0-or-later
# What the CLI tests share: where things are, and what an error looks like.

bats_require_minimum_version 1.5.0

setup() {
	here=$(dirname "$BATS_TEST_FILENAME")
	fixtures=$here/../fixtures/ib
	mixed=$here/../fixtures/export/mixed.json
	PATH=${builddir:-$here/../..}/tools:$PATH
	export LC_ALL=C.UTF-8
	unset IBSIM_SERVER_NAME SIM_HOST
	# bats keeps files of its own in the folder above
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work"
}

# expect_error STATUS LINE COMMAND...: nothing on stdout, LINE alone on stderr
expect_error() {
	local status_wanted=$1 line=$2
	shift 2
	run --separate-stderr "$@"
	if [ "$status" != "$status_wanted" ] || [ -n "$output" ] ||
	   [ "$stderr" != "$line" ]; then
		echo "command: $*"
		echo "status:  $status, expected $status_wanted"
		echo "stdout:  $output"
		echo "stderr:  $stderr"
		echo "wanted:  $line"
		return 1
	fi
}

# expect_output TEXT COMMAND...: status 0, TEXT on stdout, nothing on stderr
expect_output() {
	local text=$1
	shift
	run --separate-stderr "$@"
	if [ "$status" != 0 ] || [ "$output" != "$text" ] ||
	   [ -n "$stderr" ]; then
		echo "command: $*"
		echo "status:  $status"
		diff <(echo "$text") <(echo "$output")
		echo "stderr:  $stderr"
		return 1
	fi
}

# refute COMMAND...: it fails (a "! command" would never end a test)
refute() {
	if "$@"; then
		echo "expected to fail: $*"
		return 1
	fi
}

# map.json of the mini preset, as ibnetdiscover saw it
make_map() {
	railyard build --ib="$fixtures/mini.ibnetdiscover" --name=mini \
		-o map.json
}
