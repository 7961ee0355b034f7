#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What railyard export writes, and what railyard build --topology reads, in a
# real slurmctld of its own; counted by exports.awk.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/scratch.sh
. "$here/lib/scratch.sh"

work=$(mktemp -d)
trap 'scratch_down scratch; scratch_down newer; rm -rf "$work"' EXIT

# /x/MAP.json in the container, and for each PLUGIN /x/MAP-PLUGIN, a folder of
# all files for slurmctld.
write_exports() {
	local maps="mini superpod mixed colossus"

	scratch_up scratch "$mini_name-mini"
	docker exec "$mini_name-scratch" bash -c '
		set -e
		mkdir /x
		cd /x
		railyard synth mini -f map -o mini.json
		railyard synth superpod-h100:8 -f map -o superpod.json
		railyard synth colossus-100k -f map -o colossus.json
		cp /usr/local/lib/export/mixed.json .
		for map; do
			railyard export $map.json -f slurm.conf -o $map.conf
			for plugin in tree block yaml; do
				mkdir $map-$plugin
				cp $map.conf $map-$plugin/slurm.conf
			done
			railyard export $map.json -f topology.conf \
				-o $map-tree/topology.conf
			railyard export $map.json -f topology-block \
				-o $map-block/topology.conf
			railyard export $map.json -f topology.yaml \
				-o $map-yaml/topology.yaml
		done
		for plugin in tree block yaml; do
			railyard export mixed.json -f gres.conf \
				-o mixed-$plugin/gres.conf
		done' bash $maps
	for map in $maps; do
		docker exec "$mini_name-scratch" cat "/x/$map.json" |
			awk -v from=map -f "$scratch_awk" | sort >"$work/$map.all"
		# an island is a parent that has a parent and is no pod
		docker exec "$mini_name-scratch" cat "/x/$map.json" |
			awk -v from=map -v only=islands -f "$scratch_awk" |
			sort >"$work/$map.islands"
		docker exec "$mini_name-scratch" cat "/x/$map.json" |
			awk -v from=map -v only=pods -f "$scratch_awk" |
			sort >"$work/$map.pods"
	done
	is "nodes of mini" "$(wc -l <"$work/mini.islands")" 16
	is "nodes of superpod" "$(wc -l <"$work/superpod.islands")" 256
	is "nodes of colossus" "$(wc -l <"$work/colossus.islands")" 12500
}

# same WHAT FILE: what Slurm says, on stdin, is in FILE.
same() {
	awk -v from=slurm -f "$scratch_awk" | sort >"$work/got"
	diff "$2" "$work/got" >"$work/diff" && return
	echo "$1 is not as in the map:"
	head -n 20 "$work/diff"
	return 1
}

# has_nodes CONTAINER MAP: each is there once, and sinfo has them idle.
has_nodes() {
	scratch_ask "$1" scontrol show nodes -o |
		sed 's/^NodeName=\([^ ]*\) .*/\1/' | sort >"$work/got"
	cut -d' ' -f2 "$work/$2.islands" | sort | diff - "$work/got"
	is "sinfo" "$(scratch_ask "$1" sinfo -h -o '%D %t')" \
		"$(wc -l <"$work/$2.islands") idle~"
}

starts() {
	is "slurmctld with $3" "$(scratch "$1" start "$2" "/x/$3")" runs
}

# Blocks of blocks are pods where they are in the file: their names are those
# of their blocks.
same_blocks() {
	grep '^BlockName=' "$1" | same "blocks" "$work/$2.islands"
	grep -q '^AggregatedBlock=' "$1" || return 0
	sed -n 's/^AggregatedBlock=\([^ ]*\).*/SwitchName=\1 Switches=\1/p' \
		"$1" | awk -v from=slurm -f "$scratch_awk" |
		awk '{ members[$1] = members[$1] " " $2 }
			END { for (name in members) print members[name] }' |
		sort >"$work/got"
	awk '{ members[$1] = members[$1] " " $2 }
		END { for (name in members) print members[name] }' \
		"$work/$2.pods" | sort | diff - "$work/got"
}

