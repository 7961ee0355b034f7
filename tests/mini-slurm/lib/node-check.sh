#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs on a node of the mini-Slurm: `railyard health check` with the simulated
# HCAs.  A process sees one of them at a time, in /sys as the kernel would show
# it; here all eight get into one folder, which is the check's --sysfs.
set -eu
sysfs=/run/sysfs
sim=$(echo /usr/lib/*/umad2sim/libumad2sim.so)
class=$sysfs/class/infiniband

copy() {
	local nic=$1 from=/sys/class/infiniband/ibsim0 file

	mkdir -p "$class/$nic/ports/1"
	for file in node_guid sys_image_guid ports/1/state ports/1/rate; do
		echo "$from/$file"
	done | SIM_HOST="$(hostname) $nic" LD_PRELOAD=$sim xargs head -v \
		2>/dev/null |
		awk -v to="$class/$nic" '
			/^==> / { sub(".*/ibsim0/", ""); sub(" <==$", "")
				file = to "/" $0; printf "" >file; next }
			NF { print >file }'
}

rm -rf "$sysfs"
for nic in mlx5_0 mlx5_3 mlx5_4 mlx5_5 mlx5_6 mlx5_9 mlx5_10 mlx5_11; do
	copy $nic &
done
wait
exec railyard health check /fabric/map.json --sysfs=$sysfs \
	--kmsg="${KMSG-}" "$@"
