# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What must be so after the soak: out of slurmctld's log, the events noted, and
# what Slurm says now.

soak_verdict() {
	local log=/var/log/slurm/slurmctld.log

	soak_memory_quiet after
	# after one that fails the next still look at the same jobs
	mini_reset() {
		:
	}
	on ctl tail -n "+$soak_line" $log >"$soak_dir/slurmctld.log"
	docker cp "$mini_name-ctl:/var/spool/slurmctld/railyard-ledger" \
		"$soak_dir/ledger" >/dev/null 2>&1
	soak_starts >"$soak_dir/starts"
	tap "no job is lost" soak_none_lost
	tap "none is placed on a bad node" soak_none_bad
	tap "no slot has moved without cause" soak_none_moved
	tap "no node is blamed for a program's own failure" soak_none_blamed
	tap "slurmctld's memory has not grown by 5 %" soak_memory_same
	tap "the journal and Slurm agree about every slot" soak_agree
	tap "the journal replays" soak_replays
	tap "all nodes are in service" soak_all_up
}

# soak_memory WHEN: what slurmctld's heap has in use, in KiB, as heap_note.so
# notes it; and its resident memory, which has nothing to do with that: see
# ../README.md.
soak_memory() {
	on ctl sh -c 'p=$(pidof slurmctld)
		echo $(($(cat /var/log/slurm/heap.$p || echo 0) / 1024)) \
			$(sed -n "s/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p" \
				/proc/$p/status)' >"$soak_dir/memory.$1"
}

# No job is in memory that is over; slurmctld forgets them once a minute.
soak_forgotten() {
	! on ctl scontrol -o show jobs | grep -q \
		'JobState=[^ ]*\(COMPLET\|CANCEL\|FAIL\)'
}

# The same when it is quiet.
soak_memory_quiet() {
	wait_until 150 soak_forgotten || true
	sleep 3
	soak_memory "$1"
}

# "TIME JOB NODE..." of every start, by slot, of slurmctld's log.
soak_starts() {
	TZ=UTC awk '
	function expand(text,    n, i, part, from, to, out) {
		while (match(text, /gpu(\[[0-9,-]+\]|[0-9]+)/)) {
			part = substr(text, RSTART + 3, RLENGTH - 3)
			text = substr(text, RSTART + RLENGTH)
			gsub(/[\[\]]/, "", part)
			n = split(part, range, ",")
			for (i = 1; i <= n; i++) {
				from = to = range[i]
				if (split(range[i], ends, "-") == 2) {
					from = ends[1]
					to = ends[2]
				}
				for (from += 0; from <= to + 0; from++)
					out = out sprintf(" gpu%02d", from)
			}
		}
		return out
	}
	/railyard: JobId=[0-9]+: .*; slots / {
		stamp = substr($1, 2, 23)
		ms = substr(stamp, 21, 3)
		gsub(/[-T:]/, " ", stamp)
		id = $3
		gsub(/[^0-9]/, "", id)
		slots = $0
		sub(/.*; slots /, "", slots)
		print mktime(substr(stamp, 1, 19)) "." ms, id expand(slots)
	}' "$soak_dir/slurmctld.log"
}

# Every job that was not ended on purpose runs.
soak_none_lost() {
	local id

	for id in "${soak_ids[@]}"; do
		job_is "$id" RUNNING || {
			echo "job $id is lost:"
			on ctl scontrol show job "$id"
			return 1
		}
	done
	awk '{ print $2 }' "$soak_dir/starts" | sort -un >"$soak_dir/started"
	{
		cat "$soak_dir/ended"
		printf '%s\n' "${soak_ids[@]}"
	} | sort -u >"$soak_dir/known"
	is "jobs that nobody knows of" "$(sort "$soak_dir/started" |
		comm -23 - "$soak_dir/known" | xargs)" ""
}

# A node that the controller knew to be bad for a second gets no slot: those
# that are drained, down or ill since they were said to be, killed ones since
# slurmctld has noticed.
soak_none_bad() {
	is "placements on bad nodes" "$({
		awk '$3 == "good" || $4 != "kill" { print $1, "E", $2, $3, $4 }' \
			"$soak_dir/events"
		soak_noticed
		awk '{ $1 = $1 " S"; print }' "$soak_dir/starts"
	} | sort -n | awk '
		$2 == "E" && $4 == "bad" { since[$3] = $1; why[$3] = $5 }
		$2 == "E" && $4 == "good" { delete since[$3] }
		$2 == "S" {
			for (i = 4; i <= NF; i++)
				if ($i in since && $1 > since[$i] + 1.5)
					print "job " $3 " on " $i " (" \
						why[$i] ")"
		}')" ""
}

