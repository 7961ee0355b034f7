/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draws the fabric on a canvas: only what is in sight, as fine as can be seen. */
"use strict";

const fabric = JSON.parse(document.getElementById("fabric").textContent);
const byId = (id) => document.getElementById(id);
const canvas = byId("canvas"), pen = canvas.getContext("2d");
const size = fabric.size;	/* what draw_layout.h calls DRAW_* */

/* By letter of fabric.states: colour, mark and meaning. */
const states = {
  "o": { colour: "seen", mark: "", text: "seen" },
  " ": { colour: "none", mark: "", text: "no NIC" },
  "s": { colour: "slow", mark: "\u2193", text: "slower than most" },
  "p": { colour: "partly", mark: "\u00bd", text: "not on every plane" },
  "a": { colour: "astray", mark: "\u2260", text: "on a wrong leaf" },
  "x": { colour: "cut", mark: "\u2715", text: "no cable seen" },
};
const worse = " ospax";

const colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["page", "ink", "faint", "line", "pod", "island", "seen",
    "leaf", "none", "slow", "partly", "astray", "cut", "found"])
    colours[name] = style.getPropertyValue("--" + name).trim();
}

/* --- where things are ---------------------------------------------------- */

const islandOf = new Int32Array(fabric.nodes.length);
fabric.islands.forEach((island, i) =>
  islandOf.fill(i, island.first, island.first + island.count));

function nodeBox(n) {
  const island = fabric.islands[islandOf[n]], i = n - island.first;
  return {
    x: island.box[0] + size.pad +
       Math.floor(i / island.rows) * (fabric.nodeWidth + size.pad),
    y: island.box[1] + size.islandTitle + size.leafs +
       (i % island.rows) * size.row,
    w: fabric.nodeWidth, h: size.row,
  };
}
const railX = (rail) => fabric.nameWidth + 6 + rail * (size.cell + size.cellGap);
const state = (n, rail) => fabric.states[n * fabric.rails + rail];
const toBox = (b) => ({ x: b[0], y: b[1], w: b[2], h: b[3] });

/* Odd NICs, by node: { rail: text }. */
const odd = new Map();
for (const [node, rail, text] of fabric.odd) {
  if (!odd.has(node))
    odd.set(node, new Map());
  odd.get(node).set(rail, text);
}
function worst(n) {
  let at = 0;
  for (const rail of odd.get(n).keys())
    at = Math.max(at, worse.indexOf(state(n, rail)));
  return states[worse[at]];
}
/* Nodes with more to say than that a rail is dark on the whole island. */
const oddOfIsland = fabric.islands.map(() => []);
const isDark = (n, rail) => fabric.islands[islandOf[n]].dark.includes(rail);
for (const [n, rails] of odd)
  if ([...rails.keys()].some((rail) => !isDark(n, rail)))
    oddOfIsland[islandOf[n]].push(n);

/* --- the view ------------------------------------------------------------ */

const view = { x: 0, y: 0, scale: 1 };
let found = { nodes: new Set(), boxes: [] };
let asked = 0;

function fit(box, most) {
  const w = canvas.clientWidth, h = canvas.clientHeight;
  const scale = Math.min(w / box.w, h / box.h, most);
  return { x: box.x + box.w / 2 - w / 2 / scale,
           y: box.y + box.h / 2 - h / 2 / scale, scale };
}
/* The page has a title of its own: the picture's room for one is left out. */
const whole = () => fit({ x: 0, y: size.title, w: fabric.width,
                          h: fabric.height - size.title }, 2);

function ask() {
  if (!asked)
    asked = requestAnimationFrame(() => { asked = 0; draw(); });
}

