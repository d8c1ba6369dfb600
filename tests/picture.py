"""Draws the architecture from the imports: ``make picture`` writes docs/architecture.md and .svg.

Rooms are the folders right below ``assistant`` and the other packages; an arrow is an import. The
sentences are the first of each folder's docstring. A test draws both anew and compares.
"""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from tests.test_architecture import LAYERS, PACKAGES, ROOT, imports, module, room, sources, tree

TEXT = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "architecture.svg"
COMMAND = "make picture"

# What a room is for, with the colour of its box.
PARTS = {
    "what people and programs meet": ("#fde8d4", ("cli", "ui", "server", "export", "assistant")),
    "answers, reviews, comparisons": (
        "#dcefdc",
        ("library", "chat", "comparisons", "drafts", "answers", "reviews", "evidence"),
    ),
    "a source gets in": ("#d9e8f7", ("ingest", "readers", "storage", "documents")),
    "tools": (
        "#eeeeee",
        (
            *("models", "text", "vectorstore", "prompts", "settings", "messages", "errors"),
            *("scheduling", "serialization"),
        ),
    ),
    "upkeep and measuring": ("#ece3f4", ("evals", "maintenance", "setup", "demo")),
}

BOX, GAP, ROW_GAP, MARGIN = 216, 20, 46, 24
# The room that an arrow takes in a row that it passes.
LANE = 12
LINE, PADDING = 15, 10
# Characters of 12 px sans-serif that fit into a box.
CHARACTERS = 31
SWEEPS = 8

Edge = tuple[str, str]
# What stands in a row: a room, or an arrow that passes.
Item = str | Edge


@dataclass(frozen=True)
class Place:
    """Where an item is drawn: its left edge, its top, its width and its height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Half way from left to right."""
        return self.x + self.width / 2


def edges() -> set[Edge]:
    """Which room imports from which."""
    found = set()
    for path in sources():
        here = room(module(path))
        for name in imports(tree(path)):
            if name.split(".")[0] in PACKAGES and here != "assistant" and room(name) != here:
                found.add((here, room(name)))
    return found


def without_detours(graph: set[Edge]) -> set[Edge]:
    """The edges that do not follow from others; the graph has no circle."""
    below: dict[str, set[str]] = {}
    for here, there in graph:
        below.setdefault(here, set()).add(there)

    def reached(name: str) -> set[str]:
        direct = below.get(name, set())
        return direct.union(*(reached(other) for other in direct))

    return {
        (here, there)
        for here, there in graph
        if not any(there in reached(other) for other in below[here] - {there})
    }


def sentence(name: str) -> str:
    """The first sentence of the docstring of a room, or of a folder named by its path."""
    home = ROOT / name.replace(".", "/")
    places = [ROOT / "assistant" / name, home] if "/" not in name else [home]
    for place in places:
        for path in (place / "__init__.py", place.with_suffix(".py")):
            if path.is_file():
                told = (ast.get_docstring(tree(path)) or "").split("\n\n")[0]
                return " ".join(told.replace("``", "").split())
    raise FileNotFoundError(name)


def layers() -> list[list[str]]:
    """The rooms that there are, top layer first."""
    there = {room(module(path)) for path in sources()}
    rows = [[name for name in layer if name in there] for layer in reversed(LAYERS)]
    return [row for row in rows if row]


def untangled(rows: list[list[str]], graph: set[Edge]) -> list[list[Item]]:
    """The rows with the arrows that pass them, each ordered by the middle of its neighbours."""
    rank = {name: number for number, row in enumerate(rows) for name in row}
    items: list[list[Item]] = [list(row) for row in rows]
    near: list[tuple[int, Item, Item]] = []
    for edge in sorted(graph):
        chain: list[Item] = [edge[0]]
        for number in range(rank[edge[0]] + 1, rank[edge[1]]):
            items[number].append(edge)
            chain.append(edge)
        chain.append(edge[1])
        near += [(rank[edge[0]] + n, *pair) for n, pair in enumerate(pairwise(chain))]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        order = range(1, len(items)) if down else range(len(items) - 2, -1, -1)
        for number in order:
            _order(items, number, near, down)
    return items


def _order(
    items: list[list[Item]], number: int, near: list[tuple[int, Item, Item]], down: bool
) -> None:
    """Order a row by the mean place of what its items are joined to in the row before."""
    before = number - 1 if down else number + 1
    places = _middles(items[before])
    own = _middles(items[number])
    wanted = {}
    for item in items[number]:
        joined = [
            places[one if down else other]
            for above, one, other in near
            if above == min(number, before) and (other if down else one) == item
        ]
        wanted[item] = sum(joined) / len(joined) if joined else own[item]
    items[number].sort(key=lambda item: (wanted[item], str(item)))


def _middles(row: list[Item]) -> dict[Item, float]:
    """The middle of each item of a row, from the middle of the row."""
    left, found = -_width(row) / 2, {}
    for item in row:
        found[item] = left + _size(item) / 2
        left += _size(item) + GAP
    return found


def _size(item: Item) -> int:
    return BOX if isinstance(item, str) else LANE


def _width(row: list[Item]) -> int:
    return sum(_size(item) + GAP for item in row) - GAP


