#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A link flaps: it counts as lost until it has been back for a while, and no
# job is restarted.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	on gpu03 rm -f /run/railyard-health.json
	health_mend
}

flapping() {
	fault_job flap -N3 --rail=best
	for n in 1 2 3; do
		cable_cut gpu03 mlx5_4
		[ $n != 1 ] || fault
		node_check gpu03 --report || true
		[ $n != 1 ] || phase_until detect 10 health_lists 'all rails: gpu03$'
		cable_mend gpu03 mlx5_4
		node_check gpu03 --report || true
		health_lists 'all rails: gpu03$'
	done
	like "its Extra" "$(on ctl scontrol show node gpu03 | grep Extra)" 'lost=mlx5_4:held@'
	stays flap 0 3 3
	restarts_are "$id" 0
	other=$(job other -N1 --rail=best -x gpu[05-16])
	job_wait "$other" RUNNING
	is "where a new job is" "$(job_nodes "$other" | xargs)" gpu04
	is "nodes out of service" "$(on ctl sinfo -h -N -t down,drain,fail)" ""
}

row "link flaps" flapping
