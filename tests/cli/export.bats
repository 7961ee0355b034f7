# SPDX-License-Identifier: GPL-2.0-or-later
# railyard export: Slurm's topology files, and what is refused.

load common

@test "topology.conf: a leaf switch an island, a switch a pod, one on top" {
	make_map
	expect_output "$(cat "$here/expected/mini.topology.conf")" \
		railyard export map.json --format=topology.conf
	railyard export map.json -f topology.conf -o short.conf
	railyard export -f topology.conf --output=long.conf map.json
	railyard export - -f topology.conf < map.json > stdin.conf
	cmp short.conf "$here/expected/mini.topology.conf"
	cmp long.conf "$here/expected/mini.topology.conf"
	cmp stdin.conf "$here/expected/mini.topology.conf"
}

@test "the top switch's name is no pod's and no island's" {
	railyard build -i "$fixtures/mini.ibnetdiscover" -n pod1 -o map.json
	railyard export map.json -f topology.conf | grep -q \
		'^SwitchName=pod1-top Switches=pod\[1-2\]$'
	railyard build -i "$fixtures/mini.ibnetdiscover" -n pod1-island1 \
		-o map.json
	railyard export map.json -f topology.conf | grep -q \
		'^SwitchName=pod1-island1-top Switches=pod\[1-2\]$'
}

@test "pods that nothing connects have no switch above them" {
	# without its cores, mini is two fabrics
	awk -v RS= -v ORS='\n\n' '!/\nSwitch[^\n]*"core/' \
		"$fixtures/mini.ibnetdiscover" | grep -v '"core' |
		sed '$d' > file
	expect_output "" railyard build -i file -n mini -o map.json
	railyard export map.json -f topology.conf | grep -v '^#' > conf
	grep -v -e '^#' -e 'SwitchName=mini ' \
		"$here/expected/mini.topology.conf" | cmp - conf
}

# map_of COMPONENTS: a map whose pods, islands and fabric share names
map_of() {
	cat <<-END
	{"format": "railyard-map", "version": 1, "name": "a", "rails": 1,
	 "shapes": [["mlx5_0"]], "components": [$1]}
	END
}
# pod_of POD ISLAND...: each with a node
pod_of() {
	local pod=$1 island comma=
	shift
	printf '{"name": "%s", "islands": [' "$pod"
	for island; do
		printf '%s{"name": "%s", "leafs": [], "nodes": [{"name": "n-%s"' \
			"$comma" "$island" "$island"
		printf ', "leafs": [null]}]}'
		comma=,
	done
	printf ']}'
}

# No switch of ./conf is there twice; their names go to ./names.
no_switch_twice() {
	sed -n 's/^SwitchName=\([^ ]*\) .*/\1/p' conf | sort > names
	[ -s names ]
	[ -z "$(uniq -d names)" ]
}

@test "a pod and an island of one name are two switches" {
	map_of "{\"pods\": [$(pod_of a a b), $(pod_of a-pod c)]}" > map.json
	expect_output "SwitchName=a Nodes=n-a
SwitchName=b Nodes=n-b
SwitchName=c Nodes=n-c
SwitchName=a-pod-pod Switches=a,b
SwitchName=a-pod Switches=c
SwitchName=a-top Switches=a-pod-pod,a-pod" \
		bash -c 'railyard export map.json -f topology.conf | grep -v "^#"'
}