tree() {
	starts scratch tree "$1-tree"
	scratch_ask scratch scontrol show topology | same "tree" "$work/$1.all"
	has_nodes scratch "$1"
	scratch scratch stop
}

block() {
	starts scratch block "$1-block"
	scratch_ask scratch scontrol show topology >"$work/blocks"
	same_blocks "$work/blocks" "$1"
	has_nodes scratch "$1"
	scratch scratch stop
}

# All of what a topology.yaml has, in the Slurm that reads it.
yaml() {
	starts newer flat "$1-yaml"
	scratch_ask newer scontrol show topology | same "tree" "$work/$1.all"
	scratch_ask newer scontrol show topology block >"$work/blocks"
	same_blocks "$work/blocks" "$1"
	has_nodes newer "$1"
	scratch newer stop
}

# node NAME FIELD: from scontrol show node.
node() {
	scratch_ask scratch scontrol show node "$1" -o | tr ' ' '\n' |
		sed -n "s/^$2=//p"
}

hardware() {
	starts scratch tree mixed-tree
	is "Sockets" "$(node gpu01 Sockets)" 2
	is "CoresPerSocket" "$(node gpu01 CoresPerSocket)" 56
	is "CPUTot" "$(node gpu01 CPUTot)" 224
	is "RealMemory" "$(node gpu08 RealMemory)" 2063000
	# (S:...) comes of the Cores= in gres.conf
	is "Gres" "$(node gpu05 Gres)" "gpu:h100:8(S:0-1)"
	like "features" "$(node gpu05 AvailableFeatures)" supermicro
	is "CoresPerSocket of another kind" "$(node gpu09 CoresPerSocket)" 48
	is "Gres of what is not known" "$(node gpu11 Gres)" "(null)"
	is "what it says against gres.conf" "$(scratch_ask scratch awk \
		'/error/ && tolower($0) ~ /gres|links|cores/' /tmp/etc/log)" ""
	scratch scratch stop
}

# complaints: what it has said about GPUs.
complaints() {
	scratch_ask scratch awk '/error|warning/ &&
		tolower($0) ~ /gres|gpu|links|cores|cpu/' /tmp/etc/log
}

# What hwloc says of GPUs is the cores of a NUMA node.  As they stand these
# drain nodes with four of them a socket, and kill slurmctld where the
# NodeName line has no cores; what is written does neither.
odd_hardware() {
	docker exec "$mini_name-scratch" bash -c '
		set -e
		cd /x
		sed "s/\"0-55\"/\"14-27\"/; s/\"56-111\"/\"70-83\"/" mixed.json \
			>parts.json
		sed -E "/\"(sockets|cores|threads)\": [0-9]+,/d" \
			mixed.json >unknown.json
		railyard synth frontier -f map -o autodetect.json
		for map in parts unknown autodetect; do
			mkdir $map
			cp mixed-tree/topology.conf $map/
			for file in slurm.conf gres.conf topology.conf; do
				railyard export $map.json -f $file \
					-o $map/$file
			done
		done
		cp -r parts asis
		sed -i "s/Cores=0-55/Cores=14-27/" asis/gres.conf
		cp -r unknown dying
		sed -i "s/File=/Cores=0-55 File=/" dying/gres.conf' 2>/dev/null
	for map in parts unknown autodetect; do
		starts scratch tree $map
		is "what it says with $map" "$(complaints)" ""
		scratch scratch stop
	done
	starts scratch tree asis
	like "parts of sockets as they are" "$(complaints)" \
		"doesn't match socket boundaries"
	scratch scratch stop
	like "cores that NodeName has not" \
		"$(scratch scratch start tree /x/dying)" \
		'^dies: .*Invalid GRES data for gpu'
	scratch scratch stop
}

# tries CONTAINER PLUGIN KIND FIXTURE...: "NAME runs|dies" of each folder.
tries() {
	local container=$1 plugin=$2 kind=$3

	shift 3
	scratch "$container" try "$plugin" \
		"${@/#//usr/local/lib/topology/$kind/}" |
		sed 's/ dies: .*/ dies/'
}

