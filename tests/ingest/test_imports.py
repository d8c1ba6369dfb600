"""Imports from Zotero, again and again: right counts, and nothing twice."""

from __future__ import annotations

from pathlib import Path

from assistant.library import Library
from evals.datasets.office_files import docx, epub
from tests.ingest.zotero_folder import ZoteroFolder
from tests.library_checks import sound
from tests.readers.pdf_writer import Page, pdf

ITEMS = 200


def content(number: int, kind: str) -> bytes:
    """A file with words of its own."""
    words = f"Water number {number} flows to the sea, as gauge {number} shows."
    if kind == "pdf":
        page = Page()
        page.lines(50, 50, [f"River {number} has water of kind {n}." for n in range(40)])
        return pdf([page])
    if kind == "docx":
        return docx(extra=f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
    if kind == "epub":
        return epub(style=f"/* {words} */")
    return f"# Page {number}\n\n{words}".encode()


def kind_of(number: int) -> str:
    """Five kinds; most are short texts, which need no child."""
    rare = {10: "pdf", 20: "docx", 30: "epub"}
    return rare.get(number % 40, "md" if number % 2 else "txt")


def add(zotero: ZoteroFolder, number: int) -> None:
    kind, name = kind_of(number), "".join("abcdefghij"[int(digit)] for digit in str(number))
    fields = {"title": f"Survey {number} of the waters", "date": "2020"}
    fields |= {"DOI": f"10.1234/w.{number}", "abstractNote": f"On water {number}."}
    zotero.add_item(
        number,
        fields,
        [(f"Anna{name}", f"Lee{name}")],
        {f"paper.{kind}": content(number, kind)},
        [1 + number % 3],
    )


def imported(library: Library, zotero: ZoteroFolder, *collections: str) -> tuple[int, ...]:
    """Import; new, changed, the same, gone, and refused."""
    plan = library.plan_zotero(zotero.folder, collections)
    results = list(library.run_import(plan))
    assert len(results) == len(plan.new) + len(plan.changed)
    refused = sum(result.error is not None for result in results)
    return len(plan.new), len(plan.changed), plan.unchanged, len(plan.gone), refused


def test_two_hundred_items_of_five_kinds_are_added_changed_and_added_again(
    library: Library, tmp_path: Path
) -> None:
    zotero = ZoteroFolder(tmp_path / "Zotero")
    for number, name in ((1, "Rivers"), (2, "Lakes"), (3, "Seas")):
        zotero.add_collection(number, name)
    for number in range(1, ITEMS + 1):
        add(zotero, number)
    zotero.add_item(900, {"title": "A work without a file"})
    assert library.plan_zotero(zotero.folder).without_file == 1
    in_lakes = sum(number % 3 == 1 for number in range(1, ITEMS + 1))
    assert imported(library, zotero, "Lakes") == (in_lakes, 0, 0, 0, 0)
    assert imported(library, zotero) == (ITEMS - in_lakes, 0, in_lakes, 0, 0)
    assert imported(library, zotero) == (0, 0, ITEMS, 0, 0)
    surveys = library.surveys()
    assert len(surveys) == ITEMS
    assert {survey.title for survey in surveys} == {
        f"Survey {number} of the waters" for number in range(1, ITEMS + 1)
    }
    assert {document.format for survey in surveys for document in survey.documents} == {
        "pdf", "docx", "epub", "markdown", "text",
    }  # fmt: skip
    _change(zotero)
    assert imported(library, zotero) == (4, 5, ITEMS - 6, 1, 0)
    assert imported(library, zotero) == (0, 0, ITEMS + 3, 1, 0)
    surveys = library.surveys()
    assert len(surveys) == sum(len(survey.documents) for survey in surveys) == ITEMS + 4
    assert library.survey("Survey 3 of all that flows").authors == ("Annad Leed",)
    document = library.survey("Survey 5 of the waters").documents[0]
    texts = [sentence.text for _, sentence in library.document(document.id).sentences()]
    assert texts == ["It was rewritten."]
    library.remove("Survey 8 of the waters")
    assert imported(library, zotero) == (0, 0, ITEMS + 3, 0, 0)
    sound(library)


def _change(zotero: ZoteroFolder) -> None:
    """Three titles, two files, one item for the bin, four that are new."""
    for number in (3, 10, 20):
        zotero.set_field(number, "title", f"Survey {number} of all that flows")
    for number in (5, 7):
        path = zotero.folder / "storage" / f"F{10_000 + 10 * number}" / "paper.md"
        path.write_text(f"# Page {number}\n\nIt was rewritten.{' Again.' * (number - 5)}")
    zotero.bin(8)
    for number in range(ITEMS + 1, ITEMS + 5):
        add(zotero, number)


def test_one_file_of_two_items_is_one_document_and_a_refusal_is_tried_again(
    library: Library, tmp_path: Path
) -> None:
    zotero = ZoteroFolder(tmp_path / "Zotero")
    same = content(1, "md")
    for number in (1, 2):
        zotero.add_item(number, {"title": "Twice there"}, [("Ann", "Lee")], {"a.md": same})
    zotero.add_item(3, {"title": "Broken"}, [], {"b.pdf": b"no pdf", "c.png": b"-"})
    assert imported(library, zotero) == (3, 0, 0, 0, 1)
    assert imported(library, zotero) == (1, 0, 2, 0, 1)
    (zotero.folder / "storage" / "F10010" / "a.md").write_bytes(content(9, "md"))
    assert imported(library, zotero) == (1, 1, 1, 0, 1)
    (survey,) = library.surveys()
    assert len(survey.documents) == 2, "the other item still has the first file"
    sound(library)


def test_zotero_goes_before_what_a_file_that_is_there_says(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content(1, "md"))
    assert library.add(path).title == "Page 1"
    zotero = ZoteroFolder(tmp_path / "Zotero")
    add(zotero, 1)
    (zotero.folder / "storage" / "F10010" / "paper.md").write_bytes(path.read_bytes())
    assert imported(library, zotero) == (1, 0, 0, 0, 0)
    (survey,) = library.surveys()
    assert (survey.title, survey.year) == ("Survey 1 of the waters", 2020)
    list(library.reread())
    assert library.surveys()[0].title == "Survey 1 of the waters"
