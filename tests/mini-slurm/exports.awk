# SPDX-License-Identifier: GPL-2.0-or-later
# "PARENT CHILD" of a tree of switches or of blocks, from either side; it
# shares no code with railyard(1).
#	awk -v from=map -f exports.awk MAP		islands, pods, the fabric;
#		with -v only=islands or only=pods	those alone
#	awk -v from=slurm -f exports.awk TEXT		scontrol show topology

# --- the map: JSON, whose strings have no '"' and no '\' in them

from == "map" { read_json($0) }

function read_json(line,    token) {
	while (match(line, /"[^"]*"|[][{},:]|[^][{},: \t"]+/)) {
		token = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		if (token == "{" || token == "[") {
			within[++depth] = key
			key = ""
		} else if (token == "}" || token == "]") {
			depth--
		} else if (token == ":") {
			key = last
		} else if (token == ",") {
			key = ""
		} else {
			gsub(/"/, "", token)
			last = token
			if (key == "name")
				name_of(depth == 1 ? "fabric" : within[depth - 1])
			key = ""
		}
	}
}

# A pod, an island, or a node has the name LAST.
function name_of(what) {
	if (what == "fabric")
		fabric = last
	else if (what == "pods")
		pods[++n_pods] = pod = last
	else if (what == "islands") {
		island = last
		if (only != "islands")
			print pod, island
	} else if (what == "nodes" && only != "pods")
		print island, last
}

END {
	for (i = 1; from == "map" && !only && n_pods > 1 && i <= n_pods; i++)
		print fabric, pods[i]
}

# --- Slurm: NAME=..., then Switches=... or Nodes=..., each a host list

from == "slurm" {
	name = members = ""
	for (i = 1; i <= NF; i++) {
		value = $i
		sub(/^[^=]*=/, "", value)
		if ($i ~ /^(SwitchName|BlockName|AggregatedBlock)=/)
			name = value
		else if ($i ~ /^Switches=/ || ($i ~ /^Nodes=/ && !members))
			members = value
	}
	if (name)
		expand(members, "")
}

# Each name of LIST, a host list, behind PREFIX.
function expand(list, prefix,    i, c, at, open) {
	at = 1
	for (i = 1; i <= length(list) + 1; i++) {
		c = substr(list, i, 1)
		open += (c == "[") - (c == "]")
		if ((c == "," || c == "") && !open) {
			expand_term(substr(list, at, i - at), prefix)
			at = i + 1
		}
	}
}

function expand_term(term, prefix,    start, end, n, ranges, i, ends, k, head) {
	start = index(term, "[")
	if (!start) {
		print name, prefix term
		return
	}
	end = index(term, "]")
	head = prefix substr(term, 1, start - 1)
	n = split(substr(term, start + 1, end - start - 1), ranges, ",")
	for (i = 1; i <= n; i++) {
		if (split(ranges[i], ends, "-") == 1)
			ends[2] = ends[1]
		for (k = ends[1] + 0; k <= ends[2] + 0; k++)
			expand_term(substr(term, end + 1), head \
				sprintf("%0" length(ends[1]) "d", k))
	}
}
