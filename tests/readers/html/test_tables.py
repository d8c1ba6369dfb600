# ruff: noqa: E501  (pages stand as they are)
"""Tables of web pages and of LaTeXML's papers."""

from __future__ import annotations

from assistant.documents.document import Document
from assistant.readers import read_bytes

PROSE = "<p>" + "Rivers carry water from the hills down to the sea in every year. " * 6 + "</p>"


def read(body: str) -> Document:
    page = (
        f"<html><head><title>Rivers</title></head><body><h1>Rivers</h1>{PROSE}{body}</body></html>"
    )
    return read_bytes(page.encode(), "rivers.html")


def stated(document: Document) -> list[str]:
    return [statement.text for _, statement in document.statements()]


def test_a_table_with_header_cells_and_a_caption() -> None:
    found = read(
        "<table><caption>Table 1: Long rivers.</caption><tr><th rowspan=2>River</th>"
        "<th colspan=2>Numbers</th></tr><tr><th>km</th><th>flow</th></tr>"
        "<tr><th>Elbe</th><td>1094</td><td>-</td></tr></table>"
    )
    assert stated(found) == ["Table 1, row Elbe, column Numbers km: 1094."]
    assert found.tables[0].caption == "Long rivers."


def test_a_table_that_only_lays_a_page_out_is_none() -> None:
    assert (
        stated(
            read("<table><tr><td>Home</td><td>News</td></tr><tr><td>a</td><td>b</td></tr></table>")
        )
        == []
    )


def test_hidden_cells_are_left_out() -> None:
    found = read(
        "<table><tr><th>River</th><th>km</th></tr><tr><td>Elbe</td><td>1094"
        "<span style='display:none'>9999</span></td></tr></table>"
    )
    assert stated(found) == ["Table, row Elbe, column km: 1094."]


def test_a_paper_by_latexml() -> None:
    table = (
        "<figure class='ltx_table'><figcaption class='ltx_caption'><span class='ltx_tag ltx_tag_table'>"
        "Table 2: </span>Scores of models.</figcaption><table class='ltx_tabular'><thead class='ltx_thead'>"
        "<tr class='ltx_tr'><th class='ltx_td ltx_th'>Model</th><th class='ltx_td ltx_th'>F1</th></tr></thead>"
        "<tbody><tr class='ltx_tr'><td class='ltx_td'>BERT</td><td class='ltx_td'>88.5</td></tr></tbody>"
        "</table></figure>"
    )
    equation = "<table class='ltx_equation'><tr class='ltx_tr'><td>x</td><td>1</td></tr><tr><td>y</td><td>2</td></tr></table>"
    page = (
        "<html><body><article class='ltx_document'><h1 class='ltx_title ltx_title_document'>Models</h1>"
        f"<section class='ltx_section'><h2 class='ltx_title'>1 Data</h2><div class='ltx_para'>"
        f"<p class='ltx_p'>We score models on a set of questions about rivers.</p></div>{table}{equation}</section>"
        "</article></body></html>"
    )
    found = read_bytes(page.encode(), "paper.html")
    assert stated(found) == ["Table 2, row BERT, column F1: 88.5."]
