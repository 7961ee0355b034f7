# SPDX-License-Identifier: GPL-2.0-or-later
# railyard show --format svg and html: pictures, and the page in a browser.

load common

# broken.json: gpu07 without the cable of rail 2, gpu02 with two cables
# swapped, gpu03 with one on another island, rail 5 of an island dark.
make_broken_map() {
	make_map
	python3 - <<-'EOF'
	import json
	m = json.load(open("map.json"))
	pods = m["components"][0]["pods"]
	swapped = list(m["shapes"][0])
	swapped[0], swapped[1] = swapped[1], swapped[0]
	m["shapes"].append(swapped)
	for pod in pods:
	    for island in pod["islands"]:
	        for node in island["nodes"]:
	            leafs = list(range(8))
	            if node["name"] == "gpu07":
	                leafs[2] = None
	            if node["name"] == "gpu03":
	                leafs[4] = "pod2-island1-leaf4"
	            if node["name"] == "gpu02":
	                node["shape"] = 1
	            if island["name"] == "pod2-island2":
	                leafs[5] = None
	            node["leafs"] = leafs
	json.dump(m, open("broken.json", "w"))
	EOF
}

need() {
	command -v "$1" > /dev/null || skip "$1 is not installed"
}

@test "an SVG is well-formed, and titles say what is odd" {
	need xmllint
	need python3
	make_broken_map
	for map in map broken; do
		railyard show --format svg -o $map.svg $map.json
		xmllint --noout $map.svg
	done
	refute grep -q 'class="odd' <(sed '/<\/g>/!d' map.svg)
	grep -q '<title>gpu07 rail 2: mlx5_4: no cable seen</title>' broken.svg
	grep -q '<title>gpu02 rail 0: mlx5_3: on pod1-island1-leaf0 port 2, where most have mlx5_0</title>' broken.svg
	grep -q '<title>gpu03 rail 4: mlx5_6: on pod2-island1-leaf4 port 3, a leaf of pod2-island1</title>' broken.svg
	[ "$(grep -c 'class="odd cut"' broken.svg)" = 6 ]	# legend too
	[ "$(grep -c 'class="dark"' broken.svg)" = 1 ]
}

@test "the same map gives the same bytes, on stdout and in a file" {
	make_map
	for format in svg html text; do
		railyard show -f $format map.json > one
		railyard show -f $format -o two - < map.json
		cmp one two
	done
}

@test "a page needs nothing from elsewhere" {
	make_map
	railyard show -f html map.json > page.html
	refute grep -Eq '(src|href)=|https?://|@import|fetch\(' page.html
	refute grep -q '@[A-Z]*@' page.html
}

# in_browser PAGE[#HASH]: the page as it stands after its script has run
in_browser() {
	timeout 120 "$chromium" --headless --no-sandbox --disable-gpu \
		--user-data-dir="$PWD/profile" --virtual-time-budget=5000 \
		--dump-dom "file://$PWD/$1" 2> chromium.log
}

need_browser() {
	for chromium in chromium chromium-browser google-chrome; do
		command -v "$chromium" > /dev/null && return
	done
	skip "chromium is not installed"
}

@test "in a browser: drawn, summed up, nothing odd" {
	need_browser
	make_map
	railyard show -f html -o page.html map.json
	in_browser page.html > dom
	grep -q '<html [^>]*data-ready="' dom
	grep -q '<p id="summary">16 nodes, 8 rails, 4 islands, 2 pods; ' dom
	grep -q '<h2 id="odd-title">Nothing odd</h2>' dom
}

@test "in a browser: what is odd is listed, a dark rail as one" {
	need_browser
	need python3
	make_broken_map
	railyard show -f html -o page.html broken.json
	in_browser page.html > dom
	grep -q '8 odd NICs on 7 nodes' dom
	grep -q 'pod2-island2 rail 5: no cable seen on any of its 4 nodes' dom
	grep -q 'gpu07 rail 2: mlx5_4: no cable seen' dom
	refute grep -q 'gpu13 rail 5' <(sed 's/<script.*//' dom |
		grep -o '<li>.*</li>')
}

