# SPDX-License-Identifier: GPL-2.0-or-later
"""An SVG of the results: bars of refusals and waste, dots of times."""
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, ROW = 900, 230, 60, 22
COLOURS = {"stock tree": "#b35900", "stock block": "#8a6d9e",
           "railyard": "#1b7a5a"}
STYLE = """text{font:13px sans-serif;fill:#222}
.title{font-size:17px;font-weight:bold}.part{font-size:14px;font-weight:bold}
.note{fill:#666;font-size:12px}.grid{stroke:#ddd}.value{font-size:12px}"""


def colour(who):
    return next(COLOURS[name] for name in COLOURS if who.startswith(name))


class Page:
    def __init__(self):
        self.parts, self.y = [], 14

    def text(self, x, text, kind="", anchor="start"):
        self.parts.append(f'<text class="{kind}" x="{x:.1f}" y="{self.y:.1f}" '
                          f'text-anchor="{anchor}">{escape(text)}</text>')

    def title(self, text, kind="part", gap=30):
        self.y += gap
        self.text(14, text, kind)

    def bar(self, label, value, largest, shown, fill):
        """A row: its name, a bar, its figure."""
        self.y += ROW
        self.text(LEFT - 8, label, anchor="end")
        width = (WIDTH - LEFT - RIGHT - 40) * value / largest if largest else 0
        self.parts.append(f'<rect x="{LEFT}" y="{self.y - 12:.1f}" '
                          f'width="{max(width, 1):.1f}" height="15" '
                          f'fill="{fill}"/>')
        self.text(LEFT + max(width, 1) + 6, shown, "value")

    def svg(self):
        height = self.y + 24
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
                f'height="{height:.0f}" viewBox="0 0 {WIDTH} {height:.0f}">\n'
                f'<style>{STYLE}</style>\n'
                f'<rect width="100%" height="100%" fill="white"/>\n'
                + "\n".join(self.parts) + "\n</svg>\n")


def sums_by_who(rows):
    """Over all sizes, of the questions that stock Slurm is asked, too."""
    found = {}
    for row in rows:
        if row["who"] in COLOURS or "segment" in row["who"]:
            total = found.setdefault(row["who"], dict.fromkeys(
                ("jobs", "wrongly_refused", "worse", "pods_over"), 0))
            for key in total:
                total[key] += row[key]
    return found


def plot_snapshots(page, found):
    rows = sums_by_who(found["rows"])
    asked = {who: total["jobs"] + total["wrongly_refused"]
             for who, total in rows.items()}
    for key, title, of in (
            ("wrongly_refused", "jobs refused that could start, of all", asked),
            ("worse", "jobs on more pods or islands than need be, of the placed",
             {who: total["jobs"] for who, total in rows.items()})):
        page.title(title)
        for who, total in rows.items():
            share = total[key] / of[who] if of[who] else 0
            page.bar(who, share, 1, f"{100 * share:.1f} %  ({total[key]} of "
                     f"{of[who]})", colour(who))
    page.title("pods more than need be, in all")
    largest = max(total["pods_over"] for total in rows.values())
    for who, total in rows.items():
        page.bar(who, total["pods_over"], largest, str(total["pods_over"]),
                 colour(who))


def plot_speed(page, found):
    rows = [row for row in found["decisions"] if row["mode"] == "when"]
    for load in dict.fromkeys(row["load"] for row in rows):
        of_load = [row for row in rows if row["load"] == load]
        largest = max(row["whole"]["p50"] for row in of_load
                      if row["who"] != "stock block")
        page.title(f"job_test, {load} cluster: median, and how many times that "
                   "of stock tree")
        for row in of_load:
            value = row["whole"]["p50"]
            page.bar(f"{row['who']}, {row['nodes']} nodes",
                     min(value, largest), largest,
                     f"{value:.2f} ms  ({row['ratio']:.2f})",
                     colour(row["who"]))


def draw(results):
    page = Page()
    page.title("Placement side by side, on real slurmctlds", "title", 14)
    for name, found in results["fabrics"].items():
        page.title(f"{name}: {found['nodes']} nodes", "title", 42)
        if "snapshots" in found:
            page.y += 20
            page.text(14, f"{found['snapshots']['states']} random states, the "
                      "same for all", "note")
            plot_snapshots(page, found["snapshots"])
        if "speed" in found:
            plot_speed(page, found["speed"])
    return page.svg()
