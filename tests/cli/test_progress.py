"""Adding on the command line: what became of each source, where it is said, and what is asked."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from assistant.cli.progress import (
    PLAIN_EVERY,
    STAGES,
    AddBars,
    PlainLines,
    added_line,
    added_values,
    ask_password,
    facts,
    follow_adding,
)
from assistant.documents.identity import Identity
from assistant.documents.matching import Agreement, MergeProposal
from assistant.documents.survey import DocumentInfo
from assistant.errors import EmptySource, UnknownFormat
from assistant.ingest.progress import Added, Progress
from tests.texts import RIVERS

INFO = DocumentInfo(
    "d" * 64, "rivers.pdf", "pdf", 3, ("en",), 0.5, ("page 2: a scan", "page 3: a scan")
)
SURVEY = replace(RIVERS, title="河流综述", documents=(INFO,))
PROPOSAL = MergeProposal(
    ("s1", "s2"), (Identity("河流综述"), Identity("Rivers")), False, ("authors",), ()
)


def shown(added: Added, verb: str = "added") -> tuple[str, list[str]]:
    first, *rest = added_line(added, verb).plain.splitlines()
    return first, rest


def test_what_was_added_has_its_title_and_its_warnings() -> None:
    first, rest = shown(Added("/papers/rivers.pdf", SURVEY))
    assert first == "✓ /papers/rivers.pdf: added, “河流综述”"
    assert rest == ["  ! page 2: a scan", "  ! page 3: a scan"]
    assert "read again" in shown(Added("/papers/rivers.pdf", SURVEY), "read again")[0]


def test_what_was_there_already_is_not_warned_of_again() -> None:
    first, rest = shown(Added("/papers/rivers.pdf", SURVEY, already_there=True))
    assert "was there already" in first and rest == []


def test_what_it_was_joined_with_and_may_be_one_with_stands_below() -> None:
    joined = Agreement(("title",), ("b.pdf",))
    added = Added("rivers.pdf", SURVEY, document_id="d" * 64, joined=joined, proposals=(PROPOSAL,))
    _, rest = shown(added)
    assert [line.strip()[0] for line in rest] == ["=", "?", "!", "!"]
    assert "(this one)" in rest[1]


@pytest.mark.parametrize("source", ["a.xyz", "川.xyz", "/a/" + "very-" * 30 + "long.xyz"])
def test_a_refusal_names_its_source_once(source: str) -> None:
    for message in (f"No reader knows {source}. Convert it to PDF.", "It has no text. Scan it."):
        line = added_line(Added(source, error=UnknownFormat(message))).plain
        assert line.startswith("✗ ") and message in line and "\n" not in line
        assert source in line
    assert line.count(source) == 1


def test_values_for_programs_can_be_written_as_json() -> None:
    joined = Agreement(("title",), ("b.pdf",), (("x",),))
    found = added_values(Added("a.pdf", SURVEY, joined=joined, proposals=(PROPOSAL,)))
    assert json.loads(json.dumps(found))["joined"]["united"] == [["x"]]
    assert found["survey"] == "s1" and found["error"] is None and found["proposals"]
    refused = added_values(Added("a.pdf", error=EmptySource("a.pdf holds no text.")))
    assert refused["error"] == "a.pdf holds no text." and refused["survey"] is None
    assert set(refused) == set(found)


@given(
    st.sampled_from(sorted(STAGES)),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.none() | st.floats(0, 1e9),
    st.none() | st.floats(0, 1e6),
)
def test_facts_are_one_line_of_what_is_known(
    stage: str, done: int, total: int, rate: float | None, left: float | None
) -> None:
    line = facts(Progress("x", stage, done, total, 0, rate, left))  # type: ignore[arg-type]
    assert "\n" not in line and "None" not in line and not line.startswith(", ")
    assert (" left" in line) == bool(left)
    assert ("/s" in line) == bool(rate)
    assert (" of " in line) == bool(total)


def adding(*results: Added) -> Callable[[Callable[[Progress], None]], Iterator[Added]]:
    def run(hear: Callable[[Progress], None]) -> Iterator[Added]:
        for number, added in enumerate(results):
            hear(Progress(added.source, "read", 1, 2, number))
            yield added

    return run


def test_results_go_to_standard_output_and_the_count_of_refusals_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = [
        Added("[red]川[/red].pdf", SURVEY),
        Added("b.md", error=EmptySource("b.md: no text.")),
    ]
    assert follow_adding(adding(*results)) == results
    out, err = capsys.readouterr()
    assert [line[0] for line in out.splitlines()] == ["✓", "✗"]
    assert "[red]川[/red].pdf" in out, "a name is no markup"
    assert "1 of 2 sources were refused" in err
    assert follow_adding(adding(*results), quiet=True) == results
    assert capsys.readouterr() == ("", "")


def test_one_refusal_alone_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    follow_adding(adding(Added("b.md", error=EmptySource("b.md: no text."))))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("end", ["known", "refused", "embed"])
def test_what_has_ended_is_not_shown_any_more(end: str) -> None:
    file = io.StringIO()
    with AddBars(Console(file=file, force_terminal=True, width=120)) as bars:
        bars.hear(Progress("[b]川[/b].pdf", "read", 1, 9))
        bars.hear(Progress("[b]川[/b].pdf", end, 9, 9))  # type: ignore[arg-type]
    assert "9 of 9" not in file.getvalue()


def test_lines_without_a_terminal_count_each_source_for_itself() -> None:
    file, now = io.StringIO(), [0.0]
    with PlainLines(Console(file=file, width=40), lambda: now[0]) as lines:
        for second in (0.0, PLAIN_EVERY - 1, PLAIN_EVERY):
            now[0] = second
            for number in (0, 1):
                lines.hear(
                    Progress(f"a very long name of a file {number}.pdf", "read", 1, 9, number)
                )
        lines.hear(Progress("ended.pdf", "known", number=2))
    assert [line[-16:] for line in file.getvalue().splitlines()] == [
        " 0.pdf: 1 of 9 pages"[-16:], " 1.pdf: 1 of 9 pages"[-16:],
    ]  # fmt: skip


def test_no_one_is_asked_for_a_password_without_a_terminal() -> None:
    assert ask_password(["secret.pdf"]) is None
