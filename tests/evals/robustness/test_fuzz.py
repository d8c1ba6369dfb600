"""Any bytes give a document or one clear error; ``make fuzz`` tries many thousands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.documents.document import Document
from assistant.errors import SourceError
from assistant.readers import read_bytes
from assistant.serialization import dump, load
from evals.robustness.fuzz import fuzz, make_input
from evals.robustness.mutation import seeds

# Pieces that mean something to one reader or another.
PIECES = st.sampled_from(
    [
        "<", ">", "</div>", "<div>", "<p hidden>", "<table><tr><td>", "<math><mi>x</mi>", "<!--",
        "-->", "<![CDATA[", "<style>p{color:#fff}</style>", "<svg>", "&lt;", "&#0;", "&#x202e;",
        "# ", "\n## ", "\n- ", "\n1. ", "```", "$$", "\\(", "| a | b |\n|---|---|\n", "[x](y)",
        "![](javascript:x)", "---\n", "[^1]: ", "<br/>", "\n\n", "\r", "\t", "\x0c", "\x00",
        "\u200b", "\u202e", "\U000e0041", "\ud800", "。", "参考文献", "References\n[1] A. B.",
        "Abstract ", "arXiv:2309.15025", "doi:10.1/x", "Fig. 1: x", "Rivers run. ", "1.1 Water",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=40).map("".join)


def read(data: bytes, name: str) -> None:
    try:
        document = read_bytes(data, name)
    except SourceError as error:
        assert str(error) and "\n" not in str(error)
    else:
        storable = document.name.encode("utf-8", "replace").decode()
        assert load(Document, dump(document)) == replace(document, name=storable)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, suffix=st.sampled_from([".html", ".md", ".txt", ".pdf", ""]))
@example(text="<div>" * 3000, suffix=".html")
@example(text="> " * 3000 + "x", suffix=".md")
@example(text="[" * 5000, suffix=".md")
@example(text="</div>\x0c", suffix=".md")
@example(text="<div>\x0c\x01\uffff</div>\x0cx", suffix=".html")
@example(text="a" * 300_000, suffix=".txt")
@example(text="<p>" + "<b>" * 2000 + "x", suffix=".html")
def test_any_text_is_read_or_refused(text: str, suffix: str) -> None:
    read(text.encode("utf-8", "surrogatepass"), f"name{suffix}")


@settings(max_examples=120, deadline=None)
@given(data=st.binary(max_size=3000), suffix=st.sampled_from([".html", ".md", ".txt", ".pdf"]))
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    read(data, f"name{suffix}")


@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=2000), start=st.sampled_from([b"%PDF-1.4\n", b"%PDF-2.0\n%\xff\n"]))
def test_any_pdf_is_read_or_refused(data: bytes, start: bytes) -> None:
    read(start + data, "name.pdf")


@pytest.mark.parametrize("name", [None, "", ".", "..", "a/b.md", "x" * 5000 + ".md", "\ud800.md"])
def test_odd_names(name: str | None) -> None:
    read(b"# Rivers\n\nRivers run to the sea and back.\n", name or "")


def test_changed_documents_in_a_confined_child(tmp_path: Path) -> None:
    figures = fuzz(None, 0, 150, 3, tmp_path)
    assert figures.inputs == 150, figures.lines()
    assert not (figures.escaped or figures.crashed or figures.slow), figures.lines()
    assert figures.outcomes["documents"] > 20 and figures.outcomes["told as an error"] > 0


def test_an_input_can_be_made_again() -> None:
    found = seeds(None)
    assert make_input(found, 5, 7) == make_input(found, 5, 7)
    assert len({make_input(found, n, 7)[1] for n in range(50)}) > 45
