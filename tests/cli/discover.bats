# SPDX-License-Identifier: GPL-2.0-or-later
# railyard discover: the GPUs and NICs of a node, and which NIC is whose.

load common

machines=$BATS_TEST_DIRNAME/../fixtures/discover

# The row of the table whose first word is $1.
row() {
	awk -v name="$1" '$1 == name { print; exit }' <<< "$output"
}

@test "a DGX H100, as a person reads it" {
	expect_output "$(cat "$here/expected/dgx-h100.discover")" \
		railyard discover --hwloc-xml="$machines/dgx-h100.xml"
}

@test "a tie is named, with what could break it" {
	run --separate-stderr railyard discover -x "$machines/dgx-a100.xml"
	[ "$status" = 0 ]
	[[ "$(row GPU0)" == *" PXB  mlx5_0 or mlx5_1" ]]
	[[ "$(row GPU7)" == *" PXB  mlx5_8 or mlx5_9" ]]
	[[ "$output" == *"8 GPUs are in a tie: "* ]]
	[ "$(railyard discover -jx "$machines/dgx-a100.xml" |
		grep -o '"tie": true' | wc -l)" = 8 ]
	run railyard discover -x "$machines/dgx-a100.xml" \
		--storage='mlx5_[1379]'
	[[ "$output" != *" tie"* ]]
	[[ "$(row GPU0)" == *" PXB  mlx5_0" ]]
	[[ "$(row mlx5_3)" == *" storage: --storage=mlx5_[1379]" ]]
}

