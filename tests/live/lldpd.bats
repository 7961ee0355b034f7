# SPDX-License-Identifier: GPL-2.0-or-later
# The real lldpd in network namespaces: two islands of four nodes, each under
# one leaf a rail; cables are veth pairs, cut and swapped while it runs.  It
# needs root, and a machine on which namespaces can be made.

load ../cli/common

leafs="leaf1-0 leaf1-1 leaf2-0 leaf2-1"
nodes="gpu1 gpu2 gpu3 gpu4 gpu5 gpu6 gpu7 gpu8"

setup_file() {
	PATH=$PATH:/usr/sbin
	export PREFIX=ry$$ SOCKETS
	# lldpcli is not root when it looks for its daemon
	SOCKETS=$(mktemp -d) && chmod 755 "$SOCKETS"
	for program in ip lldpd lldpcli; do
		command -v $program > /dev/null || export MISSING=$program
	done
	[ -z "$MISSING" ] || return 0
	if ! ip netns add "$PREFIX-probe" 2> /dev/null; then
		export MISSING="the right to make network namespaces"
		return 0
	fi
	ip netns del "$PREFIX-probe"
	start_hosts
}

teardown_file() {
	[ ! -e "$SOCKETS/pids" ] || xargs kill < "$SOCKETS/pids" || true
	for host in $leafs $nodes; do
		ip netns del "$PREFIX-$host" 2> /dev/null || true
	done
	rm -rf "$SOCKETS"
}

inside() {
	ip netns exec "$PREFIX-$1" "${@:2}"
}

ask() {
	inside "$1" lldpcli -u "$SOCKETS/$1" "${@:2}"
}

# cable NODE RAIL [OTHER]: from its NIC to its leaf, or to that of rail OTHER
cable() {
	local i=${1#gpu}
	local leaf=leaf$(((i + 3) / 4))-${3-$2} port=swp$(((i - 1) % 4 + 1))
	ip link add "$port" netns "$PREFIX-$leaf" type veth \
		peer name "rdma$2" netns "$PREFIX-$1"
	inside "$leaf" ip link set "$port" up
	inside "$1" ip link set "rdma$2" up
}

start_hosts() {
	for host in $leafs $nodes; do
		ip netns add "$PREFIX-$host"
	done
	for node in $nodes; do
		cable "$node" 0
		cable "$node" 1
	done
	for host in $leafs $nodes; do
		cat > "$SOCKETS/$host.conf" <<-END
			configure system hostname $host
			configure lldp tx-interval 1
		END
		ip netns exec "$PREFIX-$host" lldpd -d -u "$SOCKETS/$host" \
			-O "$SOCKETS/$host.conf" > "$SOCKETS/$host.log" 2>&1 3>&- &
		echo $! >> "$SOCKETS/pids"
		disown
	done
	for host in $leafs $nodes; do
		wait_for test -S "$SOCKETS/$host"
	done
}

wait_for() {
	local end=$((SECONDS + 60))
	until "$@" > /dev/null 2>&1; do
		[ $SECONDS -lt $end ] || { "$@"; return; }
		sleep 0.1
	done
}

# what they say, by host: to the folder $1 in format $2
gather() {
	mkdir -p "$1"
	for host in "${@:3}"; do
		ask "$host" -f "$2" show neighbors > "$1/$host.json"
	done
}

# map NAME FORMAT HOST...: what these hosts see -> NAME.json
map() {
	rm -rf "$1"
	gather "$@"
	railyard build --lldp "$1" -n two -o "$1.json"
}

# Whether a check of what leafs or nodes alone say has TEXT by now.
finds() {
	local hosts
	for hosts in "$leafs" "$nodes"; do
		map now json $hosts
		railyard check now.json | grep -F "$1" || return
	done
}

need_hosts() {
	[ -z "$MISSING" ] || skip "$MISSING is missing"
}

@test "nodes, leafs, or both, in either JSON: the same islands and rails" {
	need_hosts
	wait_for finds " 16 cables: nothing found"
	for format in json json0; do
		map both $format $leafs $nodes
		expect_output "two: 8 nodes, 2 rails, 2 islands, 16 cables: nothing found" \
			railyard check both.json
		for some in "$leafs" "$nodes"; do
			map some $format $some
			diff <(railyard show both.json) <(railyard show some.json)
			diff <(railyard export both.json -f plan) \
				<(railyard export some.json -f plan)
		done
	done
	railyard export both.json -f topology.conf > conf
	grep -q 'Nodes=gpu\[1-4\]' conf
	grep -q 'Nodes=gpu\[5-8\]' conf
}

@test "a cable cut: one rail of one node" {
	need_hosts
	wait_for finds " 16 cables: nothing found"
	inside gpu6 ip link del rdma1
	wait_for finds " 15 cables: 1 error"
	run railyard check now.json
	[ "$status" = 1 ]
	[[ "$output" == *"missing"*"gpu6"*"rdma1"* ]]
	cable gpu6 1
	wait_for finds " 16 cables: nothing found"
}

@test "two cables swapped: both are named, and what to do" {
	need_hosts
	wait_for finds " 16 cables: nothing found"
	inside gpu3 ip link del rdma0
	inside gpu3 ip link del rdma1
	cable gpu3 0 1
	cable gpu3 1 0
	wait_for finds "16 cables: 1 error"
	run railyard check now.json
	[ "$status" = 1 ]
	[[ "$output" == *"gpu3 rdma0 is on leaf1-1 port swp3, gpu3 rdma1 on leaf1-0 port swp3"* ]]
	[[ "$output" == *"swap the two cables at the leafs"* ]]
}
