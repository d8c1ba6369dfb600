"""How far a value travels: the modules that it visits on its way, and that no call climbs.

A value visits a module where a function there is called with it, or with a list of such values. A
call climbs where it goes from a lower room to a higher one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel

from assistant import Library
from assistant.demo import demo_sources
from tests.test_architecture import LAYERS, ROOT, room

QUESTION = "How does the Shen survey divide alignment methods?"
RANK = {name: number for number, layer in enumerate(LAYERS) for name in layer}
# Functions that stand for an expression are called where they are written, or handed down.
EXPRESSIONS = ("<lambda>", "<genexpr>", "<listcomp>", "<dictcomp>", "<setcomp>")


@dataclass
class Walk:
    """The modules that values of some types visit, in order, and the calls that climb."""

    types: tuple[str, ...]
    modules: list[str] = field(default_factory=list)
    climbs: set[tuple[str, str]] = field(default_factory=set)

    def note(self, frame: FrameType, event: str, _: object) -> None:
        """Look at a call; what ``sys.setprofile`` takes."""
        name = _module(frame.f_code)
        if event != "call" or name is None or frame.f_code.co_name in EXPRESSIONS:
            return
        names = frame.f_code.co_varnames[: _arguments(frame.f_code)]
        if not any(self._follows(frame.f_locals.get(argument)) for argument in names):
            return
        if name not in self.modules:
            self.modules.append(name)
        caller = next(filter(None, map(_module, _callers(frame))), None)
        if caller is not None and RANK[room(caller)] < RANK[room(name)]:
            self.climbs.add((caller, name))

    def _follows(self, value: object) -> bool:
        first = value[0] if isinstance(value, list | tuple) and value else value
        return type(first).__name__ in self.types


def _arguments(code: CodeType) -> int:
    return code.co_argcount + code.co_kwonlyargcount


def _callers(frame: FrameType) -> Iterator[CodeType]:
    while (back := frame.f_back) is not None:
        yield back.f_code
        frame = back


def _module(code: CodeType) -> str | None:
    """The product's module that a function stands in; None for tests and libraries."""
    path = Path(code.co_filename)
    if not path.is_relative_to(ROOT):
        return None
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts) if parts[0] in ("assistant", "vectorstore", "prompts") else None


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """The demo digests; a model that says one sentence again and again."""
    said = FakeListChatModel(responses=["Reward hacking is a risk [S1]."] * 100)
    embeddings = DeterministicFakeEmbedding(size=16)
    with Library.open(tmp_path, chat_model=said, embeddings=embeddings) as opened:
        for source in demo_sources():
            opened.add(source)
        yield opened


def _ask(library: Library) -> None:
    library.ask(QUESTION)


def _review(library: Library) -> None:
    library.review(library.surveys()[0])


def _compare(library: Library) -> None:
    library.compare(library.surveys()[:2], aspects=["scope", "datasets"])


@pytest.mark.parametrize(
    ("run", "types", "most"),
    [
        (_ask, ("Question",), 15),
        (_ask, ("Evidence",), 7),
        (_review, ("Survey",), 8),
        (_review, ("WholeText", "Evidence"), 13),
        (_compare, ("Survey",), 10),
        (_compare, ("Aspect", "CellSources"), 3),
        (_compare, ("WholeText", "Evidence"), 14),
    ],
)
def test_a_value_travels_no_further_than_today(
    library: Library, run: Callable[[Library], None], types: tuple[str, ...], most: int
) -> None:
    walk = Walk(types)
    sys.setprofile(walk.note)
    try:
        run(library)
    finally:
        sys.setprofile(None)
    assert walk.modules, "nothing was followed"
    assert len(walk.modules) <= most, walk.modules
    assert walk.climbs == set()