@test "what two devices of one card are near is no tie" {
	run --separate-stderr railyard discover -x "$machines/dual-tor.xml"
	[ "$status" = 0 ]
	[[ "$(row GPU1)" == *" PIX  mlx5_1 and mlx5_2" ]]
	[[ "$(row mlx5_bond_0)" == "mlx5_bond_0 eth0,eth1 "* ]]
	[ "$stderr" = "railyard discover: warning: 1 slice of GPUs left out
railyard discover: warning: 1 virtual function of NICs left out" ]
}

@test "why a NIC carries no rail is said" {
	run railyard discover -x "$machines/gb200.xml"
	[[ "$(row mlx5_2)" == *" storage: BlueField-3, the rails are ConnectX-7" ]]
	run railyard discover -x "$machines/dgx-h100.xml"
	[[ "$(row mlx5_1)" == *" far: on no switch with a GPU" ]]
	[[ "$(row eno3)" == *" management: no RDMA device" ]]
}

@test "--rail, --storage and --management: the first that fits counts" {
	run railyard discover -x "$machines/dgx-h100.xml" -r mlx5_1 \
		-s 0000:29:\* -m enp\* -s 'fe80:*:dc00'
	[[ "$(row mlx5_1)" == *" rail: --rail=mlx5_1" ]]
	[[ "$(row mlx5_2)" == *" storage: --storage=0000:29:*" ]]
	[[ "$(row mlx5_8)" == *" management: --management=enp*" ]]
	[[ "$(row mlx5_11)" == *" storage: --storage=fe80:*:dc00" ]]
}

@test "a pattern that fits no NIC is told: it may be mistyped" {
	run --separate-stderr railyard discover -x "$machines/dgx-h100.xml" \
		-r 'mlx9_*' -s 'mlx5_1' -s 'mlx5_[12]' -m '['
	[ "$status" = 0 ]
	[ "$stderr" = "railyard discover: warning: --rail=mlx9_*: it fits no NIC
railyard discover: warning: --management=[: it fits no NIC" ]
}

@test "a node without a GPU is a node, with status 0" {
	run --separate-stderr railyard discover -x "$machines/cpu.xml"
	[ "$status" = 0 ]
	[ -z "$stderr" ]
	[[ "$output" == "cn17: Dell Inc. PowerEdge R6525, 2 sockets of 4 cores of 1 thread, 502 GiB
no GPU, 2 NICs: 1 unknown, 1 management"* ]]
	[[ "$output" != *GPU0* ]]
}

@test "this machine, whatever it is" {
	run --separate-stderr railyard discover
	[ "$status" = 0 ]
	[[ "$output" == "$(hostname | cut -d. -f1): "* ]]
	[[ "$output" == *" GPU"* ]]
	railyard discover --json > live.json
	grep -q '^{"format": "railyard-node", "version": 1,$' live.json
}

@test "a container without RDMA devices" {
	mkdir empty
	run --separate-stderr railyard discover --sysfs empty --host=node1
	[ "$status" = 0 ]
	[ -z "$stderr" ]
	[[ "$output" == "node1: "* ]]
}

@test "--sysfs: rates, boards and firmware, which hwloc does not keep" {
	d=sys/class/infiniband/mlx5_0
	mkdir -p $d/ports/1
	echo "400 Gb/sec (4X NDR)" > $d/ports/1/rate
	echo "1: DOWN" > $d/ports/1/state
	echo InfiniBand > $d/ports/1/link_layer
	echo MT_0000000838 > $d/board_id
	run railyard discover -x "$machines/dgx-h100.xml" --sysfs=sys
	[[ "$(row mlx5_0)" == *" down 4xNDR InfiniBand rail" ]]
	[[ "$(row mlx5_3)" == *" active "*" rail" ]]
	railyard discover -j -x "$machines/dgx-h100.xml" --sysfs=sys \
		-s MT_0000000838 > node.json
	grep -q '"name": "mlx5_0", "role": "storage", "reason": "--storage=MT_0000000838", .*"board": "MT_0000000838"' \
		node.json
}

@test "--hwloc-xml=- is stdin, -o a file, -n another name" {
	railyard discover -jx "$machines/mi300x.xml" > one.json
	railyard discover -j --hwloc-xml - -o two.json < "$machines/mi300x.xml"
	cmp one.json two.json
	railyard discover -jx "$machines/mi300x.xml" -n mi02 |
		grep -q '^ "host": "mi02",$'
}

@test "colour only where it may be" {
	run railyard discover -x "$machines/dgx-h100.xml"
	[[ "$output" != *$'\e'* ]]
	command -v script > /dev/null || skip "script(1) is not installed"
	TERM=xterm script -qec "railyard discover -x $machines/dgx-h100.xml" \
		/dev/null > seen < /dev/null
	grep -q $'\e' seen
	TERM=xterm NO_COLOR=1 script -qec \
		"railyard discover -x $machines/dgx-h100.xml" /dev/null \
		> seen < /dev/null
	refute grep -q $'\e' seen
}

@test "what cannot be read is said, with status 3" {
	expect_error 3 'railyard discover: none.xml: cannot open it: No such file or directory' \
		railyard discover -x none.xml
	: > empty.xml
	expect_error 3 'railyard discover: empty.xml: no <topology> of hwloc in it: what "lstopo --of xml" writes was expected' \
		railyard discover -x empty.xml
	head -c 3000 "$machines/cpu.xml" > cut.xml
	expect_error 3 'railyard discover: cut.xml: hwloc cannot read it: it is broken, or was cut short' \
		railyard discover -x cut.xml
	grep -v HostName "$machines/cpu.xml" > nameless.xml
	expect_error 3 'railyard discover: nameless.xml: there is no HostName in it: --host=NAME was expected' \
		railyard discover -x nameless.xml
	printf 'a\0b' > nul.xml
	expect_error 3 'railyard discover: nul.xml: a NUL byte in it: XML was expected' \
		railyard discover -x nul.xml
}

@test "an XML that hwloc itself dies of" {
	# hwloc 2.9 does, of this; a later one may read it
	sed 's/ complete_cpuset="[^"]*"//' "$machines/cpu.xml" > odd.xml
	run --separate-stderr railyard discover -x odd.xml
	[ "$status" = 0 ] || {
		[ "$status" = 3 ]
		[ "$stderr" = "railyard discover: odd.xml: hwloc cannot read it: it is broken, or was cut short" ]
	}
}

@test "an XML of a later hwloc says which one it takes" {
	sed 's/topology version="2.0"/topology version="7.0"/' \
		"$machines/cpu.xml" > later.xml
	run --separate-stderr railyard discover -x later.xml
	[ "$status" = 3 ]
	[[ "$stderr" =~ ^railyard\ discover:\ later.xml:\ version\ 7\ of\ hwloc\'s\ XML:\ hwloc\ 7.0\ or\ later\ is\ needed,\ this\ is\ [0-9]+\.[0-9.]+\; ]]
}

@test "words that it does not take" {
	expect_error 2 'railyard discover: "x" is one word too many; see railyard discover --help' \
		railyard discover x
	expect_error 2 'railyard discover: --storage: "", expected a pattern as "mlx5_1*"; see railyard discover --help' \
		railyard discover --storage=
	expect_error 2 'railyard discover: --host: "a b" is not a node name: letters, digits, '"'.', '_' and '-'"' were expected; see railyard discover --help' \
		railyard discover -x "$machines/cpu.xml" -n 'a b'
}

# xml_of HOST: a DGX H100 with the name and the GUIDs that HOST has in the
# mini fabric.
xml_of() {
	awk -v host="$1" '
		FNR == NR {
			if ($1 == "Ca" && $5 == "\"" host)
				guid[substr($6, 1, length($6) - 1)] = \
					substr($3, 4, 16)
			next
		}
		/name="HostName"/ { sub(/value="[^"]*"/, "value=\"" host "\"") }
		match($0, /OSDev" name="mlx5_[0-9]+"/) {
			name = substr($0, RSTART + 13, RLENGTH - 14)
		}
		/name="(NodeGUID|SysImageGUID)"/ && name in guid {
			g = guid[name]
			g = substr(g, 1, 4) ":" substr(g, 5, 4) ":" \
				substr(g, 9, 4) ":" substr(g, 13, 4)
			sub(/value="[^"]*"/, "value=\"" g "\"")
		}
		{ print }' "$fixtures/mini.ibnetdiscover" \
		"$machines/dgx-h100.xml"
}

@test "what nodes say goes into the map, and from there into gres.conf" {
	mkdir nodes
	for i in $(seq -w 1 16); do
		xml_of "gpu$i" |
			railyard discover -j -x - -o "nodes/gpu$i.json"
	done
	expect_output "" railyard build --ib="$fixtures/mini.ibnetdiscover" \
		--node=nodes --name=mini -o map.json
	expect_output '# mini, for gres.conf: GPU i is /dev/nvidiaI; cores are Slurm'"'"'s own numbers
NodeName=gpu[01-16] Name=gpu Type=h100 File=/dev/nvidia[0-3] Cores=0-7
NodeName=gpu[01-16] Name=gpu Type=h100 File=/dev/nvidia[4-7] Cores=8-15' \
		railyard export map.json -f gres.conf
	railyard export map.json -f slurm.conf |
		grep -q 'NodeName=gpu\[01-16\] .*Sockets=2 CoresPerSocket=8 ThreadsPerCore=2'
}
