# SPDX-License-Identifier: GPL-2.0-or-later
# A fabric that ibsim simulates, and the real ibnetdiscover on it.

setup_file() {
	for program in ibsim ibnetdiscover; do
		PATH=$PATH:/usr/sbin command -v $program > /dev/null ||
			export MISSING=$program
	done
	for lib in /usr/lib/*/umad2sim/libumad2sim.so \
		   /usr/lib*/umad2sim/libumad2sim.so; do
		[ -e "$lib" ] && export UMAD2SIM=$lib
	done
	[ -n "$UMAD2SIM" ] || export MISSING="libumad2sim.so"
}

teardown() {
	[ -z "$ibsim_pid" ] || kill -KILL "$ibsim_pid" 2> /dev/null || true
}

# start_ibsim NETLIST: its commands go to file descriptor 7
start_ibsim() {
	[ -z "$MISSING" ] || skip "$MISSING is not installed"
	PATH=$PATH:/usr/sbin
	# a socket of its own: others may simulate on this machine too
	export IBSIM_SOCKNAME=railyard-$$-$BATS_TEST_NUMBER
	mkfifo commands
	exec 7<> commands
	ibsim -s -N 10000 -S 1500 -P 120000 -L 200000 "$1" \
		< commands > ibsim.log 2>&1 3>&- 7>&- &
	ibsim_pid=$!
	disown	# no word about its end
	for i in $(seq 1 600); do
		grep -q 'simulator ready' ibsim.log && return
		sleep 0.1
	done
	cat ibsim.log
	return 1
}

stop_ibsim() {
	kill -KILL "$ibsim_pid" 2> /dev/null
	exec 7>&-
	rm commands
	ibsim_pid=
}

discover() {
	LD_PRELOAD=$UMAD2SIM timeout -s KILL 60 ibnetdiscover "$@" 2> discover.log ||
		{ cat discover.log >&2; return 1; }
}

# A console command takes effect a moment later.
discover_until_gone() {
	for i in $(seq 1 50); do
		discover > "$2"
		grep -q "$1" "$2" || return 0
		sleep 0.1
	done
	return 1
}
