# SPDX-License-Identifier: GPL-2.0-or-later
"""Cables of a map, one a line, as railyard-map(5) has them: it shares no code
with railyard(1), nor any knowledge that is not in that page.

usage: map_cables.py MAP"""
import json
import sys

fabric = json.load(open(sys.argv[1]))
rails, planes = fabric["rails"], fabric.get("planes", 1)
shapes = [s["nics"] if isinstance(s, dict) else s for s in fabric["shapes"]]
leafs, spines, cores = [], [], []


def port_text(port):
    names = fabric.get("port_names")
    return "" if not port else names[port - 1] if names else str(port)


def of_nic(value, rail, plane):
    """Of ports: one number for all, for a plane, or one for each."""
    if isinstance(value, list) and planes > 1:
        value = value[plane]
    return value[rail] if isinstance(value, list) else value


def usual_leaf(own, rail, plane):
    """The first of its rail and plane, else the first that carries several."""
    def fits(leaf, key, number):
        return leaf.get(key, number) == number
    right = [l for l in own
             if fits(l, "rail", rail) and fits(l, "plane", plane)]
    one = [l for l in right
           if "rail" in l and ("plane" in l or planes == 1)]
    return (one + right)[0]["name"] if right else None


def leaf_of(node, own, rail, plane):
    if "leafs" not in node:
        return usual_leaf(own, rail, plane)
    at = node["leafs"][plane] if planes > 1 else node["leafs"]
    at = at[rail] if at is not None else None
    return own[at]["name"] if isinstance(at, int) else at


def show_node(node, own):
    for rail, nic in enumerate(shapes[node.get("shape", 0)]):
        for plane in range(planes if nic is not None else 0):
            leaf = leaf_of(node, own, rail, plane)
            if leaf is not None:
                print(node["name"],
                      nic + (f"/{plane + 1}" if planes > 1 else ""), leaf,
                      port_text(of_nic(node.get("ports", 0), rail, plane)),
                      sep=",")


def show_parts(part):
    """A component, or a zone of it."""
    cores.extend(s["name"] for s in part.get("cores", []))
    for pod in part.get("pods", []):
        spines.extend(s["name"] for s in pod.get("spines", []))
        for island in pod["islands"]:
            leafs.extend(l["name"] for l in island["leafs"])
            for node in island["nodes"]:
                show_node(node, island["leafs"])
    for zone in part.get("zones", []):
        show_parts(zone)


def cables_of(trunk):
    numbers = [n for n in trunk if not isinstance(n, list)]
    cables = [numbers[:4]]
    for i in range(4, len(numbers) - 2, 3):
        cables.append(numbers[:1] + numbers[i:i + 3])
    for count, *steps in (n for n in trunk if isinstance(n, list)):
        cables = [[n + k * step for n, step in zip(cable, steps)]
                  for k in range(count) for cable in cables]
    return cables


for component in fabric["components"]:
    show_parts(component)
switches = leafs + spines + cores
for trunk in fabric.get("trunks", []):
    for a, a_port, b, b_port in cables_of(trunk):
        print(*sorted([f"{switches[a]},{port_text(a_port)}",
                       f"{switches[b]},{port_text(b_port)}"]), sep=",")
for other in fabric.get("others", []):
    print(other["host"], other.get("nic", ""),
          other.get("leaf") or other.get("spine") or other.get("core"),
          port_text(other.get("port", 0)), sep=",")