let flight = 0;
function flyTo(to) {
  const from = { ...view }, start = performance.now();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const mine = ++flight;
  const step = (now) => {
    if (mine !== flight)
      return;
    const t = still ? 1 : Math.min(1, (now - start) / 350);
    const k = t * t * (3 - 2 * t);
    const scale = from.scale * Math.pow(to.scale / from.scale, k);
    /* The middle moves straight, however the scale changes. */
    const mid = (v, axis, length) => v[axis] + length / 2 / v.scale;
    for (const [axis, length] of [["x", canvas.clientWidth],
      ["y", canvas.clientHeight]])
      view[axis] = mid(from, axis, length) + (mid(to, axis, length) -
        mid(from, axis, length)) * k - length / 2 / scale;
    view.scale = scale;
    ask();
    if (t < 1)
      requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function zoom(factor, px, py) {
  const least = whole().scale / 2;
  const scale = Math.min(8, Math.max(least, view.scale * factor));
  view.x += px / view.scale - px / scale;
  view.y += py / view.scale - py / scale;
  view.scale = scale;
  flight++;
  ask();
}

/* --- drawing ------------------------------------------------------------- */

let sight;
const inSight = (b) => b.x < sight.x + sight.w && b.x + b.w > sight.x &&
                       b.y < sight.y + sight.h && b.y + b.h > sight.y;

function frame(b, fill, line, radius) {
  pen.beginPath();
  pen.roundRect(b.x, b.y, b.w, b.h, radius);
  pen.fillStyle = fill;
  pen.fill();
  pen.lineWidth = 1 / Math.max(view.scale, 0.2);
  pen.strokeStyle = line;
  pen.stroke();
}

/* Text of SIZE units, but at least LEAST pixels; cut to WIDTH units. */
function write(text, x, y, units, least, width, colour, bold) {
  const height = Math.max(units, least / view.scale);
  pen.font = `${bold ? "600 " : ""}${height}px system-ui, sans-serif`;
  if (pen.measureText(text).width > width) {
    while (text.length > 1 && pen.measureText(text + "\u2026").width > width)
      text = text.slice(0, -Math.ceil(text.length / 8));
    if (text.length < 2)
      return;
    text += "\u2026";
  }
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function drawCell(x, y, what) {
  const w = size.cell, h = size.row - 4;
  if (what === "o" || what === " ") {
    pen.fillStyle = colours[states[what].colour];
    pen.fillRect(x, y + 2, w, h);
    return;
  }
  const { colour, mark } = states[what];
  pen.fillStyle = colours.pod;
  pen.fillRect(x, y + 2, w, h);
  pen.strokeStyle = colours[colour];
  pen.lineWidth = 1.5;
  pen.strokeRect(x + 0.75, y + 2.75, w - 1.5, h - 1.5);
  pen.fillStyle = colours[colour];
  pen.font = "700 9px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.fillText(mark, x + w / 2, y + size.row - 4);
  pen.textAlign = "left";
}

function drawNode(n, fine) {
  const b = nodeBox(n);
  if (!inSight(b))
    return;
  if (!fine) {
    pen.fillStyle = colours.seen;
    pen.fillRect(b.x + railX(0), b.y + 1,
      b.w - railX(0) - size.cellGap, b.h - 2);
    return;
  }
  write(fabric.nodes[n], b.x, b.y + size.row - 4, 10, 0, fabric.nameWidth,
    colours.ink);
  for (let rail = 0; rail < fabric.rails; rail++)
    drawCell(b.x + railX(rail), b.y, state(n, rail));
}

/* The leafs of an island, above each of its columns. */
function drawLeafs(island, columns) {
  for (let c = 0; c < columns; c++) {
    const x = island.box[0] + size.pad + c * (fabric.nodeWidth + size.pad);
    const y = island.box[1] + size.islandTitle;
    write("leafs", x, y + size.leafs - 5, 9, 0, fabric.nameWidth, colours.faint);
    for (let rail = 0; rail < fabric.rails; rail++) {
      pen.fillStyle = island.dark.includes(rail) ? colours.cut : colours.leaf;
      pen.fillRect(x + railX(rail), y + 1, size.cell, size.leafs - 4);
      pen.fillStyle = colours.pod;
      pen.font = "600 8px system-ui, sans-serif";
      pen.textAlign = "center";
      pen.fillText(rail, x + railX(rail) + size.cell / 2, y + size.leafs - 6);
      pen.textAlign = "left";
    }
  }
}

/* So far away that a node is a line: columns at once, and rails that are
 * dark all over. */
function drawFar(island, columns, nodes) {
  for (let c = 0; c < columns; c++) {
    const rows = Math.min(island.rows, island.count - c * island.rows);
    const x = island.box[0] + size.pad + c * (fabric.nodeWidth + size.pad);
    const y = island.box[1] + size.islandTitle + size.leafs;
    pen.fillStyle = colours.seen;
    if (nodes)
      pen.fillRect(x + railX(0), y, fabric.nodeWidth - railX(0),
        rows * size.row);
    pen.fillStyle = colours.cut;
    for (const rail of island.dark)
      pen.fillRect(x + railX(rail), y,
        Math.max(size.cell, 2.5 / view.scale), rows * size.row);
  }
}

function mark(x, y, r, what) {
  pen.fillStyle = colours[what.colour];
  pen.strokeStyle = colours.pod;
  pen.lineWidth = 1.5 / view.scale;
  pen.beginPath();
  pen.arc(x, y, r, 0, 7);
  pen.fill();
  pen.stroke();
  pen.fillStyle = colours.pod;
  pen.textAlign = "center";
  pen.font = `700 ${1.5 * r}px system-ui, sans-serif`;
  pen.fillText(what.mark, x, y + 0.55 * r);
  pen.textAlign = "left";
}

/* Marks that are never smaller than can be read, since colour alone says
 * nothing to some: on the NICs while these can be told apart, else on the node. */
function drawOdd(n) {
  const b = nodeBox(n), least = 6.5 / view.scale, y = b.y + b.h / 2;
  if (view.scale * size.row < 7) {
    mark(b.x + b.w / 2, y, Math.max(least, size.row / 2), worst(n));
    return;
  }
  if (least > size.cell / 2)
    for (const rail of odd.get(n).keys())
      mark(b.x + railX(rail) + size.cell / 2, y, least,
        states[state(n, rail)]);
}

/* What its pod's name does not say already. */
function shortName(island, pod) {
  return island.name.startsWith(pod.name + "-") ?
    island.name.slice(pod.name.length + 1) : island.name;
}

function drawIsland(i, pod) {
  const island = fabric.islands[i], b = toBox(island.box);
  if (!inSight(b))
    return;
  const columns = Math.ceil(island.count / island.rows);
  const row = view.scale * size.row;
  frame(b, colours.island, colours.line, 4);
  if (row >= 2.5) {
    for (let n = island.first; n < island.first + island.count; n++)
      drawNode(n, row >= 7);
    if (row >= 7)
      drawLeafs(island, columns);
    else
      drawFar(island, columns, false);
  } else {
    drawFar(island, columns, true);
  }
  /* too small for a name above its nodes: see nameIslands() */
  if (size.islandTitle * view.scale >= 9)
    write(nameInside() ? shortName(island, pod) : island.name,
      b.x + size.pad, b.y + size.islandTitle - 5, 11, 9,
      b.w - 2 * size.pad, colours.ink, true);
}

/* Above the names of pods: nothing hides them. */
function markIsland(i) {
  if (inSight(toBox(fabric.islands[i].box)))
    oddOfIsland[i].forEach(drawOdd);
}

function spineBox(pod, i) {
  return {
    x: pod.box[0] + size.pad + size.spines +
       i % fabric.spinesARow * (size.spine + 2),
    y: pod.box[1] + size.podTitle +
       Math.floor(i / fabric.spinesARow) * (size.spine + 2),
    w: size.spine, h: size.spine - 2,
  };
}

function drawSpines(pod) {
  if (view.scale * size.spine < 3 || !pod.spines.length)
    return;
  write("spines", pod.box[0] + size.pad, pod.box[1] + size.podTitle +
    size.spine - 4, 9, 0, size.spines, colours.faint);
  pod.spines.forEach((name, i) => {
    const b = spineBox(pod, i);
    pen.fillStyle = colours.leaf;
    pen.fillRect(b.x, b.y, b.w, b.h);
  });
}

function drawPod(pod) {
  const b = toBox(pod.box);
  if (!inSight(b))
    return;
  frame(b, colours.pod, colours.line, 6);
  drawSpines(pod);
  for (let i = pod.first; i < pod.first + pod.count; i++)
    drawIsland(i, pod);
}

/* Whether there is no room to read the name of a pod above its islands. */
function nameInside() {
  return 11 / view.scale > 14 && view.scale * size.row < 7;
}

/* A name of at least 11 pixels in a box of its own, in the midst of B or, with
 * TOP, in its upper right corner; false: it is wider than B. */
function tag(name, b, top) {
  const least = 11 / view.scale;
  pen.font = `600 ${least}px system-ui, sans-serif`;
  const w = pen.measureText(name).width + least;
  if (w > b.w)
    return false;
  const x = b.x + (b.w - w) / (top ? 1 : 2);
  const y = top ? b.y : b.y + b.h / 2 - least;
  pen.globalAlpha = 0.85;
  frame({ x, y, w, h: 1.7 * least }, colours.pod, colours.line, least / 3);
  pen.globalAlpha = 1;
  write(name, x + least / 2, y + 1.2 * least, least, 0, w, colours.ink, true);
  return true;
}

/* In the midst of their nodes, where these leave no room for them above;
 * whether they could be read there. */
function nameIslands(pod) {
  if (size.islandTitle * view.scale >= 9)
    return false;
  for (let i = pod.first; i < pod.first + pod.count; i++) {
    const island = fabric.islands[i], b = toBox(island.box);
    if (b.h * view.scale < 36 || (inSight(b) &&
        !tag(shortName(island, pod), b, false)))
      return false;
  }
  return true;
}

/* Above its islands; in their midst where that is too small to read. */
function namePod(pod) {
  const b = toBox(pod.box);
  const name = pod.name + (pod.zone ? ` ${pod.zone}` : "") +
    (fabric.components > 1 ?
    ` (part ${pod.component + 1})` : "");
  if (!inSight(b) || b.w * view.scale < 40)
    return;
  if (nameInside())
    tag(name, b, nameIslands(pod));
  else
    write(name, b.x + size.pad, b.y + size.podTitle - 8, 14, 0,
      b.w - 2 * size.pad, colours.ink, true);
}

function drawFound() {
  pen.strokeStyle = colours.found;
  pen.lineWidth = Math.max(2, 2.5 / view.scale);
  const around = (b) => pen.strokeRect(b.x - 2, b.y - 1, b.w + 4, b.h + 2);
  for (const n of found.nodes)
    around(nodeBox(n));
  found.boxes.forEach(around);
}

function draw() {
  const ratio = devicePixelRatio || 1;
  const w = canvas.clientWidth, h = canvas.clientHeight;
  if (canvas.width !== Math.round(w * ratio) ||
      canvas.height !== Math.round(h * ratio)) {
    canvas.width = Math.round(w * ratio);
    canvas.height = Math.round(h * ratio);
  }
  sight = { x: view.x, y: view.y, w: w / view.scale, h: h / view.scale };
  const s = view.scale * ratio;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = colours.page;
  pen.fillRect(0, 0, w, h);
  pen.setTransform(s, 0, 0, s, -view.x * s, -view.y * s);
  fabric.pods.forEach(drawPod);
  fabric.pods.forEach(namePod);
  fabric.islands.forEach((island, i) => markIsland(i));
  drawFound();
}

/* --- what is under the pointer ------------------------------------------- */

const holds = (b, x, y) => x >= b[0] && x < b[0] + b[2] &&
                           y >= b[1] && y < b[1] + b[3];

function leafText(island, rail) {
  const own = island.leafs.filter((l) => l.rail === rail || l.rail < 0);
  return own.map((l) => l.name + (l.uplinks ?
    ` (${l.uplinks} uplinks)` : "")).join("\n") || "no leaf";
}

/* The leafs of an ordinary NIC, and its port. */
function linkText(n, rail) {
  const island = fabric.islands[islandOf[n]];
  const port = Array.isArray(fabric.ports[n]) ? fabric.ports[n][rail] :
    fabric.ports[n];
  const leaf = island.leafs.filter((l) => l.rail === rail || l.rail < 0);
  return leaf.map((l) => l.name).join(", ") + (port ?
    ` port ${fabric.portNames ? fabric.portNames[port - 1] : port}` : "");
}

function railText(n, rail) {
  return odd.has(n) && odd.get(n).get(rail) ||
    (state(n, rail) === " " ? "no NIC" : linkText(n, rail));
}

function nodeText(n, rail) {
  const text = `${fabric.nodes[n]} in ${fabric.islands[islandOf[n]].name}`;
  if (rail >= 0 && rail < fabric.rails)
    return `${text}\nrail ${rail}: ${railText(n, rail)}`;
  return text + [...odd.get(n) || []].map(([r, what]) =>
    `\nrail ${r}: ${what}`).join("");
}

function spineAt(pod, x, y) {
  const column = Math.floor((x - pod.box[0] - size.pad - size.spines) /
    (size.spine + 2));
  const row = Math.floor((y - pod.box[1] - size.podTitle) / (size.spine + 2));
  return row >= 0 && column >= 0 && column < fabric.spinesARow ?
    pod.spines[row * fabric.spinesARow + column] : undefined;
}

/* The node at a place of the picture, and the rail if any; or nothing. */
function nodeAt(i, x, y) {
  const island = fabric.islands[i];
  const across = x - island.box[0] - size.pad;
  const column = Math.floor(across / (fabric.nodeWidth + size.pad));
  const rail = Math.floor((across - column * (fabric.nodeWidth + size.pad) -
    railX(0)) / (size.cell + size.cellGap));
  const down = y - island.box[1] - size.islandTitle;
  const row = Math.floor((down - size.leafs) / size.row);
  const n = island.first + column * island.rows + row;
  if (down >= size.leafs && row < island.rows && column >= 0 &&
      n < island.first + island.count)
    return { n, rail };
  if (down >= 0 && down < size.leafs && rail >= 0 && rail < fabric.rails)
    return { rail };
  return {};
}

/* What is at a place: a pod; an island of it; a node or a leaf of that. */
function under(x, y) {
  const pod = fabric.pods.find((p) => holds(p.box, x, y));
  if (!pod)
    return {};
  for (let i = pod.first; i < pod.first + pod.count; i++)
    if (holds(fabric.islands[i].box, x, y))
      return { pod, i, ...nodeAt(i, x, y) };
  return { pod, spine: spineAt(pod, x, y) };
}

function textAt(x, y) {
  const { pod, i, n, rail, spine } = under(x, y);
  if (n !== undefined)
    return nodeText(n, rail);
  if (i !== undefined) {
    const island = fabric.islands[i];
    if (rail !== undefined)
      return `${island.name}, rail ${rail}\n${leafText(island, rail)}`;
    return `${island.name}: ${island.count} node` +
      (island.count > 1 ? "s" : "") +
      (oddOfIsland[i].length ? `, ${oddOfIsland[i].length} odd` : "");
  }
  return spine ? `spine ${spine}` : pod ?
    pod.name + (pod.zone ? ` ${pod.zone}` : "") : "";
}

function showTip(event) {
  const tip = byId("tip"), at = canvas.getBoundingClientRect();
  const px = event.clientX - at.left, py = event.clientY - at.top;
  const text = textAt(view.x + px / view.scale, view.y + py / view.scale);
  tip.hidden = !text;
  tip.textContent = text;
  tip.style.left = Math.min(px + 14, at.width - tip.offsetWidth - 8) + "px";
  tip.style.top = Math.min(py + 14, at.height - tip.offsetHeight - 8) + "px";
}

/* --- pointers and keys --------------------------------------------------- */

const fingers = new Map();
let moved = 0;	/* pixels since the first finger came down */

canvas.addEventListener("pointerdown", (e) => {
  canvas.setPointerCapture(e.pointerId);
  moved = fingers.size ? Infinity : 0;
  fingers.set(e.pointerId, e);
  canvas.classList.add("moving");
  byId("tip").hidden = true;
});

canvas.addEventListener("pointermove", (e) => {
  const before = fingers.get(e.pointerId);
  if (!before) {
    showTip(e);
    return;
  }
  const other = [...fingers.values()].find((f) => f.pointerId !== e.pointerId);
  const apart = (a) => Math.hypot(a.clientX - other.clientX,
    a.clientY - other.clientY);
  moved += Math.hypot(e.clientX - before.clientX, e.clientY - before.clientY);
  flight++;
  if (other) {
    const at = canvas.getBoundingClientRect();
    zoom(apart(e) / Math.max(1, apart(before)),
      (e.clientX + other.clientX) / 2 - at.left,
      (e.clientY + other.clientY) / 2 - at.top);
  } else {
    view.x -= (e.clientX - before.clientX) / view.scale;
    view.y -= (e.clientY - before.clientY) / view.scale;
    ask();
  }
  fingers.set(e.pointerId, e);
});

canvas.addEventListener("pointerup", (e) => {
  const at = canvas.getBoundingClientRect();
  if (fingers.has(e.pointerId) && moved < 4)
    choose(under(view.x + (e.clientX - at.left) / view.scale,
      view.y + (e.clientY - at.top) / view.scale).n);
});

for (const name of ["pointerup", "pointercancel"])
  canvas.addEventListener(name, (e) => {
    fingers.delete(e.pointerId);
    if (!fingers.size)
      canvas.classList.remove("moving");
  });
canvas.addEventListener("pointerleave", () => { byId("tip").hidden = true; });

canvas.addEventListener("wheel", (e) => {
  const at = canvas.getBoundingClientRect();
  e.preventDefault();
  /* Lines and pages, as some browsers count, are steps of 20 pixels. */
  zoom(Math.exp(-e.deltaY * (e.deltaMode ? 20 : 1) * 0.0016),
    e.clientX - at.left, e.clientY - at.top);
}, { passive: false });

canvas.addEventListener("dblclick", (e) => {
  const at = canvas.getBoundingClientRect();
  zoom(2, e.clientX - at.left, e.clientY - at.top);
});

const middle = (factor) =>
  zoom(factor, canvas.clientWidth / 2, canvas.clientHeight / 2);
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1],
                 ArrowDown: [0, 1] };

document.addEventListener("keydown", (e) => {
  if (e.target === byId("query")) {
    if (e.key === "Escape") {
      byId("query").value = "";
      search();
      canvas.focus();
    }
    return;
  }
  if (e.ctrlKey || e.metaKey || e.altKey)
    return;
  if (e.key === "/") {
    e.preventDefault();
    byId("query").focus();
  } else if (e.key === "+" || e.key === "=") {
    middle(1.5);
  } else if (e.key === "-") {
    middle(1 / 1.5);
  } else if (e.key === "0") {
    flyTo(whole());
  } else if (arrows[e.key] && e.target === canvas) {
    e.preventDefault();
    view.x += arrows[e.key][0] * 60 / view.scale;
    view.y += arrows[e.key][1] * 60 / view.scale;
    ask();
  }
});

byId("closer").onclick = () => middle(1.5);
byId("farther").onclick = () => middle(1 / 1.5);
byId("whole").onclick = () => flyTo(whole());

/* --- the chosen node ----------------------------------------------------- */

function nicName(n, rail) {
  return fabric.nics[fabric.shapes ? fabric.shapes[n] : 0][rail];
}

/* All its rails, beside the picture. */
function tell(n) {
  const table = byId("node-rails"), island = fabric.islands[islandOf[n]];
  const pod = fabric.pods.find((p) => islandOf[n] < p.first + p.count);
  byId("node").hidden = false;
  byId("node-name").textContent = fabric.nodes[n];
  byId("node-place").textContent = `${island.name}, ${pod.name}` +
    (pod.zone ? ` ${pod.zone}` : "");
  table.replaceChildren();
  for (let rail = 0; rail < fabric.rails; rail++) {
    const row = table.insertRow(), name = nicName(n, rail);
    const { colour, mark } = states[state(n, rail)];
    const text = railText(n, rail);
    const head = row.insertCell();
    head.textContent = `rail ${rail} `;
    if (mark) {
      const sign = document.createElement("span");
      sign.className = "mark";
      sign.style.color = `var(--${colour})`;
      sign.textContent = mark;
      head.append(sign);
    }
    row.insertCell().textContent = !name || text.startsWith(`${name}: `) ?
      text : `${name}: ${text}`;
  }
}

/* Node N of a click; undefined: beside all nodes. */
function choose(n) {
  const hash = n === undefined ? "" : "#" + encodeURIComponent(fabric.nodes[n]);
  found = { nodes: new Set(n === undefined ? [] : [n]), boxes: [] };
  byId("node").hidden = true;
  if (n !== undefined)
    tell(n);
  history.replaceState(null, "", location.pathname + location.search + hash);
  ask();
}

/* --- search -------------------------------------------------------------- */

let hits = [], hit = -1;

function leafHits(text) {
  const list = [];
  for (const island of fabric.islands)
    for (const leaf of island.leafs)
      if (leaf.name.toLowerCase().includes(text))
        list.push({ box: toBox(island.box), name: leaf.name });
  return list;
}

function spineHits(text) {
  const list = [];
  for (const pod of fabric.pods)
    pod.spines.forEach((name, i) => {
      if (name.toLowerCase().includes(text))
        list.push({ box: spineBox(pod, i), name });
    });
  return list;
}

function search() {
  const text = byId("query").value.trim().toLowerCase();
  byId("node").hidden = true;
  found = { nodes: new Set(), boxes: [] };
  hits = [];
  hit = -1;
  if (text) {
    for (const list of [fabric.pods, fabric.islands])
      for (const one of list)
        if (one.name.toLowerCase().includes(text))
          hits.push({ box: toBox(one.box), name: one.name });
    for (const pod of fabric.pods)	/* "in zone1 in campus" */
      if (!pod.name.toLowerCase().includes(text) &&
          (pod.zone || "").toLowerCase().includes(text))
        hits.push({ box: toBox(pod.box), name: `${pod.name} ${pod.zone}` });
    hits.push(...leafHits(text), ...spineHits(text));
    hits.forEach((h) => found.boxes.push(h.box));
    fabric.nodes.forEach((name, n) => {
      if (!name.toLowerCase().includes(text))
        return;
      found.nodes.add(n);
      hits.push({ node: n, name });
    });
    /* Who types a whole name means that one. */
    hits.sort((a, b) => (b.name.toLowerCase() === text) -
                        (a.name.toLowerCase() === text));
  }
  byId("found").value = !text ? "" : hits.length === 1 ? "1 found" :
    `${hits.length} found`;
  ask();
}

function goTo(h) {
  const b = h.node === undefined ? h.box : nodeBox(h.node);
  const margin = h.node === undefined ? 20 : 120;
  if (h.node !== undefined)
    tell(h.node);
  flyTo(fit({ x: b.x - margin, y: b.y - margin, w: b.w + 2 * margin,
              h: b.h + 2 * margin }, 3));
}

byId("query").addEventListener("input", search);
byId("search").addEventListener("submit", (e) => {
  e.preventDefault();
  if (!hits.length)
    return;
  hit = (hit + 1) % hits.length;
  byId("found").value = `${hit + 1} of ${hits.length}: ${hits[hit].name}`;
  goTo(hits[hit]);
});

/* page.html#gpu00114 is a link to that node. */
function searchHash() {
  if (location.hash.length < 2)
    return;
  byId("query").value = decodeURIComponent(location.hash.slice(1));
  search();
  byId("search").requestSubmit();
}

/* --- around the picture -------------------------------------------------- */

const listed = 500;	/* more are a number */

function addOdd(letter, text, go) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const mark = document.createElement("span");
  mark.className = "mark";
  mark.style.color = `var(--${states[letter].colour})`;
  mark.textContent = states[letter].mark;
  button.append(mark, " " + text);
  button.onclick = go;
  item.append(button);
  byId("odd").append(item);
}

