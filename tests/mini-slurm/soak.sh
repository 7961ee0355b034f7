#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# soak.sh DIR COUNT SEED: so many random faults on a running mini-Slurm with
# jobs, a line each; then what must be so, in TAP.  DIR gets the logs.
# shellcheck source=SCRIPTDIR/lib/tap.sh
. "$(dirname "$0")/lib/tap.sh"
# shellcheck source=SCRIPTDIR/lib/where.sh
. "$here/lib/where.sh"
for part in jobs faults verdict; do
	# shellcheck source=/dev/null
	. "$here/lib/soak_$part.sh"
done

soak_dir=$1 soak_count=$2 soak_seed=$3
RANDOM=$soak_seed

# So many faults on so few nodes would put all of them into quarantine, and jobs
# that are over must not count as memory.  heap_note.so notes what is in use,
# without what threads keep of what they have freed (tcache).
soak_configure() {
	on ctl sh -c 'echo QuarantineAfter=0 >>/etc/slurm/railyard.conf
		echo MinJobAge=5 >>/etc/slurm/slurm.conf'
	ctld_stop
	ctld_env=(LD_PRELOAD=/usr/local/lib/heap_note.so
		GLIBC_TUNABLES=glibc.malloc.tcache_count=0)
	ctld_start
}

soak_restore() {
	on ctl sed -i /^QuarantineAfter/d /etc/slurm/railyard.conf
	on ctl sed -i /^MinJobAge/d /etc/slurm/slurm.conf
	ctld_stop
	# shellcheck disable=SC2034 # for ctld_start
	ctld_env=()
	ctld_start
	on ctl sh -c 'rm -f /var/log/slurm/heap.*'
}

main() {
	local n start=$SECONDS

	trap - ERR
	mkdir -p "$soak_dir"
	: >"$soak_dir/events"
	: >"$soak_dir/ended"
	mini_reset >/dev/null 2>&1
	soak_configure
	echo "soak: $soak_count faults, seed $soak_seed; logs in $soak_dir"
	soak_begin
	for ((n = 1; n <= soak_count; n++)); do
		soak_fault "$n"
		soak_ease
		soak_fill
	done
	soak_mend_all
	printf '\n%d faults in %d s: %s\n' "$soak_count" \
		$((SECONDS - start)) "$(soak_tally)"
	# in a shell of its own, for what it defines
	(
		soak_verdict
		tap_end
	)
	soak_restore
	mini_reset >/dev/null 2>&1
}

main