# fixtures KIND WHICH: tree, block, or yaml.  Include is left out: Slurm waits
# a minute for a file that is not there.
fixtures() {
	local dir=$here/../fixtures/topology/$1 name kind

	for name in "$dir"/*; do
		kind=tree
		! grep -q '^Block' "$name/input" || kind=block
		name=${name##*/}
		[[ $name != yaml* ]] || kind=yaml
		[[ $name == include* ]] || [ $kind != "$2" ] || echo "$name"
	done
}

# What is refused though Slurm takes it: names that a map cannot have, what it
# takes for names by mistake, and where no one island or pod could be.
takes_all_but() {
	local container=$1 kind got

	shift
	for kind in "${kinds[@]}"; do
		# names without spaces
		# shellcheck disable=SC2046
		got+=" $(tries "$container" "$kind" invalid \
			$(fixtures invalid "$kind") |
			sed -n 's/ runs$//p' | xargs)"
	done
	is "refused by railyard, taken by slurmctld" \
		"$(echo $got | tr ' ' '\n' | sort | xargs)" \
		"$(printf '%s\n' "$@" | sort | xargs)"
}

# Valid ones: those that it dies of.
dies_of() {
	local container=$1 kind got

	shift
	for kind in "${kinds[@]}"; do
		# shellcheck disable=SC2046
		got+=" $(tries "$container" "$kind" valid \
			$(fixtures valid "$kind") |
			sed -n 's/ dies$//p' | xargs)"
	done
	is "taken by railyard, refused by slurmctld" \
		"$(echo $got | tr ' ' '\n' | sort | xargs)" \
		"$(printf '%s\n' "$@" | sort | xargs)"
}

# What "scontrol show topology" prints slurmctld does not read.
shown='shown-blocks shown-tree'

# Before 25.05: an empty switch or block, and one below the base size.
valid_before() {
	local dies='block-empty blocks empty-parts sizes-empty'

	! slurm_since 25.05 || dies=
	kinds=(tree block)
	# shellcheck disable=SC2086 # names
	dies_of scratch $dies $shown
}

# A switch without nodes is taken from 25.05 on, a file without any switch
# until then and in it.
invalid_before() {
	local takes='comments empty'

	! slurm_since 25.05 || takes+=' no-node'
	! slurm_since 25.11 || takes=no-node
	kinds=(tree block)
	# shellcheck disable=SC2086 # names
	takes_all_but scratch behind-quote name name-range node-hyphen \
		node-in-blocks node-name node-twice nul open-quote two-parents \
		$takes
}

valid_newer() {
	kinds=(tree block yaml)
	# what its own "scontrol show topoconf" prints; one with a broken part
	# that is not used
	# shellcheck disable=SC2086 # names
	dies_of newer yaml-of-scontrol yaml-unused $shown
}

# topology.conf has been tried above.
invalid_newer() {
	kinds=(yaml)
	takes_all_but newer yaml-flat yaml-node-twice yaml-nul
}

# refused MAP FORMAT PATTERN: by railyard export.
refused() {
	local said

	if said=$(docker exec -i "$mini_name-scratch" railyard export - \
		-f "$2" "${@:4}" 2>&1 >/dev/null <<<"$1"); then
		echo "export -f $2 takes it: $1"
		return 1
	fi
	like "what it says" "$said" "$3"
}

# dies_with PLUGIN TEXT PATTERN: slurmctld does, with such a topology.conf.
dies_with() {
	docker exec -i "$mini_name-scratch" bash -c '
		rm -rf /x/bad && mkdir /x/bad &&
			cat >/x/bad/topology.conf &&
			echo "NodeName=n[1-9]" >/x/bad/slurm.conf' <<<"$2"
	like "slurmctld" "$(scratch scratch start "$1" /x/bad)" "$3"
	scratch scratch stop
}

