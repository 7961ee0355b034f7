#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel panic that a feed of consoles reports, the one in docs/examples: as a
# crash, without waiting for SlurmdTimeout.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

feed() {
	docker exec -i "$mini_name-ctl" sh "$@"
}

panic() {
	feed -c 'cat >/tmp/panic-feed.sh' <"$here/../../docs/examples/panic-feed.sh"
	fault_job panic -N3 --rail=best
	fault
	node_kill gpu02
	feed /tmp/panic-feed.sh \
		<<<"gpu02 [ 1234.567890] Kernel panic - not syncing: Fatal exception"
	phase detect 5 "due to failure of node gpu02|gpu02.*DOWN|requeue job JobId=$id"
	phases_back panic 3 1
	only_moved panic 1 gpu02
	is "the new node" "$new" gpu04
	restarts_are "$id" 1
	journal_of "$id" fail 1
	like "gpu02" "$(on ctl sinfo -h -n gpu02 -o '%T %E')" "^down[*]? kernel panic"
}

row "kernel panic while a job runs" panic
