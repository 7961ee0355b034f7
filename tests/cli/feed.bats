# SPDX-License-Identifier: GPL-2.0-or-later
# docs/examples/panic-feed.sh, with a sinfo and a scontrol that only say what
# they were asked; row 3 of the table of faults has it with the real ones.

load common

# gpu01 to gpu09 are idle, gpu10 is down.
make_slurm() {
	mkdir bin
	cat >bin/sinfo <<-'END'
		#!/bin/sh
		[ ! -e no-ctld ] || exit 1
		case $4 in
		gpu0[1-9]) echo idle ;;
		gpu10) echo "down*" ;;
		esac
	END
	cat >bin/scontrol <<-'END'
		#!/bin/sh
		echo "$*" >>asked
	END
	chmod +x bin/*
	PATH=$PWD/bin:$PATH
	touch asked
}

feed() {
	run --separate-stderr sh "$here/../../docs/examples/panic-feed.sh"
}

panic="Kernel panic - not syncing: Fatal exception"

@test "a panic sets its node down, once, and nothing else does" {
	make_slurm
	feed <<-END
		gpu01 [   12.3] all is well
		gpu02.cluster [ 1234.567890] $panic
		gpu03 user wrote: $panic
		gpu10 $panic
	END
	[ "$status" = 0 ]
	[ "$(cat asked)" = "update nodename=gpu02 state=down reason=kernel panic" ]
	[ "$stderr" = "panic-feed: gpu02: set down" ]
}

@test "a name that is a list, an option or no node is refused" {
	make_slurm
	feed <<-END
		gpu[01-16] $panic
		gpu01,gpu02 $panic
		-a $panic
		login $panic
	END
	[ "$status" = 0 ]
	[ ! -s asked ]
	[ "${stderr_lines[0]}" = "panic-feed: no name of a host: gpu[01-16]" ]
	[ "${stderr_lines[3]}" = "panic-feed: login: no node of Slurm's" ]
}

@test "more nodes than can panic at once are left to people" {
	make_slurm
	for n in 1 2 3 4 5 6; do echo "gpu0$n $panic"; done >consoles
	feed <consoles
	[ "$(wc -l <asked)" = 4 ]
	[ "${stderr_lines[4]}" = "panic-feed: gpu05: 4 others in 600 s; left to you" ]
	[ "${#stderr_lines[@]}" = 6 ]
	rm asked
	MOST=6 feed <consoles
	[ "$(wc -l <asked)" = 6 ]
}

@test "a slurmctld that does not answer is told of" {
	make_slurm
	touch no-ctld
	feed <<<"gpu01 $panic"
	[ "$stderr" = "panic-feed: gpu01: slurmctld does not answer; its SlurmdTimeout will do" ]
	[ ! -s asked ]
}