# a map of islands "NAME NODE..."
map_of() {
	local island node islands='' nodes

	for island; do
		nodes=
		for node in ${island#* }; do
			nodes+="${nodes:+,}{\"name\":\"$node\",\"leafs\":[null]}"
		done
		islands+="${islands:+,}{\"name\":\"${island%% *}\",\"leafs\":[],"
		islands+="\"nodes\":[$nodes]}"
	done
	echo '{"format":"railyard-map","version":1,"name":"f","rails":1,' \
		'"shapes":[[null]],"components":[{"pods":[{"name":"p",' \
		"\"islands\":[$islands]}]}]}"
}

guards() {
	local long

	long=$(printf 'x%.0s' {1..65})
	refused "$(map_of "$long n1")" topology.conf '65 characters'
	dies_with tree "SwitchName=$long Nodes=n1" '^dies'
	refused "$(map_of "a n1" "b n2 n3 n4")" topology-block \
		'slurmctld dies of that' -b 2
	slurm_since 25.05 ||
		dies_with block $'BlockName=a Nodes=n1\nBlockName=b Nodes=n[2-4]\nBlockSizes=2' \
			'^dies.*lower than'
	# and what no map can say, for which the writer is checked
	dies_with tree $'SwitchName=a Nodes=n1\nSwitchName=a Nodes=n2' \
		'already been defined'
	dies_with tree $'SwitchName=a Nodes=n1\nSwitchName=b Switches=c' \
		'invalid child'
	dies_with tree $'SwitchName=a Switches=b\nSwitchName=b Switches=a' \
		'not a tree'
}

# A node called DEFAULT sets defaults and is no node; ALL is fatal, and so is
# localhost beside another.
reserved_names() {
	refused "$(map_of "a n1 ALL")" slurm.conf 'reserved word'
	refused "$(map_of "a n1 DEFAULT")" topology.conf 'reserved word'
	refused "$(map_of "a n1 localhost")" topology-block 'reserved word'
	docker exec "$mini_name-scratch" bash -c '
		rm -rf /x/all /x/default; mkdir /x/all /x/default
		mkdir -p /x/localhost
		for d in all default localhost; do
			echo "SwitchName=a Nodes=n1,${d^^}" >/x/$d/topology.conf
			printf "NodeName=%s\n" n1 ${d^^} >/x/$d/slurm.conf
		done
		echo SwitchName=a Nodes=n1,localhost >/x/localhost/topology.conf
		echo NodeName=localhost,n1 >/x/localhost/slurm.conf'
	like "a node ALL" "$(scratch scratch start tree /x/all)" '^dies'
	scratch scratch stop
	like "a node localhost" "$(scratch scratch start tree /x/localhost)" \
		'^dies'
	scratch scratch stop
	is "a node DEFAULT" "$(scratch scratch start tree /x/default)" runs
	is "nodes" "$(scratch_ask scratch sinfo -h -o %N)" n1
	scratch scratch stop
}

tap "every file is written, for four fabrics" write_exports
for map in mini superpod mixed colossus; do
	tap "$map: topology/tree has its islands, pods and nodes" tree $map
	tap "$map: topology/block has its islands" block $map
done
tap "NodeName and gres.conf lines: cores, memory, GPUs" hardware
tap "parts of sockets, cores that are not known, GPUs of AMD" odd_hardware
tap "what export refuses, slurmctld dies of" guards
tap "node names that Slurm keeps for itself" reserved_names
tap "what build --topology takes, slurmctld takes, and which not" \
	valid_before
tap "what build --topology refuses, slurmctld dies of, and which not" \
	invalid_before
if newer_image >"$work/newer.log" 2>&1; then
	scratch_up newer "$mini_name-newer"
	docker exec "$mini_name-scratch" tar -c -C / x |
		docker exec -i "$mini_name-newer" tar -x -C /
	for map in mini superpod mixed; do
		tap "$map: topology.yaml has its islands and pods, twice" \
			yaml $map
	done
	tap "what build --topology takes, slurmctld 26.05 takes, and which not" \
		valid_newer
	tap "what it refuses, slurmctld 26.05 dies of, and which not" \
		invalid_newer
else
	tap_skip "topology.yaml in slurmctld" "no Slurm 25.05 or later: $(tail \
		-n 1 "$work/newer.log")"
fi
tap_end
