"""A paper's references and how they are cited."""

from __future__ import annotations

from assistant.readers.latex.bibliography import Bibliography

NATBIB = r"""\bibitem[{Lee et~al.(2020)Lee, Ray, and Oak}]{lee} Lee. Rivers.
\bibitem[Ray(2001{\natexlab{a}})]{ray} Ray. Lakes."""


def same(text: str) -> str:
    return " ".join(text.split())


def test_numbers_where_labels_say_nothing() -> None:
    found = Bibliography()
    found.add_items(r"\bibitem{a} A. \bibitem[2]{b} B.")
    assert found.citation(["b", "a"], False, "") == "[2, 1]"
    assert found.citation(["c"], False, "") == "[c]"
    assert found.references(same) == ["[1] A.", "[2] B."]


def test_authors_and_years_where_labels_have_them() -> None:
    found = Bibliography()
    found.add_items(NATBIB)
    assert found.citation(["lee"], True, "") == "Lee et al. (2020)"
    assert found.citation(["lee"], False, ", p. 3") == "(Lee et al., 2020, p. 3)"
    assert found.references(same)[0] == "Lee. Rivers."


def test_of_a_database_only_what_is_cited_counts() -> None:
    found = Bibliography()
    found.add_database("@book{a, title={A}, year=1} @book{b, author={Lee, Ann}, title={B}, year=2}")
    assert found.citation(["b"], True, "") == "Lee [1]"
    assert found.references(same) == ["[1] Ann Lee. B. 2."]
