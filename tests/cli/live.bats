# SPDX-License-Identifier: GPL-2.0-or-later
# The real ibnetdiscover on a fabric that ibsim simulates.

load common
load ibsim

@test "netlist -> ibsim -> ibnetdiscover -> build -> export, place, show" {
	railyard synth mini -o net
	start_ibsim net
	discover > live
	expect_output "" railyard build --ib live --name mini -o map.json
	railyard synth mini -f map | cmp - map.json
	railyard export map.json -f topology.conf |
		cmp - "$here/expected/mini.topology.conf"
	railyard show map.json | cmp - "$here/expected/mini.show"
	railyard place map.json -N 16 > /dev/null
}

@test "ibnetdiscover -p, -f, -g and -s: the same map" {
	railyard synth mini -o net
	start_ibsim net
	railyard synth mini -f map > map.json
	for option in -f -g -s; do
		discover $option > live
		expect_output "" railyard build --ib live --name mini -o live.json
		cmp map.json live.json
	done
	# a report of ports has no GUIDs of NICs
	discover -p > report
	expect_output "" railyard build --ib report --name mini -o live.json
	sed 's/"guids": \[[^]]*\], //' map.json | cmp - live.json
	discover > live
	railyard build --ib live --ib report --name mini | cmp map.json
}

# round_trip PRESET NAME: map -> netlist -> the real tools -> the same map,
# but for what nodes have inside.  Old ibsims know no NDR.
round_trip() {
	railyard synth $1 -f map | sed 's/4xNDR/4xHDR/' > map.json
	railyard export map.json -f ibsim -o net
	start_ibsim net
	discover > live
	railyard build --ib live --name "$2" -o back.json
	sed -e '/^      *"hardware": /d' \
		-e 's/{"nics": \(\[.*\]\),$/\1],/' map.json | cmp - back.json
}

@test "map -> netlist -> ibsim -> ibnetdiscover -> the same map: superpod-h100" {
	round_trip superpod-h100:8 superpod-h100
}

@test "... and a fabric of ToRs, of two pods" {
	round_trip "clos --tor --islands=5 --nodes=7 --rails=4" clos
}

@test "the fixture is what ibnetdiscover prints today" {
	railyard synth mini -o net
	start_ibsim net
	discover | grep -v '^# Topology file' > live
	grep -v '^# Topology file' "$fixtures/mini.ibnetdiscover" | cmp - live
}

@test "a netlist in another order gives the same map" {
	railyard synth mini -o net
	awk -v RS= -v ORS='\n\n' 'BEGIN { srand(7) }
		/^# / && !/\n/ { print; next }
		{ s[++n] = $0 }
		END {
			for (i = n; i > 1; i--) {
				k = int(rand() * i) + 1
				t = s[i]; s[i] = s[k]; s[k] = t
			}
			for (i = 1; i <= n; i++)
				print s[i]
		}' net > shuffled
	refute cmp -s net shuffled
	start_ibsim shuffled
	discover > live
	refute cmp -s live "$fixtures/mini.ibnetdiscover"
	expect_output "" railyard build --ib live --name mini -o map.json
	railyard synth mini -f map | cmp - map.json
}

@test "a link cut live costs one rail of one node" {
	railyard synth mini -o net
	start_ibsim net
	guid=$(sed -n 's/^Ca.*"\(H-[0-9a-f]*\)".*"gpu07 mlx5_4"/\1/p' net)
	[ -n "$guid" ]
	echo "unlink \"$guid\"[1]" >&7
	discover_until_gone "gpu07 mlx5_4" live
	expect_error 0 'railyard build: warning: node "gpu07": rail 2 (mlx5_4) not seen' \
		railyard build --ib live --name mini -o map.json
	railyard export map.json -f topology.conf |
		cmp - "$here/expected/mini.topology.conf"
}

@test "a simulated HCA is a NIC of the machine it is simulated on" {
	railyard synth mini -o net
	start_ibsim net
	guid=$(sed -n 's/^Ca.*"H-\([0-9a-f]*\)".*"gpu02 mlx5_3"/\1/p' net)
	[ -n "$guid" ]
	# a build with sanitizers wants to be loaded first
	ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
	LD_PRELOAD=$UMAD2SIM SIM_HOST='gpu02 mlx5_3' timeout -s KILL 30 \
		railyard discover --json --host=gpu02 > node.json 2> discover.log
	grep -q "\"name\": \"ibsim0\", .*\"guid\": \"$guid\"" node.json
	grep -q '"state": "init", "speed": "4xHDR"' node.json
}

@test "presets and what fails in them: ibnetdiscover sees the same" {
	for preset in nvl72:4 superpod-h100:1; do
		for fail in links=0 nodes=1,links=2,leafs=1,swaps=2,uplinks=2; do
			railyard synth $preset --speed 4xHDR --fail $fail \
				-o net 2> told
			start_ibsim net
			discover > live
			stop_ibsim
			railyard build --ib net --name x > map.json \
				2> warnings
			railyard build --ib live --name x 2> warnings |
				cmp - map.json
			# but for what is in a node, which no discovery sees
			railyard synth $preset --speed 4xHDR --fail $fail \
				-f map 2> told | grep -v '"nics"\|"hardware"' |
				sed "s/\"${preset%:*}\"/\"x\"/" > synth.json
			grep -v '^    \["mlx5' map.json | cmp - synth.json
		done
	done
}
