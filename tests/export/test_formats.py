"""The files of reviews and comparisons: nothing in them runs, and JSON comes back equal."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pytest

from assistant.comparisons.aspects import Kind
from assistant.comparisons.cells import Cell
from assistant.comparisons.comparison import Comparison
from assistant.comparisons.synthesis import synthesise
from assistant.documents.survey import Survey
from assistant.errors import AssistantError
from assistant.evidence.claims import Citation, Claim
from assistant.export.formats import COMPARISON_FILES, REVIEW_FILES, comparison_file, review_file
from assistant.export.latex import bibtex, latex
from assistant.reviews.review import Review, ReviewField
from assistant.serialization import load, schema
from tests.texts import LAKES, RIVERS, category

SPITE = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script> \" onmouseover=\"x' &amp; \\input{/etc/passwd}"
    " $x_1^2$ % # ~ {\\write18 ${7*7} {{x}} \u202e\x07"
)
SCHEMAS = Path(__file__).parents[2] / "assistant" / "export" / "schemas"


def spiteful(kinds: tuple[Kind, ...] = ("text", "number")) -> Comparison:
    survey = Survey("s1", SPITE, (SPITE, "@SUM(A1)"), 2024, None, SPITE)
    cite = Citation(survey, "d1", "+evil.md", SPITE, 3, SPITE, 0, True)
    claim = Claim(SPITE, "supported", (cite, replace(cite, page=4)))
    aspects = ("=1+1\n| x", "-cost")
    cells = (
        Cell("s1", aspects[0], (claim,), edited=True),
        Cell("s1", aspects[1], (), "number", note="=note"),
        Cell("s2", aspects[0], (claim,)),
    )
    trees = {"s1": (category(SPITE[:60], 0, survey),), "s2": (category(SPITE[:60], 0, LAKES),)}
    found = synthesise([survey, LAKES], cells, trees)
    return Comparison((survey, LAKES), aspects, cells, finished=True, kinds=kinds, synthesis=found)


def review() -> Review:
    table = spiteful()
    claim = table.cells[0].claims[0]
    refuted = replace(claim, verdict="unsupported", reason=SPITE)
    fields = (
        ReviewField("one_line", "In one line", (claim,)),
        ReviewField("taxonomy", "Taxonomy", (claim, claim), SPITE, depths=(0, 1)),
        ReviewField("findings", "Main findings", (refuted,)),
        ReviewField("limitations", "Limitations"),
    )
    return Review(table.surveys[0], "en", fields, 3, 4, 5, 0.1, finished=True)


def pages(ending: str) -> list[str]:
    return [str(review_file(review(), ending)), str(comparison_file(spiteful(), ending))]


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("page", pages("html"))
def test_html_is_one_file_in_which_nothing_runs(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.tags and "iframe" not in tags.tags
    for name, value in tags.attributes:
        assert not name.startswith("on")
        if name in ("href", "src"):
            assert value is not None and value.startswith("#"), "it asks nobody for anything"
    titles = [value for name, value in tags.attributes if name == "title" and value]
    assert any("=cmd" in title for title in titles), "a mark shows its quote"
    ids = {value for name, value in tags.attributes if name == "id"}
    links = {value[1:] for name, value in tags.attributes if name == "href" and value}
    assert links and links <= ids
    assert "\x07" not in page and "\u202e" not in page


@pytest.mark.parametrize("page", pages("tex"))
def test_latex_prints_what_others_wrote_and_runs_none_of_it(page: str) -> None:
    body = page.split("\\begin{document}")[1]
    commands = set(re.findall(r"\\([A-Za-z]+)", body))
    assert not commands & {"input", "write", "include", "def", "catcode"}
    assert "\\toprule" in body or "\\section*" in body
    bare = re.sub(r"\\[\\{}$&#%_]|\\[A-Za-z]+\*?\{\}|\\~", "", body)
    assert "#" not in bare and "$" not in bare and "^" not in bare and "%" not in bare
    assert bare.count("{") == bare.count("}")
    assert body.count("\\begin") + 1 == body.count("\\end"), "the document's own begin"


def test_latex_letters() -> None:
    assert latex("a_b & 5%\n{x}") == "a\\_b \\& 5\\% \\{x\\}"
    assert latex("\\") == "\\textbackslash{}"


def test_bibtex_keys_differ_and_braces_balance() -> None:
    text = bibtex([RIVERS, RIVERS, spiteful().surveys[0]])
    keys = re.findall(r"^@misc\{([^,]*),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == 3
    assert keys[0] == "reed2021survey"
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert "author = {Ada Reed}" in text


def test_excel_holds_texts_only_and_the_evidence() -> None:
    data = comparison_file(spiteful(), "xlsx")
    assert isinstance(data, bytes)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Comparison", "Evidence", "Synthesis"]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
    rows = list(book["Comparison"].iter_rows(values_only=True))
    assert rows[1][1].startswith("=cmd") and rows[1][1].endswith("(edited)")
    assert rows[2][1] == "not stated (=note)" and rows[2][2] == "…"
    evidence = list(book["Evidence"].iter_rows(values_only=True))
    assert len(evidence) > 2 and evidence[1][3] == "3"


def test_the_picture_is_xml_with_a_column_for_each_survey() -> None:
    picture = comparison_file(spiteful(), "svg")
    assert isinstance(picture, str)
    root = ElementTree.fromstring(picture)
    tags = {element.tag.split("}")[1] for element in root.iter()}
    assert tags <= {"svg", "rect", "path", "g", "title", "text"}
    assert sum(element.tag.endswith("path") for element in root.iter()) == 1
    alone = replace(spiteful(), surveys=(RIVERS,))
    assert comparison_file(alone, "svg") == ""


@pytest.mark.parametrize(
    "table", [spiteful(), replace(spiteful(), cells=(), finished=False), Comparison((), ())]
)
def test_tables_come_back_equal_and_every_format_takes_them(table: Comparison) -> None:
    assert load(Comparison, str(comparison_file(table, "json"))) == table
    for ending in COMPARISON_FILES:
        comparison_file(table, ending)


def test_reviews_come_back_equal_and_every_format_takes_them() -> None:
    for made in (review(), replace(review(), fields=(), finished=False)):
        assert load(Review, str(review_file(made, "json"))) == made
        for ending in REVIEW_FILES:
            assert review_file(made, f".{ending.upper()}")


@pytest.mark.parametrize(("name", "kind"), [("review", Review), ("comparison", Comparison)])
def test_the_published_schemas_are_those_of_the_files(name: str, kind: type) -> None:
    published = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    assert published == schema(kind)


def test_an_unknown_ending_names_the_known_ones() -> None:
    with pytest.raises(AssistantError, match=r"\.docx.*\.tex"):
        comparison_file(spiteful(), ".odt")
    with pytest.raises(AssistantError, match=r"\.html"):
        review_file(review(), "csv")


def word_text(data: bytes) -> str:
    """Every paragraph of a Word file, those of its tables too."""
    word = docx.Document(io.BytesIO(data))
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join(
        paragraph.text
        for part in (word, *cells)
        for paragraph in part.paragraphs  # type: ignore[attr-defined]
    )


def test_a_word_file_of_a_review_opens_with_its_quotes() -> None:
    made = replace(review(), language="zh")
    data = review_file(made, "docx")
    assert isinstance(data, bytes)
    told = word_text(data)
    shown = " ".join(SPITE.replace("\u202e", "").replace("\x07", "").split())
    for field in made.fields:
        assert field.heading in told
    assert "未说明。" in told and "证据" in told
    assert "[1] " in told and "[2] " in told and f": “{shown[:40]}" in told
    word = docx.Document(io.BytesIO(data))
    struck = [run.text.strip() for p in word.paragraphs for run in p.runs if run.font.strike]
    assert struck == [shown]
    assert [p.style.name for p in word.paragraphs].count("List Bullet 2") == 1


def test_a_word_file_of_a_comparison_has_its_table_and_quotes() -> None:
    table = spiteful()
    data = comparison_file(table, ".DOCX")
    assert isinstance(data, bytes)
    word = docx.Document(io.BytesIO(data))
    first, *rest = word.tables
    assert len(first.rows) == len(table.aspects) + 1
    assert len(first.columns) == len(table.surveys) + 1
    assert len(rest) == bool(table.synthesis.matches)
    told = word_text(data)
    assert "Evidence" in told and "[1]" in told
    assert "not stated (=note)" in told and "(edited)" in told and "…" in told


def test_an_unfinished_or_spiteful_comparison_opens_in_word() -> None:
    for made in (spiteful(), replace(spiteful(), cells=(), finished=False)):
        data = comparison_file(made, "docx")
        assert isinstance(data, bytes)
        assert "Comparison" in word_text(data)