/* Rails that are dark on a whole island first, then NIC by NIC. */
function fillOdd() {
  const single = fabric.odd.filter(([n, rail]) => !isDark(n, rail));
  byId("odd-title").textContent = fabric.odd.length ?
    `${fabric.odd.length} odd NIC${fabric.odd.length > 1 ? "s" : ""} on ` +
    `${odd.size} node${odd.size > 1 ? "s" : ""}` : "Nothing odd";
  for (const island of fabric.islands)
    for (const rail of island.dark)
      addOdd("x", `${island.name} rail ${rail}: no cable seen on any of its ` +
        `${island.count} node${island.count > 1 ? "s" : ""}`, () => {
        found = { nodes: new Set(), boxes: [toBox(island.box)] };
        goTo({ box: toBox(island.box) });
      });
  for (const [node, rail, text] of single.slice(0, listed))
    addOdd(state(node, rail), `${fabric.nodes[node]} rail ${rail}: ${text}`,
      () => {
        found = { nodes: new Set([node]), boxes: [] };
        goTo({ node });
      });
  if (single.length > listed) {
    const item = document.createElement("li");
    item.textContent = `and ${single.length - listed} more`;
    byId("odd").append(item);
  }
}

function fillLegend() {
  for (const letter of "osapx ") {
    if (!fabric.states.includes(letter) && letter !== "x")
      continue;
    const item = document.createElement("span");
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.style.color = `var(--${states[letter].colour})`;
    mark.textContent = states[letter].mark || "\u25a0";
    item.append(mark, " " + states[letter].text);
    byId("legend").append(item);
  }
  const keys = document.createElement("span");
  keys.textContent = "drag, wheel, click; / search, + \u2212 zoom, 0 whole";
  byId("legend").append(keys);
}

/* #measure: moves and zooms through the fabric, and notes the frames' times,
 * for whoever wants to know whether it is smooth. */
function measure() {
  const times = [], start = whole(), steps = 60;
  for (let i = 0; i < steps; i++) {
    const k = i / (steps - 1);
    Object.assign(view, {
      x: fabric.width * k * 0.8, y: fabric.height * k * 0.8,
      scale: start.scale * Math.pow(2 / start.scale, k),
    });
    const before = performance.now();
    draw();
    pen.getImageData(0, 0, 1, 1);	/* waits until it is drawn */
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  document.documentElement.dataset.frameMedian = times[steps / 2].toFixed(1);
  document.documentElement.dataset.frameWorst = times[steps - 1].toFixed(1);
  Object.assign(view, start);
  draw();
}

function start() {
  readColours();
  byId("name").textContent = fabric.name;
  byId("summary").textContent = fabric.summary;
  fillOdd();
  fillLegend();
  Object.assign(view, whole());
  draw();
  document.documentElement.dataset.ready = performance.now().toFixed(0);
  if (location.hash === "#measure")
    measure();
  else
    searchHash();
}

addEventListener("hashchange", searchHash);
new ResizeObserver(ask).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  readColours();
  ask();
});
start();
