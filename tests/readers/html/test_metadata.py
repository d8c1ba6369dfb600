"""What a page states of itself, in citation tags, Dublin Core, JSON-LD and its title."""

from __future__ import annotations

import json

import pytest

from assistant.readers.html.metadata import PageStated, page_statements
from assistant.readers.html.tree import tree_of


def stated(head: str, body: str = "") -> PageStated:
    """What a page with this head states."""
    return page_statements(tree_of(f"<head>{head}</head><body>{body}</body>".encode(), "page.html"))


def metas(**tags: str) -> str:
    """Citation tags by the end of their name."""
    return "".join(
        f'<meta name="citation_{name}" content="{value}">' for name, value in tags.items()
    )


def article(**work: object) -> str:
    """An article in JSON-LD."""
    data = json.dumps({"@type": "ScholarlyArticle", "headline": "Rivers", **work})
    return f'<script type="application/ld+json">{data}</script>'


def test_a_page_that_states_nothing_states_nothing() -> None:
    assert stated("") == PageStated()
    assert stated("<meta name=citation_title content=' '><meta name=author content=X>") == (
        PageStated()
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (metas(title="On Rivers"), "On Rivers"),
        ('<meta property="DC.Title" content="On Rivers">', "On Rivers"),
        (metas(title="&lt;jats:p&gt;On &lt;i&gt;Rivers&lt;/i&gt;&lt;/jats:p&gt;"), "On Rivers"),
        (metas(title="Rivers of $O(n^2)$ Banks"), "Rivers of O(n^2) Banks"),
        (metas(title="河流综述"), "河流综述"),
        (article(headline="河川のサーベイ"), "河川のサーベイ"),
        (metas(title="On Rivers") + article(headline="Other"), "On Rivers"),
    ],
)
def test_the_title_of_a_work(head: str, title: str) -> None:
    assert stated(head).title == title


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (metas(author="Reed, Ada") + metas(author="Bo Lund"), ("Ada Reed", "Bo Lund")),
        (metas(author="Reed, Ada") * 2, ("Ada Reed",)),
        (metas(authors="Reed, Ada; Lund, Bo"), ("Ada Reed", "Bo Lund")),
        (metas(author="王伟"), ("王伟",)),
        (article(author={"@type": "Person", "name": "Reed, Ada"}), ("Ada Reed",)),
        (article(author=["Ada Reed", {"name": "Bo Lund"}, 7, None, {}]), ("Ada Reed", "Bo Lund")),
        (metas(author="Ada Reed") + article(author="Bo Lund"), ("Ada Reed",)),
        ('<meta name="author" content="The Site">', ()),
    ],
)
def test_the_authors_of_a_work(head: str, authors: tuple[str, ...]) -> None:
    assert stated(head).authors == authors


@pytest.mark.parametrize(
    ("head", "year"),
    [
        (metas(publication_date="2021/03/04", online_date="2020/01/01"), 2021),
        (metas(date="4 March 2021"), 2021),
        (article(datePublished="2021-03-04T00:00:00Z"), 2021),
        ('<meta property="article:published_time" content="2021-03-04">', 2021),
        (metas(arxiv_id="2103.01234"), 2021),
        (metas(arxiv_id="2103.01234", date="2022"), 2022),
        (metas(date="soon"), None),
    ],
)
def test_the_year_of_a_work(head: str, year: int | None) -> None:
    assert stated(head).year == year


@pytest.mark.parametrize(
    "head",
    [
        metas(arxiv_id="2103.01234"),
        metas(arxiv_id="arXiv:2103.01234v3"),
        "<link rel=canonical href='https://arxiv.org/abs/2103.01234v2'>",
        "<link rel=canonical href='https://arxiv.org/pdf/2103.01234'>",
        "<base href='/html/2103.01234v1/'>",
        "<meta property='og:url' content='https://ar5iv.org/abs/2103.01234'>",
    ],
)
def test_the_arxiv_id_of_a_page(head: str) -> None:
    assert stated(head).arxiv_id == "2103.01234"


def test_ids_in_other_places_are_not_the_pages_own() -> None:
    body = "<a href='https://arxiv.org/abs/2103.01234'>arXiv:2103.01234</a>"
    assert stated("<link rel=next href='https://arxiv.org/abs/2103.01234'>", body).arxiv_id is None
    stamp = "<div id=watermark-tr>arXiv:2103.01234v1 [cs.CL] 2 Mar 2021</div>"
    assert stated("", body + stamp).arxiv_id == "2103.01234"


@pytest.mark.parametrize(
    "head",
    [
        metas(doi="10.1000/rivers.7"),
        metas(doi="https://doi.org/10.1000/rivers.7"),
        '<meta name="dc.identifier" content="issn:1234">'
        '<meta name="dc.identifier" content="doi:10.1000/rivers.7">',
        article(identifier={"@type": "PropertyValue", "value": "10.1000/rivers.7"}),
        article(sameAs=["https://x.org/1", "https://doi.org/10.1000/rivers.7"]),
    ],
)
def test_the_doi_of_a_work(head: str) -> None:
    assert stated(head).doi == "10.1000/rivers.7"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Rivers of the North | The Site</title>", "Rivers of the North"),
        ("<title>Rivers of the North – The Site – News</title>", "Rivers of the North"),
        ("<title>Ice | A Survey of Rivers</title>", "Ice | A Survey of Rivers"),
        ("<title>Deep-water rivers</title>", "Deep-water rivers"),
        ("<title>北方河流研究进展与综述｜某网站</title>", "北方河流研究进展与综述"),
        ("<title>Tab</title><meta property='og:title' content='Shared'>", "Shared"),
        ("<title></title>", ""),
    ],
)
def test_the_title_of_a_tab_loses_the_sites_name(head: str, title: str) -> None:
    made = stated(head)
    assert (made.page_title, made.title) == (title, "")


def test_an_abstract_loses_its_label() -> None:
    assert stated(metas(abstract="Abstract: Rivers flow.")).abstract == "Rivers flow."
    assert stated(metas(abstract="Abstracts of rivers.")).abstract == "Abstracts of rivers."


@pytest.mark.parametrize(
    "data",
    [
        "{", "[]", "null", '"text"', "[" * 5_000, '{"@graph": [{"@graph": []}]}',
        '{"@type": "ScholarlyArticle"}', '{"@type": "Product", "headline": "Rivers"}',
        '{"@type": {"a": 1}, "headline": "Rivers"}',
    ],
)  # fmt: skip
def test_other_json_states_nothing(data: str) -> None:
    assert stated(f'<script type="application/ld+json">{data}</script>') == PageStated()


@pytest.mark.parametrize("kind", ["Article", ["Thing", "Report"], "https://schema.org/BlogPosting"])
def test_an_article_is_found_in_a_graph(kind: object) -> None:
    work = {"@type": kind, "headline": "Rivers"}
    for data in ([{"@type": "WebSite"}, work], {"@graph": [work]}, {"mainEntity": [work]}):
        script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
        assert stated(script).title == "Rivers"
