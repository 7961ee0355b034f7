# SPDX-License-Identifier: GPL-2.0-or-later
"""The results for people."""


def line(*cells):
    widths = (24, 13, 6, 8, 8, 10, 12, 7, 7, 7, 7)
    print(" ".join(f"{cell:<{width}}" if at < 2 else f"{cell:>{width}}"
                   for at, (cell, width) in enumerate(zip(cells, widths))))


def number(value, digits=3):
    return "-" if value is None else f"{value:.{digits}f}"


def show(results):
    for name, found in results["fabrics"].items():
        show_snapshots(name, found)
    print(f"\n{results['seconds']:.0f} s in all")


def show_snapshots(name, found):
    print(f"\n{name}: {found['nodes']} nodes, {found['states']} states; real "
          f"starts on the nodes that --test-only told: "
          f"{found['real']['same']} of {found['real']['jobs']}\n")
    line("who", "size", "jobs", "refused", "wrongly", "pods over",
         "islands over", "worse", "cross", "ring", "a2a")
    for row in found["rows"]:
        line(row["who"], row["size"], row["jobs"], row["refused"],
             row["wrongly_refused"], row["pods_over"], row["islands_over"],
             row["worse"], number(row.get("mean_cross")),
             number(row.get("mean_ring")), number(row.get("mean_all_to_all")))
    for text in found["findings"][:20]:
        print(f"finding: {text}")
