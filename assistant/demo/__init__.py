"""The three digests of alignment surveys that come with survey-assistant, for a first try."""

from __future__ import annotations

from pathlib import Path

_DIGESTS = (
    "shen-2023-llm-alignment.md",
    "yao-2023-alignment-goals.md",
    "wang-2023-aligning-llms-with-human.md",
)


def demo_sources() -> tuple[Path, ...]:
    """The Markdown files of the three digests, ready to be added to a library.

    >>> [path.name.split("-")[0] for path in demo_sources()]
    ['shen', 'yao', 'wang']
    """
    folder = Path(__file__).parent
    return tuple(folder / name for name in _DIGESTS)
