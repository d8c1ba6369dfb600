"""What the benches' figures are held against, and how they are shown: unit, bound, whether kept."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

# The most that a figure may be, on two cores: what a person waits for, and what a library costs.
AT_MOST = {
    "first_token_ratio": 0.30,
    "first_quote_seconds": 0.4,
    "answer_seconds": 1.5,
    "add_ratio_to_embedding": 1.10,
    "retrieval_ms_p95_20000": 30.0,
    "retrieval_ms_p95_300000": 60.0,
    "retrieval_ms_p95_1000000": 100.0,
    "open_seconds": 1.0,
    "page_load_seconds": 1.0,
    "page_library_tab_seconds": 1.0,
    "cluster_ratio": 1.15,
}
# Ends of names and what the values are in; the first that fits counts.
UNITS = {
    "passages_per_second": "passages/s",
    "pages_per_second": "pages/s",
    "tokens_per_second": "tokens/s",
    "seconds_p95": "s, 95 of 100",
    "seconds_each": "s each",
    "seconds": "s",
    "rss_mb": "MB",
}
PARTS = {"_ms_": "ms", "_mb_per_million_": "MB a million passages", "_ms": "ms", "ratio": "ratio"}
# What takes more than this bench's minutes, or more than this machine's packages.
MORE = {
    "app": "the page in Chromium: its load, the first quotation, twenty browsers at once",
    "many_surveys --page --compare": "a library of 1,000 surveys, and a table of 40 by 20",
    "growth --data FOLDER": "what a search costs as a library grows, drawn",
    "lanes": "50 clients at a model server with four slots, and at one lane",
    "cluster --data FOLDER": "papers added on two nodes of a Ray cluster, one of them killed",
}


def unit(name: str) -> str:
    """What a figure is in, by its name; empty for a count.

    >>> unit("first_quote_seconds"), unit("retrieval_ms_p95_20000"), unit("papers_refused")
    ('s', 'ms', '')
    """
    ends = (text for end, text in UNITS.items() if name.endswith(end))
    parts = (text for part, text in PARTS.items() if part in name)
    return next(ends, "") or next(parts, "")


def target(name: str, value: float) -> str:
    """The bound of a figure and whether it is kept; empty for one that has none.

    >>> target("first_token_ratio", 0.36)
    'at most 0.3: 20 % over'
    >>> target("first_quote_seconds", 0.3), target("help_seconds", 0.3)
    ('at most 0.4: kept', '')
    """
    if name not in AT_MOST:
        return ""
    over = value / AT_MOST[name] - 1
    return f"at most {AT_MOST[name]:g}: {'kept' if over <= 0 else f'{100 * over:.0f} % over'}"


def table(values: Mapping[str, float], title: str) -> Table:
    """Figures with their units, their bounds and whether those are kept."""
    shown = Table("figure", "value", "", "target", title=title)
    for name, value in values.items():
        number = f"{value:.3f}" if value < 100 else f"{value:.0f}"
        shown.add_row(name, number, unit(name), target(name, value))
    return shown


def more_lines() -> list[str]:
    """The other benches: the command of each, and what it measures."""
    return [f"python -m evals.bench.{command}: {what}" for command, what in MORE.items()]
