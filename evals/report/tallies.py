"""Counts as Markdown: a table with a column for each sample, and what is wrong in each."""

from __future__ import annotations

from collections.abc import Sequence

from evals.report.table import table
from evals.task import Record, Tally

MOST_MISSES = 40
# Above this a count is of letters, and shown as a share.
LONGEST_COUNT = 1000


def tallies_of(record: Record) -> tuple[Tally, ...]:
    """What the first solver counted."""
    return next(iter(record.outputs.values())).tallies


def tally_table(records: Sequence[Record]) -> str:
    """A row for each count, a column for each sample."""
    names = list(dict.fromkeys(tally.name for record in records for tally in tallies_of(record)))
    rows = []
    for name in names:
        found = [next((t for t in tallies_of(r) if t.name == name), None) for r in records]
        rows.append([name, *(_cell(tally) for tally in found)])
    return table(["right of wanted", *(record.sample.id for record in records)], rows)


def miss_list(record: Record) -> str:
    """What is wrong in one sample, under a heading of its own."""
    lines = [line for tally in tallies_of(record) for line in _misses(tally)]
    return f"### {record.sample.id}\n\n" + ("\n".join(lines) or "Nothing amiss.")


def _cell(tally: Tally | None) -> str:
    """Right of wanted, with what was given where that is another number; shares of long texts."""
    if tally is None or not tally.wanted:
        return "–"
    if tally.wanted > LONGEST_COUNT:
        return f"{tally.right / tally.wanted:.3f}"
    given = "" if tally.given in (None, tally.wanted) else f" (gave {tally.given})"
    return f"{tally.right}/{tally.wanted}{given}"


def _misses(tally: Tally) -> list[str]:
    if not tally.misses:
        return []
    shown = [f"  - {' '.join(miss.split())}" for miss in tally.misses[:MOST_MISSES]]
    more = len(tally.misses) - len(shown)
    tail = [f"  - and {more} more"] if more else []
    return [f"- **{tally.name}** {_cell(tally)}", *shown, *tail]
