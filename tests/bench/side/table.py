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
        print(f"\n== {name}: {found['nodes']} nodes")
        if "snapshots" in found:
            show_snapshots(found["snapshots"])
        if "speed" in found:
            show_speed(found["speed"])
    print(f"\n{results['seconds']:.0f} s in all")


def show_snapshots(found):
    print(f"\n{found['states']} states; {found['real']['same']} of "
          f"{found['real']['jobs']} real starts on the nodes that --test-only "
          f"told; {found['not_asked']['same']} of "
          f"{found['not_asked']['jobs']} jobs that ask for nothing on the "
          "nodes of stock tree\n")
    line("who", "size", "jobs", "refused", "wrongly", "pods over",
         "islands over", "worse", "cross", "ring", "a2a")
    for row in found["rows"]:
        line(row["who"], row["size"], row["jobs"], row["refused"],
             row["wrongly_refused"], row["pods_over"], row["islands_over"],
             row["worse"], number(row.get("mean_cross")),
             number(row.get("mean_ring")), number(row.get("mean_all_to_all")))
    for who, agree in found["models"].items():
        print(f"model of {who}: {agree['same_nodes']} of {agree['jobs']} on "
              f"the same nodes, {agree['same_islands']} on the same islands")
    for text in found["findings"][:20]:
        print(f"finding: {text}")


def show_speed(found):
    print("\nms of the processor in job_test; own: without the stock plugin's "
          "part; ratio: to stock tree\n")
    cells = "{:<20} {:<11} {:>6} {:<5} {:>5} {:>8} {:>8} {:>7} {:>9} {:>9}"
    print(cells.format("who", "load", "nodes", "asked", "n", "p50", "p99",
                       "ratio", "own p50", "own p99"))
    for row in found["decisions"]:
        own = row.get("own", {})
        print(cells.format(row["who"], row["load"], row["nodes"], row["mode"],
                           row["decisions"], number(row["whole"]["p50"], 2),
                           number(row["whole"]["p99"], 2),
                           number(row["ratio"], 2), number(own.get("p50")),
                           number(own.get("p99"))))
    print()
    for who, own in found["own"].items():
        print(f"own time of {who}, {own['decisions']} decisions: "
              f"p50 {own['p50']:.3f}, p99 {own['p99']:.3f}, "
              f"max {own['max']:.3f} ms; by the clock p50 "
              f"{own['wall']['p50']:.3f}, p99 {own['wall']['p99']:.3f}")
    show_controllers(found["controllers"])


CONTROLLER = (("starts_a_second", "starts/s", 0),
              ("cpu_ms_a_start", "CPU ms/start", 2), ("main_cycle_ms", "cycle", 1),
              ("backfill_cycle_ms", "backfill", 1), ("start_up_s", "start-up", 2),
              ("memory_kib", "RSS KiB", 0))


def show_controllers(found):
    """Each figure and its ratio to stock tree; cycles in ms, start-up in s."""
    print("\n" + f"{'who':<20}" + "".join(f"{title:>18}"
                                         for _, title, _ in CONTROLLER))
    base = found.get("stock tree", {})
    for who, figures in found.items():
        cells = []
        for key, _, digits in CONTROLLER:
            value, of = figures.get(key), base.get(key)
            ratio = f" ({value / of:.2f})" if value and of else ""
            cells.append(f"{number(value, digits) + ratio:>18}")
        print(f"{who:<20}" + "".join(cells))
