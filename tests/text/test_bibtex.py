"""BibTeX files."""

from __future__ import annotations

from assistant.text.bibtex import closing_brace, entries, reference

FILE = r"""% a comment
@string{jw = "Journal of Water"}
@article{lee20, author = {Lee, Anna and Ray, Bob and Oak, Cy and Elm, Di},
  title = "On {R}ivers: a {Survey}", journal = jw # " B", month = jan, year = 2020, }
@comment{@book{no, title={No}}}
@Book(elm, title = {Lakes \& {\'E}tangs}, editor={M{\"u}ller, J.}, publisher={Wave})
@misc{broken, title = {never closed
"""


def test_entries_values_and_names() -> None:
    lee, elm, *_ = [entry for entry in entries(FILE) if entry.key != "no"]
    assert (lee.kind, lee.key, lee.text("title")) == ("article", "lee20", "On Rivers: a Survey")
    assert (lee.text("journal"), lee.text("month"), lee.text("none")) == (
        "Journal of Water B", "Jan", "",
    )  # fmt: skip
    assert lee.people == ("Anna Lee", "Bob Ray", "Cy Oak", "Di Elm")
    assert (elm.text("title"), elm.people) == ("Lakes & Étangs", ("J. Müller",))


def test_references_name_three_authors_at_most() -> None:
    lee, elm, *_ = [entry for entry in entries(FILE) if entry.key != "no"]
    assert reference(lee) == "Anna Lee et al. On Rivers: a Survey. Journal of Water B, 2020."
    assert reference(elm) == "J. Müller. Lakes & Étangs. Wave."


def test_braces_are_closed_where_they_are_and_what_is_damaged_ends() -> None:
    assert closing_brace(r"{a{b}\}c}d", 0) == 8
    assert closing_brace("{never", 0) == 6
    assert list(entries("@article{" * 2000)) == []
    assert len(list(entries("@a{k, t = {" * 300))) <= 300