@test "in a browser: a search goes to what it finds" {
	need_browser
	make_map
	railyard show -f html -o page.html map.json
	in_browser "page.html#gpu1" > dom
	grep -q '>1 of 7: gpu10</output>' dom
	in_browser "page.html#pod2-island1-leaf3" > dom
	grep -q '>1 of 1: pod2-island1-leaf3</output>' dom
	in_browser "page.html#pod2-spine3" > dom
	grep -q '>1 of 1: pod2-spine3</output>' dom
	in_browser "page.html#nothing" > dom
	grep -q '>0 found</output>' dom
}

@test "in a browser: a node is told rail by rail" {
	need_browser
	need python3
	make_broken_map
	railyard show -f html -o page.html broken.json
	in_browser "page.html#gpu07" > dom
	grep -q '<h2 id="node-name">gpu07</h2>' dom
	grep -q '<p id="node-place">pod1-island2, pod1</p>' dom
	grep -q '<td>mlx5_0: pod1-island2-leaf0 port 3</td>' dom
	grep -q '<td>mlx5_4: no cable seen</td>' dom
	# of the second kind, whose first two NICs are in each other'"'"'s place
	in_browser "page.html#gpu02" > dom
	grep -q '<td>mlx5_4: pod1-island1-leaf2 port 2</td>' dom
	grep -q '<td>mlx5_3: on pod1-island1-leaf0 port 2, where most have mlx5_0</td>' dom
	in_browser page.html > dom
	grep -q '<section id="node"[^>]* hidden=' dom
}

@test "in a browser: a click chooses a node, a drag does not" {
	need_browser
	make_map
	railyard show -f html -o page.html map.json
	cat > click.js <<-'END'
	function at(kind, x, y) {
	  canvas.setPointerCapture = () => {};
	  canvas.dispatchEvent(new PointerEvent(kind, { clientX: x, clientY: y,
	    pointerId: 1, bubbles: true }));
	}
	function place(n) {
	  const b = nodeBox(n), c = canvas.getBoundingClientRect();
	  return [c.left + (b.x + b.w / 2 - view.x) * view.scale,
	          c.top + (b.y + b.h / 2 - view.y) * view.scale];
	}
	END
	insert() {
		python3 - "$1" > "$2" <<-'END'
		import sys
		page = open("page.html").read()
		at = page.rindex("</script>")
		print(page[:at] + open("click.js").read() + sys.argv[1] + page[at:])
		END
	}
	need python3
	insert 'at("pointerdown", ...place(5)); at("pointerup", ...place(5));' one.html
	in_browser one.html > dom
	grep -q '<h2 id="node-name">gpu06</h2>' dom
	refute grep -q '<section id="node"[^>]* hidden=' dom
	insert 'at("pointerdown", ...place(5)); at("pointermove", ...place(9));
		at("pointerup", ...place(9));' two.html
	in_browser two.html > dom
	grep -q '<section id="node"[^>]* hidden=' dom
	insert 'at("pointerdown", ...place(5)); at("pointerup", ...place(5));
		at("pointerdown", 5, 60); at("pointerup", 5, 60);' three.html
	in_browser three.html > dom
	grep -q '<section id="node"[^>]* hidden=' dom
}

@test "in a browser: zones are found by their pods" {
	need_browser
	railyard synth clos --pods 4 --zones 2 --islands 1 --nodes 2 -f map -o map.json
	railyard show -f html -o page.html map.json
	in_browser "page.html#zone2" > dom
	grep -q '>1 of 2: pod3 in zone2</output>' dom
}

# Figures, no bounds: a machine that does other work is slow.
@test "in a browser: 12,500 nodes are drawn, and say how fast" {
	need_browser
	railyard synth --format=map -o large.json colossus-100k
	railyard show -f html -o page.html large.json
	in_browser "page.html#measure" > dom
	grep -o 'data-ready="[0-9]*"' dom
	grep -o 'data-frame-median="[0-9.]*"' dom
	grep -o 'data-frame-worst="[0-9.]*"' dom
	grep -q '<p id="summary">12500 nodes, ' dom
}

@test "formats that there are not, and options that do not fit" {
	make_map
	expect_error 2 'railyard show: --format: "png", expected text, svg or html; see railyard show --help' \
		railyard show -f png map.json
	expect_error 2 'railyard show: --islands and --pods are of the terminal; --format=svg draws both; see railyard show --help' \
		railyard show -i -f svg map.json
	run --separate-stderr railyard show -f svg -o none/file map.json
	[ "$status" = 3 ]
	[[ "$stderr" == *"none/file"* ]]
	railyard show -o picture map.json
	diff picture "$here/expected/mini.show"
}
