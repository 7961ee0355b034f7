# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Jobs of railyard run around a ring over TCP (ring.c), which goes round until
# a node dies.  For the tests in t/.
# shellcheck disable=SC2016 # variables of the job

# ring_job NAME OPTION...: submits one of two tasks a node; prints its number.
# NAME.out, in user's home, has what the ring and railyard run say; RUN in the
# environment are options of the latter.
ring_job() {
	local name=$1

	shift
	user rm -f "$name.out"
	user sbatch --parsable -J "$name" --ntasks-per-node=2 --gres=gpu:8 \
		--requeue --open-mode=append -o "/home/user/$name.out" "$@" <<-END
			#!/bin/bash
			echo "job start \${SLURM_RESTART_COUNT:-0}"
			railyard run ${RUN-} -- srun ring SLURM_PROCID 4000
			echo "status \$?"
		END
}

# ring_out NAME
ring_out() {
	user cat "$1.out"
}

# ring_said NAME PATTERN
ring_said() {
	ring_out "$1" 2>/dev/null | grep -Eq -- "$2"
}

# ring_runs NAME COUNT: whether COUNT rings in all go round: for a second, so
# that what every task said before has come through srun.
ring_runs() {
	[ "$(ring_out "$1" | grep -c '^ring: round 51 ')" = "$2" ]
}

# ring_slots NAME: the nodes by slot of the ring that was started last, as its
# tasks saw themselves.
ring_slots() {
	ring_out "$1" | awk '
		/^railyard run: [0-9]+ of [0-9]+ slots stay|^job start/ { split("", node) }
		/^ring: rank [0-9]+ slot [0-9]+ [a-z0-9]+ sees/ {
			node[$5] = $6
		}
		END {
			for (s = 0; s in node; s++)
				printf "%s%s", s ? " " : "", node[s]
			print ""
		}'
}

# ring_order NAME RANKS: every rank of the last ring has seen the one that comes
# next.
ring_order() {
	ring_out "$1" | awk -v n="$2" '
		/^ring: rank [0-9]+ slot/ { line[$3] = $0; right[$3] = $9 }
		END {
			for (r = 0; r < n; r++)
				if (right[r] != (r + 1) % n) {
					print "rank " r ": " line[r]
					bad = 1
				}
			exit bad
		}'
}

# ring_phases NAME: what railyard run says of its last restart.
ring_phases() {
	ring_out "$1" | sed -n 's/^railyard run: running again, //p' |
		tail -n 1
}
