# SPDX-License-Identifier: GPL-2.0-or-later
"""Names as Slurm writes them: gpu[001-004,007], a0,b[1-2]."""


def split(text):
    """Parts between commas that are in no bracket."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part for part in parts if part]


def expand(text):
    """All names of a list, in its order.  One bracket a name."""
    names = []
    for part in split(text):
        head, bracket, rest = part.partition("[")
        if not bracket:
            names.append(part)
            continue
        ranges, _, tail = rest.partition("]")
        for item in ranges.split(","):
            low, _, high = item.partition("-")
            for number in range(int(low), int(high or low) + 1):
                names.append(f"{head}{number:0{len(low)}d}{tail}")
    return names


def compress(prefix, width, numbers):
    """PREFIX[...] of ascending numbers, each of WIDTH digits."""
    runs = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return prefix + "[" + ",".join(
        f"{low:0{width}d}" if low == high else f"{low:0{width}d}-{high:0{width}d}"
        for low, high in runs) + "]"