# Nodes that slurmctld found dead: "TIME E NODE bad dead", and back again.
soak_noticed() {
	TZ=UTC awk '
	function stamp(    s, ms) {
		s = substr($1, 2, 23)
		ms = substr(s, 21, 3)
		gsub(/[-T:]/, " ", s)
		return mktime(substr(s, 1, 19)) "." ms
	}
	/not responding, setting DOWN/ {
		text = $0
		while (match(text, /gpu(\[[0-9,-]+\]|[0-9]+)/)) {
			part = substr(text, RSTART + 3, RLENGTH - 3)
			text = substr(text, RSTART + RLENGTH)
			gsub(/[\[\]]/, "", part)
			n = split(part, range, ",")
			for (i = 1; i <= n; i++) {
				if (split(range[i], ends, "-") < 2)
					ends[2] = ends[1] = range[i]
				for (k = ends[1] + 0; k <= ends[2] + 0; k++)
					printf("%s E gpu%02d bad dead\n",
						stamp(), k)
			}
		}
	}
	/returned to service/ {
		match($0, /gpu[0-9]+/)
		print stamp(), "E", substr($0, RSTART, RLENGTH), "good back"
	}' "$soak_dir/slurmctld.log"
}

# A slot moves when its node was bad since the start before, or when another
# job has it.
soak_none_moved() {
	is "slots that moved without cause" "$({
		awk '{ print $1, "E", $2, $3, $4 }' "$soak_dir/events"
		soak_noticed
		awk '{ $1 = $1 " S"; print }' "$soak_dir/starts"
	} | sort -n | awk '
		$2 == "E" && $4 == "bad" { bad[$3] = 1; last[$3] = $1 }
		$2 == "E" && $4 == "good" { bad[$3] = 0; last[$3] = $1 }
		$2 == "S" {
			job = $3
			moved = 0
			for (i = 4; i <= NF; i++) {
				old = slot[job, i]
				if (old == "" || old == $i)
					continue
				moved++
				if (bad[old] || last[old] >= began[job] ||
				    (owner[old] != "" && owner[old] != job))
					continue
				print "job " job " slot " i - 4 ": " old \
					" to " $i " at " $1
			}
			for (i = 4; i <= NF; i++)
				if (slot[job, i] != "" &&
				    owner[slot[job, i]] == job)
					owner[slot[job, i]] = ""
			for (i = 4; i <= NF; i++) {
				slot[job, i] = $i
				owner[$i] = job
			}
			began[job] = $1
		}')" ""
}

soak_none_blamed() {
	local id

	for id in $(cat "$soak_dir/own" 2>/dev/null); do
		is "failures kept of job $id" "$(grep -c \
			"\"op\":\"fail\",.*\"job\":$id," "$soak_dir/ledger" ||
			true)" 0
	done
}

soak_memory_same() {
	local before after resident_before resident_after

	read -r before resident_before <"$soak_dir/memory.before"
	read -r after resident_after <"$soak_dir/memory.after"
	echo "in use $before KiB, then $after KiB;" \
		"resident $resident_before KiB, then $resident_after KiB" |
		tee "$soak_dir/memory"
	[ "$before" -gt 0 ] && [ $((after * 100)) -le $((before * 105)) ]
}

# The nodes of each running job, by slot, are those of the ledger's last start.
soak_agree() {
	local id

	for id in "${soak_ids[@]}"; do
		is "nodes of job $id" "$(on ctl scontrol show hostnames \
			"$(sed -n "s/.*\"op\":\"start\",.*\"job\":$id,.*\"slots\":\"\([^\"]*\)\".*/\1/p" \
			"$soak_dir/ledger" | tail -n 1)" | sort | xargs)" \
			"$(job_nodes "$id" | xargs)"
	done
}

# slurmctld, killed and started, makes nothing else of it and moves nobody.
soak_replays() {
	local before line

	before=$(on ctl squeue -h -t running -S i -o '%A %N')
	line=$(($(on ctl sh -c 'wc -l </var/log/slurm/slurmctld.log') + 1))
	ctld_saved
	ctld_kill
	ctld_start
	sleep 5
	is "what runs" "$(on ctl squeue -h -t running -S i -o '%A %N')" "$before"
	is "what slurmctld says of the ledger" "$(on ctl tail -n "+$line" \
		/var/log/slurm/slurmctld.log | grep 'error: railyard' || true)" ""
}

soak_all_up() {
	is "nodes out of service" "$(on ctl sinfo -h -N -o %N \
		-t down,drain,fail)" ""
}