@test "... in several connected parts, too" {
	map_of "{\"pods\": [$(pod_of a a a-1), $(pod_of a-2 a-pod)]},
		{\"pods\": [$(pod_of x x a-1-top), $(pod_of x-pod x-pod)]}" \
		> map.json
	railyard export map.json -f topology.conf > conf
	no_switch_twice
	[ "$(wc -l < names)" = 12 ]
	grep -qx 'SwitchName=a-1-top-top Switches=a-pod-pod,a-2' conf
	grep -qx 'SwitchName=a-2-top Switches=x-pod-pod,x-pod-pod-pod' conf
}

@test "--list names each format, and each of them can be written" {
	railyard export --list > list
	[ "$(wc -l < list)" -ge 3 ]
	while read -r format summary; do
		[ -n "$summary" ]
		railyard export "$mixed" -f "$format" > out
		[ -s out ]
	done < list
}

@test "topology-block: a block an island, the smallest sets the base size" {
	make_map
	expect_output "BlockName=pod1-island1 Nodes=gpu[01-04]
BlockName=pod1-island2 Nodes=gpu[05-08]
BlockName=pod2-island1 Nodes=gpu[09-12]
BlockName=pod2-island2 Nodes=gpu[13-16]
BlockSizes=4,8" bash -c 'railyard export map.json -f topology-block | grep -v ^#'
	railyard export map.json -f topology-block -b 2 > conf
	grep -qx BlockSizes=2 conf
}

# islands SIZE...: a map of one pod with islands of so many nodes
islands() {
	local size i=0 n all=
	for size; do
		i=$((i + 1))
		all="$all${all:+, }{\"name\": \"i$i\", \"leafs\": [], \"nodes\": ["
		for ((n = 1; n <= size; n++)); do
			all="$all{\"name\": \"n$i-$n\", \"leafs\": [null]}"
			[ "$n" = "$size" ] || all="$all, "
		done
		all="$all]}"
	done
	cat <<-END
	{"format": "railyard-map", "version": 1, "name": "u", "rails": 1,
	 "shapes": [["mlx5_0"]], "components": [{"pods": [{"name": "pod1",
	 "islands": [$all]}]}]}
	END
}

@test "a block under the base size is refused, but for Slurm 25.05 on" {
	islands 8 8 8 5 > map.json
	expect_error 1 'railyard export: 1 island is smaller than --block-size=8, as "i4" of 5 nodes: slurmctld dies of that before 25.05; expected at most 5, or --slurm=25.05' \
		railyard export map.json -f topology-block --block-size=8
	[ ! -e out ]
	railyard export map.json -f topology-block -b 8 -s 25.05 > conf
	grep -qx BlockSizes=8 conf
	railyard export map.json -f topology-block > conf
	grep -qx BlockSizes=5 conf
}

@test "the base size leaves room for jobs of any size" {
	# 10 nodes need 3 blocks, and would get 2 of a base size of 8
	islands 8 2 1 > map.json
	railyard export map.json -f topology-block --slurm=25.11.2 > conf
	grep -qx BlockSizes=5 conf
	run --separate-stderr railyard export map.json -f topology-block
	[ "$status" = 0 ]
	[[ "$stderr" == 'railyard export: warning: a base block is 1 node, as island "i3" has no more, where 8 is usual: '* ]]
	run --separate-stderr railyard export map.json -f topology-block \
		-s 26.05 -b 8
	[ "$status" = 0 ]
	[[ "$stderr" == *'warning: with --block-size=8 some jobs never fit, even an empty cluster: at most 5 holds jobs of any size' ]]
}

@test "pods are blocks of blocks only where all are alike, 2^k of islands" {
	map_of "{\"pods\": [$(pod_of p1 a b), $(pod_of p2 c d)]}" > map.json
	railyard export map.json -f topology-block | grep -qx BlockSizes=1,2
	map_of "{\"pods\": [$(pod_of p1 a b), $(pod_of p2 c)]}" > map.json
	railyard export map.json -f topology-block | grep -qx BlockSizes=1
	map_of "{\"pods\": [$(pod_of p1 a b c), $(pod_of p2 d e f)]}" > map.json
	railyard export map.json -f topology-block | grep -qx BlockSizes=1
	map_of "{\"pods\": [$(pod_of p1 a), $(pod_of p2 d)]}" > map.json
	railyard export map.json -f topology-block | grep -qx BlockSizes=1
}

@test "blocks of unconnected parts: a warning" {
	map_of "{\"pods\": [$(pod_of p1 a)]}, {\"pods\": [$(pod_of p2 b)]}" \
		> map.json
	run --separate-stderr railyard export map.json -f topology-block
	[ "$status" = 0 ]
	[ "$stderr" = "railyard export: warning: the fabric is in 2 parts that nothing connects, and topology/block gives jobs nodes of several: each part needs a partition of its own" ]
}

@test "topology.yaml: tree by default, block and flat beside it" {
	make_map
	railyard export map.json -f topology.yaml > out
	grep -qx -- '- topology: tree' out
	grep -qx '  cluster_default: true' out
	grep -qx '      - switch: "pod2-island2"' out
	grep -qx '        nodes: "gpu\[13-16\]"' out
	grep -qx '        children: "pod\[1-2\]"' out
	grep -A3 -x '    block_sizes:' out > sizes
	printf '%s\n' '    block_sizes:' '      - 4' '      - 8' '    blocks:' |
		cmp - sizes
	grep -qx '  flat: true' out
	[ "$(grep -c 'cluster_default: true' out)" = 1 ]
	expect_error 1 "railyard export: Slurm reads topology.yaml from 25.05 on" \
		railyard export map.json -f topology.yaml --slurm=24.11
}

@test "topology.yaml: names that are values to Slurm before 26.05" {
	local name
	for name in y No TRUE off null 007 0x10 1e5 1.5 inf NaN 0123456789 \
		1234567890123456789; do
		map_of "{\"pods\": [$(pod_of p "$name")]}" > map.json
		expect_error 1 "railyard export: \"$name\" is no name to slurmctld in a topology.yaml before 26.05, but a number or a word: --slurm=26.05 writes it" \
			railyard export map.json -f topology.yaml -o out
		[ ! -e out ]
		railyard export map.json -f topology.yaml -s 26.05 |
			grep -qx "      - switch: \"$name\""
		map_of "{\"pods\": [$(pod_of p a)]}" |
			sed "s/\"n-a\"/\"$name\"/" > map.json
		run railyard export map.json -f topology.yaml -s 25.11
		[ "$status" = 1 ]
		[[ "$output" == *"\"$name\" is no name to slurmctld"* ]]
		railyard export map.json -f topology.conf -o conf
	done
	for name in 7 12 yes1 n-1 1x infinite 1e5x e5; do
		map_of "{\"pods\": [$(pod_of p "$name")]}" > map.json
		railyard export map.json -f topology.yaml -o out
	done
}

@test "what Slurm would die of or lose is refused, and nothing is written" {
	local long
	long=$(printf 'x%.0s' {1..65})
	map_of "{\"pods\": [$(pod_of "$long" a)]}" > map.json
	expect_error 1 "railyard export: the name of switch \"$long\" has 65 characters: Slurm takes at most 64" \
		railyard export map.json -f topology.conf -o out
	[ ! -e out ]
	map_of "{\"pods\": [$(pod_of p a)]}" | sed 's/"n-a"/"Default"/' > map.json
	for format in topology.conf topology-block topology.yaml; do
		expect_error 1 'railyard export: a node is called "Default", which is a reserved word of Slurm' \
			railyard export map.json -f $format -o out
	done
	[ ! -e out ]
}

@test "bad options are told" {
	make_map
	expect_error 2 'railyard export: unknown format "yaml" (railyard export --list shows them); see railyard export --help' \
		railyard export map.json -f yaml
	expect_error 2 'railyard export: --block-size="0": 1 to 1048576 nodes were expected; see railyard export --help' \
		railyard export map.json -f topology-block -b 0
	expect_error 2 'railyard export: --block-size="4x": 1 to 1048576 nodes were expected; see railyard export --help' \
		railyard export map.json -f topology-block -b 4x
	for release in 23.11 25 25.13 25.05x new 025.05; do
		expect_error 2 "railyard export: --slurm=\"$release\": a release from 24.11 on was expected, as 25.05; see railyard export --help" \
			railyard export map.json -f topology-block -s "$release"
	done
	expect_error 2 'railyard export: --block-size has no use with --format=topology.conf; see railyard export --help' \
		railyard export map.json -f topology.conf -b 4
}

@test "a file that cannot be written is an error" {
	make_map
	expect_error 3 "railyard export: nowhere/t: cannot write it: No such file or directory" \
		railyard export map.json -f topology.conf -o nowhere/t
}

@test "slurm.conf: a NodeName line for nodes of which the same is known" {
	run --separate-stderr railyard export "$mixed" -f slurm.conf
	[ "$status" = 0 ]
	diff - <(echo "$output") <<-'END'
	# mixed: 11 nodes, for slurm.conf; Gres needs GresTypes=gpu there
	NodeName=gpu[01-04] Sockets=2 CoresPerSocket=56 ThreadsPerCore=2 RealMemory=2063000 Gres=gpu:h100:8 Feature=dell_inc,poweredge_xe9680
	NodeName=gpu[05-08] Sockets=2 CoresPerSocket=56 ThreadsPerCore=2 RealMemory=2063000 Gres=gpu:h100:8 Feature=supermicro,sys-821ge-tnhr
	# not in the map: ThreadsPerCore, RealMemory, Gres
	NodeName=gpu[09-10] Sockets=2 CoresPerSocket=48 Feature=supermicro
	# not in the map: Sockets, CoresPerSocket, ThreadsPerCore, RealMemory, Gres
	NodeName=gpu11
	END
	[ "$stderr" = 'railyard export: warning: gpu[09-10]: not in the map: ThreadsPerCore, RealMemory, Gres; "slurmd -C" on such a node prints all but Gres
railyard export: warning: gpu11: not in the map: Sockets, CoresPerSocket, ThreadsPerCore, RealMemory, Gres; "slurmd -C" on such a node prints all but Gres' ]
}

@test "a warning about very many nodes names one, and how many they are" {
	railyard synth meta-24k -f map -o map.json
	run --separate-stderr railyard export map.json -f slurm.conf
	[ "$status" = 0 ]
	[ "$stderr" = 'railyard export: warning: 3072 nodes, as rack0001-node01: not in the map: Sockets, CoresPerSocket, ThreadsPerCore, RealMemory; "slurmd -C" on such a node prints all but Gres' ]
	[[ "$output" == *"NodeName=rack0001-node[01-02],"*",rack1536-node[01-02] "* ]]
}

@test "slurm.conf and gres.conf: several models, none, or one not known" {
	sed '0,/"h100"/s//"a100"/' "$mixed" > two
	railyard export two -f slurm.conf 2> /dev/null |
		grep -q '^NodeName=gpu\[01,03\] .* Gres=gpu:a100:1,gpu:h100:7 '
	railyard export two -f gres.conf 2> /dev/null |
		grep -q '^NodeName=gpu\[01,03\] Name=gpu Type=a100 File=/dev/nvidia0 '
	sed '0,/"model": "h100",/s///' "$mixed" > one
	run --separate-stderr railyard export one -f slurm.conf
	[[ "$output" == *' Gres=gpu:8 '* ]]
	[[ "$stderr" == *'warning: gpu[01,03]: the model of a GPU is not known: Gres has no type'* ]]
	railyard export one -f gres.conf 2> /dev/null > conf
	grep -q '^NodeName=gpu\[01,03\] Name=gpu File=/dev/nvidia1 ' conf
	! grep 'NodeName=gpu\[01,03\] .*Type' conf
}

@test "gres.conf: a line for GPUs that differ in nothing" {
	railyard export "$mixed" -f gres.conf > out 2> warnings
	[ "$(cat warnings)" = "railyard export: warning: gpu[09-11]: left out, as their GPUs are not in the map" ]
	[ "$(wc -l < out)" = 11 ]
	grep -qx 'NodeName=gpu\[01-04\] Name=gpu Type=h100 File=/dev/nvidia4 Cores=56-111 Links=18,18,18,18,-1,18,18,18' out
	grep -qx 'NodeName=gpu\[05-08\] Name=gpu Type=h100 File=/dev/nvidia\[4-7\] Cores=56-111' out
}

@test "gres.conf: what slurmd would not take is refused" {
	make_map
	expect_error 1 'railyard export: no node'"'"'s GPUs are in the map: it takes a map that was built with what "railyard discover" says of them' \
		railyard export map.json -f gres.conf
	sed 's/"cores": "56-111"/"cores": "56-112"/' "$mixed" > bad
	expect_error 1 'railyard export: GPU 4 of gpu[01-04]: cores "56-112": cores that 2 sockets of 56 have were expected, as "0-7"' \
		railyard export bad -f gres.conf -o out
	sed 's/"links": "-1,18,/"links": "18,18,/' "$mixed" > bad
	expect_error 1 'railyard export: GPU 0 of gpu[01-04]: links "18,18,18,18,18,18,18,18": 8 numbers were expected, -1 for itself' \
		railyard export bad -f gres.conf -o out
	for links in "-1,18" "-1,18,18,18,18,18,18,18,18" "-1,,18,18,18,18,18,18" \
		     "-1,-1,18,18,18,18,18,18" "-1,18,18,18,18,18,18,1024" "x"; do
		sed "s/\"links\": \"-1,[^\"]*\"/\"links\": \"$links\"/" "$mixed" > bad
		expect_error 1 "railyard export: GPU 0 of gpu[01-04]: links \"$links\": 8 numbers were expected, -1 for itself" \
			railyard export bad -f gres.conf -o out
	done
	for cores in "0-" "-1" "7-3" "0,,1" "a" "0-55,"; do
		sed "0,/\"0-55\"/s//\"$cores\"/" "$mixed" > bad
		run railyard export bad -f gres.conf -o out
		[ "$status" = 1 ]
		[[ "$output" == *"GPU 0 of gpu[01,03]: cores \"$cores\": "* ]]
	done
	[ ! -e out ]
}

@test "gres.conf: Cores are those of whole sockets" {
	# four NUMA nodes a socket: Slurm drains nodes for a part of a socket
	sed 's/"cores": "0-55"/"cores": "14-27"/; s/"cores": "56-111"/"cores": "98-111"/' \
		"$mixed" > parts
	railyard export parts -f gres.conf > out 2> warnings
	railyard export "$mixed" -f gres.conf 2> /dev/null | diff - out
	grep -qx 'railyard export: warning: gpu\[01-04\]: Cores are those of whole sockets, .* unless SlurmdParameters=numa_node_as_socket makes sockets of the parts' warnings
	sed 's/"cores": "0-55"/"cores": "14-27,70-83"/' "$mixed" > parts
	railyard export parts -f gres.conf 2> /dev/null |
		grep -q '^NodeName=gpu\[01-04\] .*nvidia0 Cores=0-111 '
}

# with_hardware OBJECT: a map of three nodes that have it.
with_hardware() {
	islands 3 | sed "s|\[\[\"mlx5_0\"\]\]|[{\"nics\": [\"mlx5_0\"], \"hardware\": $1}]|" \
		> map.json
}

@test "gres.conf: no Cores where the node's are not known" {
	# slurmctld dies of cores that its NodeName line has not
	with_hardware '{"gpus": [{"cores": "0-55"}, {"cores": "0-55"}]}'
	run --separate-stderr railyard export map.json -f gres.conf
	[ "$status" = 0 ]
	[ "${lines[1]}" = "NodeName=n1-[1-3] Name=gpu File=/dev/nvidia[0-1]" ]
	[[ "$stderr" == *'warning: n1-[1-3]: no Cores, for which '* ]]
	with_hardware '{"sockets": 1, "cores": 8, "gpus": [{"cores": "0-7"}, {}]}'
	run --separate-stderr railyard export map.json -f gres.conf
	[ "$status" = 0 ]
	[ "${lines[1]}" = "NodeName=n1-[1-3] Name=gpu File=/dev/nvidia[0-1]" ]
	[[ "$stderr" == *'warning: n1-[1-3]: no Cores, for which '* ]]
}

@test "gres.conf: GPUs that are not NVIDIA's are left to AutoDetect" {
	local model
	for model in mi250x MI300X mi_355x; do
		with_hardware "{\"gpus\": [{\"model\": \"$model\"}]}"
		run --separate-stderr railyard export map.json -f gres.conf
		[ "$status" = 0 ]
		[ "${lines[1]}" = "NodeName=n1-[1-3] AutoDetect=rsmi" ]
		[ "$stderr" = "railyard export: warning: n1-[1-3]: their GPUs are left to AutoDetect=rsmi, which slurmd must be built with: the map does not know their files" ]
	done
	for model in max1550 max_1550 flex_170; do
		with_hardware "{\"gpus\": [{\"model\": \"$model\"}]}"
		railyard export map.json -f gres.conf 2> /dev/null |
			grep -qx 'NodeName=n1-\[1-3\] AutoDetect=oneapi'
	done
	for model in h100 maxwell mi mini4; do
		with_hardware "{\"gpus\": [{\"model\": \"$model\"}]}"
		railyard export map.json -f gres.conf | grep -q File=/dev/nvidia0
	done
}

@test "slurm.conf: types and features that Slurm can read" {
	with_hardware '{"vendor": "???", "product": "---", "gpus": [{"model": "(*)"}]}'
	railyard export map.json -f slurm.conf 2> /dev/null | grep -qx \
		'NodeName=n1-\[1-3\] Gres=gpu:1'
	railyard export map.json -f gres.conf | grep -qx \
		'NodeName=n1-\[1-3\] Name=gpu File=/dev/nvidia0'
	with_hardware '{"vendor": "(c) ACME, Inc.", "product": "C) acme  Inc", "gpus": [{"model": "H100"}, {"model": "h100"}]}'
	railyard export map.json -f slurm.conf 2> /dev/null | grep -qx \
		'NodeName=n1-\[1-3\] Gres=gpu:h100:2 Feature=c__acme__inc'
	railyard export map.json -f gres.conf | grep -qx \
		'NodeName=n1-\[1-3\] Name=gpu Type=h100 File=/dev/nvidia\[0-1\]'
}

@test "slurm.conf: more processors than Slurm can count are refused" {
	local hw
	for hw in '"sockets": 70000' '"cores": 65534' '"threads": 70000' \
		'"sockets": 256, "cores": 128, "threads": 2'; do
		with_hardware "{$hw, \"gpus\": [{\"model\": \"h100\"}]}"
		for format in slurm.conf gres.conf; do
			run railyard export map.json -f $format -o out
			[ "$status" = 1 ]
			[[ "$output" == "railyard export: n1-[1-3]: "*": Slurm counts at most 65533 processors of a node" ]]
			[ ! -e out ]
		done
	done
	with_hardware '{"cores": 65533}'
	railyard export map.json -f slurm.conf -o out
}

@test "node names that would be others in Slurm are refused" {
	local name format
	for name in localhost LocalHost; do
		map_of "{\"pods\": [$(pod_of p a)]}" |
			sed "s/\"n-a\"/\"$name\"/" > map.json
		for format in slurm.conf topology.conf topology-block; do
			expect_error 1 "railyard export: a node is called \"$name\", which is a reserved word of Slurm" \
				railyard export map.json -f $format -o out
		done
	done
	# 2^64, of which Slurm makes 2^64 - 1
	map_of "{\"pods\": [$(pod_of p a)]}" |
		sed 's/"n-a"/"n018446744073709551616"/' > map.json
	for format in slurm.conf topology.conf topology-block topology.yaml; do
		expect_error 1 'railyard export: the number at the end of node "n018446744073709551616" is more than Slurm can count to: it would be another name' \
			railyard export map.json -f $format -o out
	done
	[ ! -e out ]
	sed 's/551616"/551615"/' map.json > most.json
	railyard export most.json -f topology.conf |
		grep -qx 'SwitchName=a Nodes=n018446744073709551615'
}

@test "env: NICs in rail order, for NCCL and for UCX" {
	make_map
	railyard export map.json -f env > out
	grep -qx 'Nodes=gpu\[01-16\] NCCL_IB_HCA==mlx5_0,mlx5_3,mlx5_4,mlx5_5,mlx5_6,mlx5_9,mlx5_10,mlx5_11 UCX_NET_DEVICES=mlx5_0:1,mlx5_3:1,mlx5_4:1,mlx5_5:1,mlx5_6:1,mlx5_9:1,mlx5_10:1,mlx5_11:1' out
	expect_output "export NCCL_IB_HCA==mlx5_0,mlx5_3,mlx5_4,mlx5_5,mlx5_6,mlx5_9,mlx5_10,mlx5_11
export UCX_NET_DEVICES=mlx5_0:1,mlx5_3:1,mlx5_4:1,mlx5_5:1,mlx5_6:1,mlx5_9:1,mlx5_10:1,mlx5_11:1" \
		railyard export map.json -f env --node=gpu07
	railyard export map.json -f env -n gpu07 > lines
	( . ./lines; [ "${NCCL_IB_HCA%%,*}" = =mlx5_0 ] )
}

@test "env: NICs that go by no RDMA device's name are not told to NCCL" {
	run --separate-stderr railyard export "$mixed" -f env
	[ "$status" = 0 ]
	[ "${#lines[@]}" = 3 ]
	[ "$stderr" = "railyard export: warning: gpu11: left out, as their NICs go by no RDMA device's name in the map" ]
	expect_error 1 "railyard export: the NICs of gpu11 go by no RDMA device's name in the map" \
		railyard export "$mixed" -f env -n gpu11
	make_map
	for name in HCA- cxi; do
		sed "s/\"mlx5_\([0-9]*\)\"/\"$name\1\"/g" map.json > hca.json
		expect_error 1 "railyard export: no node's NICs go by an RDMA device's name in the map" \
			railyard export hca.json -f env
	done
	expect_error 3 'railyard export: map.json: no node "gpu99" in it' \
		railyard export map.json -f env -n gpu99
	expect_error 2 'railyard export: --node has no use with --format=gres.conf; see railyard export --help' \
		railyard export map.json -f gres.conf -n gpu01
}

small=$BATS_TEST_DIRNAME/../fixtures/export/small.json

@test "plan: a line a cable, NICs, then others, then trunks" {
	railyard export "$small" -f plan > out
	[ "$(wc -l < out)" = $((1 + 16 + 1 + 16 + 4)) ]
	[ "$(sed -n 1p out)" = "A-Node Name,A-Type,A-Port,Z-Node Name,Z-Type,Z-Port" ]
	[ "$(sed -n 2p out)" = "gpu01,Host,mlx5_0,pod1-island1-leaf0,Switch,1" ]
	[ "$(sed -n 18p out)" = "storage1,Host,mlx5_0,pod2-island2-leaf1,Switch,30" ]
	[ "$(sed -n 19p out)" = "pod1-island1-leaf0,Switch,33,pod1-spine1,Switch,1" ]
	[ "$(sed -n '$p' out)" = "pod2-spine2,Switch,9,core1,Switch,4" ]
}

@test "plan: fields are quoted where they must be, ports may be not known" {
	sed 's/"storage1"/"storage 1, new"/; s/"pod2-island2-leaf1", "port": 30/"pod2-island2-leaf1"/' \
		"$small" > map.json
	railyard export map.json -f plan > out
	[ "$(sed -n 18p out)" = '"storage 1, new",Host,mlx5_0,pod2-island2-leaf1,Switch,' ]
}

@test "plan: planes are ports of NICs, ports go by their names" {
	cat > map.json <<-'END'
	{"format": "railyard-map", "version": 1, "name": "p", "rails": 1,
	 "planes": 2, "port_names": ["Ethernet1/1", "Eth,2"],
	 "shapes": [["mlx5_0"]], "components": [{"pods": [{"name": "pod1",
	 "islands": [{"name": "i", "leafs": [
	  {"name": "a", "rail": 0, "plane": 0},
	  {"name": "b", "rail": 0, "plane": 1}],
	 "nodes": [{"name": "n1", "ports": 1}, {"name": "n2", "ports": 2}]}]}]}]}
	END
	run --separate-stderr railyard export map.json -f plan
	[ "$status" = 0 ]
	[ "$output" = 'A-Node Name,A-Type,A-Port,Z-Node Name,Z-Type,Z-Port
n1,Host,mlx5_0/1,a,Switch,Ethernet1/1
n1,Host,mlx5_0/2,b,Switch,Ethernet1/1
n2,Host,mlx5_0/1,a,Switch,"Eth,2"
n2,Host,mlx5_0/2,b,Switch,"Eth,2"' ]
	[ "$stderr" = "" ]
}

@test "plan: cables that the map lacks are told" {
	# rail 1 of gpu01 was not seen
	sed 's/\("name": "gpu01".*\), "ports": 1/\1, "leafs": [0,null], "ports": [1,0]/
	     /"trunks"/,/^  "others"/{ /"others"/!d }' "$small" > map.json
	run --separate-stderr railyard export map.json -f plan
	[ "$status" = 0 ]
	[ "$stderr" = "railyard export: warning: 1 cable of nodes was not seen when the map was made: the plan lacks it
railyard export: warning: the map has no cables between switches: nor has the plan" ]
}

@test "ibsim: the netlist read back is the same fabric" {
	railyard export "$small" -f ibsim > net
	[ "$(grep -c '^Switch' net)" = 13 ]
	[ "$(grep -c '^Ca' net)" = 17 ]
	[ "$(grep -c '^\[' net)" = $((2 * 37)) ]
	{
		sed '/^  "others"/,$d' "$small" | sed '$s/,$//'
		echo '}'
	} > bare.json
	railyard export bare.json -f ibsim > net
	railyard build --ib net --name small -o back.json 2> /dev/null
	railyard show back.json | tail -n +2 > back
	railyard show bare.json | tail -n +2 | diff - back
}

@test "ibsim: twins and switches that are too large are refused" {
	sed 's/0000000000001010/0000000000001000/' "$small" > map.json
	expect_error 1 'railyard export: two devices have the GUID 0000000000001000: ibsim takes no twins' \
		railyard export map.json -f ibsim -o out
	sed 's/"port": 30/"port": 256/' "$small" > map.json
	expect_error 1 'railyard export: switch "pod2-island2-leaf1" has 256 ports: ibsim takes at most 255' \
		railyard export map.json -f ibsim -o out
	sed 's/"port": 30/"port": 2/' "$small" > map.json
	run railyard export map.json -f ibsim -o out
	[ "$status" = 1 ]
	[[ "$output" == *'port 2 of "pod2-island2-leaf1" has two cables'* ]]
	[ ! -e out ]
}

@test "dot: every cable of a small fabric, what is odd in red" {
	railyard export "$small" -f dot > out
	[ "$(grep -c ' -- nodes.*tooltip' out)" = 16 ]
	[ "$(grep -c ' -- .*color="#999999"' out)" = 20 ]
	grep -q '>leaf1<BR/>rail 1<' out
	grep -q 'other0 \[shape=ellipse, label="storage1 mlx5_0"\]' out
	! grep red out
	sed 's/\("name": "gpu01".*\), "ports": 1/\1, "leafs": ["pod1-island2-leaf0",null], "ports": [9,0]/' \
		"$small" > map.json
	railyard export map.json -f dot > out
	grep -q 'gpu01<BR/><FONT COLOR="red">no rail 1</FONT>' out
	grep -q 'label="rail 0 astray", fontcolor=red' out
	command -v dot > /dev/null || skip "Graphviz is not installed"
	dot -Tsvg out > svg 2> errors
	[ ! -s errors ]
}

@test "dot: a large fabric by its pods, islands alike in one row" {
	islands 32 32 32 7 > map.json
	railyard export map.json -f dot > out
	grep -q '>i\[1-3\]<BR/><B>3</B> islands, each of <B>32</B> nodes' out
	grep -q '>i4<BR/><B>7</B> nodes, 0 leafs<BR/><FONT COLOR="red">7 rails of nodes without a cable' out
	[ "$(wc -l < out)" -lt 20 ]
	command -v dot > /dev/null || skip "Graphviz is not installed"
	dot -Tsvg out > svg 2> errors
	[ ! -s errors ]
}