def picture() -> str:
    """The rooms in their layers as SVG, importers above what they import from."""
    rows = layers()
    rank = {name: number for number, row in enumerate(rows) for name in row}
    graph = edges()
    down = without_detours({(a, b) for a, b in graph if rank[a] < rank[b]})
    items = untangled(rows, down)
    width = 2 * MARGIN + max(max(map(_width, items)), len(PARTS) * (BOX + GAP))
    places: list[dict[Item, Place]] = []
    top: float = 2 * MARGIN + LINE
    for row, names in zip(items, rows, strict=True):
        height = max(len(_lines(name)) for name in names) * LINE + 2 * PADDING + LINE
        middles = _middles(row)
        places.append(
            {
                item: Place(width / 2 + middles[item] - _size(item) / 2, top, _size(item), height)
                for item in row
            }
        )
        top += height + ROW_GAP
    boxes = {item: place for row in places for item, place in row.items() if isinstance(item, str)}
    climbing = sorted((a, b) for a, b in graph if rank[a] >= rank[b])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top:.0f}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{top:.0f}" fill="white"/>',
        *_legend(),
        *(_arrow(places[rank[a] : rank[b] + 1], (a, b)) for a, b in sorted(down)),
        *(_box(name, place) for name, place in boxes.items()),
        *(_climb(boxes[a], boxes[b]) for a, b in climbing),
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _lines(name: str) -> list[str]:
    return textwrap.wrap(sentence(name), CHARACTERS)


def _legend() -> list[str]:
    parts = []
    for number, (told, (colour, _)) in enumerate(PARTS.items()):
        x = MARGIN + number * (BOX + GAP)
        parts += [
            f'<rect x="{x}" y="{MARGIN - 8}" width="14" height="14" fill="{colour}" '
            'stroke="#888"/>',
            f'<text x="{x + 20}" y="{MARGIN + 4}">{escape(told)}</text>',
        ]
    return parts


def _box(name: str, place: Place) -> str:
    colour = next((colour for colour, names in PARTS.values() if name in names), "white")
    x, y = place.x + PADDING, place.y + PADDING + 10
    parts = [
        f'<rect x="{place.x:.0f}" y="{place.y:.0f}" width="{place.width:.0f}" '
        f'height="{place.height:.0f}" rx="6" fill="{colour}" stroke="#666"/>',
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="14" font-weight="bold">{escape(name)}</text>',
    ]
    for number, line in enumerate(_lines(name), start=1):
        parts.append(f'<text x="{x:.0f}" y="{y + number * LINE:.0f}">{escape(line)}</text>')
    return "\n".join(parts)


def _arrow(rows: list[dict[Item, Place]], edge: Edge) -> str:
    """From the bottom of one box to the top of another, down the lanes of the rows between."""
    start, end = rows[0][edge[0]], rows[-1][edge[1]]
    x, y = start.middle, start.y + start.height
    curve = f"M{x:.0f} {y:.0f}"
    for place in [*(row[edge] for row in rows[1:-1]), end]:
        bend = (place.y - y) / 2
        curve += (
            f"C{x:.0f} {y + bend:.0f} {place.middle:.0f} {place.y - bend:.0f} "
            f"{place.middle:.0f} {place.y:.0f}"
        )
        x, y = place.middle, place.y
        if place is not end:
            y += place.height
            curve += f"V{y:.0f}"
    head = f"M{x - 4:.0f} {y - 6:.0f}L{x:.0f} {y:.0f}L{x + 4:.0f} {y - 6:.0f}"
    return f'<path d="{curve}{head}" fill="none" stroke="#555" stroke-width="1.2"/>'


def _climb(start: Place, end: Place) -> str:
    """A straight red line from a box to one that is not below it."""
    here, there = (
        (place.x + 20, place.y + (place.height if place is end and end.y < start.y else 0))
        for place in (start, end)
    )
    return (
        f'<path d="M{here[0]:.0f} {here[1]:.0f}L{there[0]:.0f} {there[1]:.0f}" fill="none" '
        f'stroke="#c00" stroke-width="1.5"/>'
        f'<circle cx="{there[0]:.0f}" cy="{there[1]:.0f}" r="3" fill="#c00"/>'
    )


def page() -> str:
    """docs/architecture.md: the picture, and a line for each folder."""
    rows = ["| room | what is in it |", "|---|---|"]
    for row in layers():
        for name in row:
            rows.append(f"| **{_place(name)}** | {sentence(name)} |")
            rows += [f"| &nbsp; {folder}/ | {sentence(folder)} |" for folder in _folders(name)]
    return INTRODUCTION + "\n".join(rows) + "\n"


def _place(name: str) -> str:
    """Where a room is in the repository."""
    for path in (ROOT / "assistant" / name, ROOT / name):
        if path.is_dir():
            return f"{path.relative_to(ROOT).as_posix()}/"
    return f"assistant/{name}.py"


def _folders(name: str) -> list[str]:
    """The folders inside a room."""
    home = ROOT / _place(name)
    if not home.is_dir() or name == "assistant":
        return []
    inside = sorted(path.parent for path in home.rglob("__init__.py") if path.parent != home)
    return [path.relative_to(ROOT).as_posix() for path in inside]


INTRODUCTION = f"""# Architecture

Each room is a folder, named after what is in it; `tests/` has the same folders. Imports point down:
a room knows only rooms below it. A question goes from `ui`, `cli` or `server` through `library` to
`answers`; a source goes through `ingest` and `readers` into `storage` and `vectorstore`.
`tests/test_walks.py` follows a question, a survey and a cell through the modules.

![The rooms of the house and who imports whom](architecture.svg)

An arrow is an import; one that follows from others is left out (no `a` → `c` where there are
`a` → `b` and `b` → `c`), and one that does not point down is red. Page and picture are drawn from
the imports and from the folders' docstrings: `{COMMAND}` draws them anew.

"""


def write() -> None:
    """Write both files."""
    TEXT.write_text(page(), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    write()
