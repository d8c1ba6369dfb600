"""Addresses and arXiv ids, fetched from a server on 127.0.0.1 that plays arXiv."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import FetchError, SourceNotFound, UnknownFormat
from assistant.ingest.arxiv import Stated
from assistant.ingest.fetch import fetch, is_address, with_stated
from assistant.readers import read_bytes
from assistant.text.identifiers import paper_id
from tests.arxiv_server import (
    Reply,
    Site,
    feed,
    feed_of_an_error,
    feed_without_papers,
    latexml,
    serving,
)

API = "/api/query?id_list=2401.01234&max_results=1"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as made:
        yield made


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a.pdf", "HTTP://example.org", "arxiv:2309.15025",
        "arXiv: 2309.15025v2",
        "2309.15025", "2309.15025v3", "cs/0112017", "math.AG/0601001v2", "arxiv.org/abs/2309.15025",
        "arxiv:oops", Path("https://example.org/paper"), "ftp://x.org/a", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_addresses(source: str | Path) -> None:
    assert is_address(source)


@pytest.mark.parametrize(
    "source",
    ["paper.pdf", "2309.15025.pdf", "papers/2309.15025v1.pdf", "", "C:\\a.pdf", "C:/a.pdf",
     "2313.00001", "notes", "https", "a\nhttps://x.org"],
)  # fmt: skip
def test_no_addresses(source: str) -> None:
    assert not is_address(source)


def test_a_file_is_never_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_address("2309.15025")
    Path("2309.15025").write_text("Notes.")
    assert not is_address("2309.15025")
    assert not is_address(tmp_path / "2309.15025")


@pytest.mark.parametrize(
    ("source", "number", "version", "wants_pdf"),
    [
        ("https://arxiv.org/abs/2309.15025", "2309.15025", None, False),
        ("http://www.arxiv.org/pdf/2309.15025v2.pdf", "2309.15025", 2, True),
        ("https://arxiv.org/pdf/hep-th/9901001v3", "hep-th/9901001", 3, True),
        ("https://export.arxiv.org/abs/2309.15025?context=cs#top", "2309.15025", None, False),
        ("https://arxiv.org/html/2309.15025v1/", "2309.15025", 1, False),
        ("https://ar5iv.org/abs/2309.15025", "2309.15025", None, False),
        ("ar5iv.labs.arxiv.org/html/cs/0112017", "cs/0112017", None, False),
        ("https://doi.org/10.48550/arXiv.2309.15025", "2309.15025", None, False),
        ("ARXIV:CS/0112017", "cs/0112017", None, False),
    ],
)
def test_papers_on_arxiv(source: str, number: str, version: int | None, wants_pdf: bool) -> None:
    paper = paper_id(source)
    assert paper is not None
    assert (paper.number, paper.version, paper.wants_pdf) == (number, version, wants_pdf)


@pytest.mark.parametrize(
    "source",
    ["https://arxiv.org/list/cs.CL/new", "https://evil.org/arxiv.org/abs/2309.15025",
     "https://arxiv.org.evil.org/abs/2309.15025", "https://arxiv.org/abs/2309.15025/extra"],
)  # fmt: skip
def test_other_pages_are_no_papers(source: str) -> None:
    assert paper_id(source) is None


def test_a_paper_has_arxivs_record_and_its_html(site: Site) -> None:
    site.has_paper("2401.01234", version=2)
    fetched = fetch("arxiv:2401.01234", site.settings())
    assert fetched.name == "arXiv:2401.01234v2"
    assert fetched.address == f"{site.address}/html/2401.01234v2"
    assert b"HTML of arXiv" in fetched.data
    assert fetched.stated == Stated(
        title="Judging Machines: A Survey of O(n^2) Juries",
        authors=("Ann Lee", "Bo Chen"),
        year=2023,
        arxiv_id="2401.01234",
        doi="10.1000/judges.7",
        abstract="We survey judges. There are n of them.",
    )
    assert site.asked == [API, "/html/2401.01234v2"]
    assert all(asked["user-agent"].startswith("survey-assistant/") for asked in site.headers)


def test_what_arxiv_states_wins_over_what_was_parsed(site: Site) -> None:
    site.has_paper("2401.01234")
    fetched = fetch("2401.01234", site.settings())
    parsed = dataclasses.replace(read_bytes(fetched.data, fetched.name), warnings=("a warning",))
    assert parsed.title == "Parsed title"
    document = with_stated(parsed, fetched.stated)
    assert document.title == "Judging Machines: A Survey of O(n^2) Juries"
    assert (document.year, document.doi) == (2023, "10.1000/judges.7")
    assert document.warnings == ("a warning",)
    assert document.sections == parsed.sections
    assert with_stated(parsed, None) == parsed
    assert with_stated(parsed, Stated(warnings=("b",))).warnings == ("a warning", "b")
    assert with_stated(parsed, Stated()).title == "Parsed title"


def test_old_ids(site: Site) -> None:
    site.has_paper("cs/0112017", version=1)
    fetched = fetch("https://arxiv.org/abs/cs/0112017", site.settings())
    assert fetched.name == "arXiv:cs/0112017v1"
    assert read_bytes(fetched.data, fetched.name).format == "html"


def test_without_arxivs_html_it_is_ar5ivs_then_the_pdf(site: Site) -> None:
    site.has_paper("2401.01234")
    del site.routes["/html/2401.01234v1"]
    fetched = fetch("arxiv:2401.01234", site.settings())
    assert b"HTML of ar5iv" in fetched.data and fetched.stated
    assert any("ar5iv" in warning for warning in fetched.stated.warnings)

    abstract_page = Reply(b"", 307, headers={"Location": "/abs/2401.01234"})
    site.routes["/ar5iv/2401.01234"] = abstract_page  # as ar5iv does where it has no text
    site.routes["/abs/2401.01234"] = Reply(b"<html><body><p>An abstract.</p></body></html>")
    fetched = fetch("arxiv:2401.01234", site.settings())
    assert fetched.data.startswith(b"%PDF-")
    assert (fetched.stated or Stated()).warnings == ()
    assert read_bytes(fetched.data, fetched.name).format == "pdf"


def test_a_named_version_is_not_taken_from_ar5iv(site: Site) -> None:
    site.has_paper("2401.01234", version=3)
    del site.routes["/html/2401.01234v3"]
    assert fetch("arxiv:2401.01234v3", site.settings()).address.endswith("/pdf/2401.01234v3")


def test_a_pdfs_address_gives_the_pdf(site: Site) -> None:
    site.has_paper("2401.01234")
    fetched = fetch("https://arxiv.org/pdf/2401.01234", site.settings())
    assert fetched.data.startswith(b"%PDF-")
    del site.routes["/pdf/2401.01234v1"]
    assert b"HTML of arXiv" in fetch("https://arxiv.org/pdf/2401.01234", site.settings()).data


def test_a_conversion_that_failed_is_not_the_text(site: Site) -> None:
    site.has_paper("2401.01234")
    broken = latexml("x") + "<p>Conversion to HTML had a Fatal error and exited abruptly.</p>"
    site.routes["/html/2401.01234v1"] = Reply(broken.encode())
    site.routes["/ar5iv/2401.01234"] = Reply(b"<html class='ltx_document'>Untitled Document</html>")
    assert fetch("arxiv:2401.01234", site.settings()).data.startswith(b"%PDF-")


@pytest.mark.parametrize("answer", [feed_without_papers(), feed_of_an_error("2401.01234")])
def test_unknown_ids(site: Site, answer: str) -> None:
    site.has_paper("2401.01234")
    site.routes[API] = Reply(answer.encode(), kind="application/atom+xml")
    with pytest.raises(SourceNotFound, match=r"2401\.01234.*Check"):
        fetch("arxiv:2401.01234", site.settings())
    assert site.asked == [API]


def test_ids_with_a_slip_are_named(site: Site) -> None:
    with pytest.raises(SourceNotFound, match=r"'arxiv:2309\.150' is not an arXiv id"):
        fetch("arxiv:2309.150", site.settings())
    assert site.asked == []


def test_a_withdrawn_paper_is_named_with_its_earlier_version(site: Site) -> None:
    comment = "This paper has been withdrawn by the author due to an error in Lemma 2"
    site.has_paper("2401.01234", version=2, comment=comment)
    del site.routes["/html/2401.01234v2"], site.routes["/pdf/2401.01234v2"]
    with pytest.raises(SourceNotFound, match=r"withdrawn.*Lemma 2.*add arxiv:2401\.01234v1"):
        fetch("arxiv:2401.01234", site.settings())
    assert "/ar5iv/2401.01234" not in site.asked


def test_a_withdrawal_in_the_record_of_a_text_that_is_there_is_a_warning(site: Site) -> None:
    site.has_paper(
        "2401.01234", comment="Version 2 corrects a figure; the first version was withdrawn"
    )
    fetched = fetch("arxiv:2401.01234", site.settings())
    assert fetched.stated and "withdrawn" in fetched.stated.warnings[0]
    site.has_paper("2401.01235", abstract="We study when consent is withdrawn from trials.")
    fetched = fetch("arxiv:2401.01235", site.settings())
    assert fetched.stated and fetched.stated.warnings == ()


@pytest.mark.parametrize(
    "answer",
    [
        Reply(b"down", 500),
        Reply(b"Rate exceeded.", kind="text/plain"),
        Reply(b"Rate exceeded.", 429, headers={"Retry-After": "3600"}),
        Reply(b"<html>Maintenance</html>"),
        Reply(b"<feed xmlns='http://www.w3.org/2005/Atom'>", kind="application/atom+xml"),
    ],
    ids=["500", "rate", "429", "html", "cut"],
)
def test_without_the_api_there_is_still_the_text(site: Site, answer: Reply) -> None:
    site.has_paper("2401.01234")
    site.routes[API] = answer
    site.routes["/html/2401.01234"] = site.routes["/html/2401.01234v1"]
    fetched = fetch("arxiv:2401.01234", site.settings())
    assert fetched.name == "arXiv:2401.01234"
    document = with_stated(read_bytes(fetched.data, fetched.name), fetched.stated)
    assert (document.title, document.arxiv_id) == ("Parsed title", "2401.01234")
    assert "as the text states them" in document.warnings[0]


def test_the_api_is_asked_every_few_seconds_at_most(site: Site) -> None:
    for number in ("2401.01234", "2401.01235"):
        site.has_paper(number)
        fetch(number, site.settings(arxiv_interval=0.5))
    first, second = (
        when for path, when in zip(site.asked, site.times, strict=True) if "/api/" in path
    )
    assert second - first >= 0.5


def test_the_record_is_read_as_data(site: Site) -> None:
    bomb = '<!DOCTYPE f [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = feed("2401.01234v1", title="T &b; &x;").replace("<feed", f"{bomb}<feed", 1)
    site.has_paper("2401.01234")
    site.routes[API] = Reply(text.encode(), kind="application/atom+xml")
    fetched = fetch("arxiv:2401.01234", site.settings())
    assert fetched.stated and "root:" not in fetched.stated.title
    assert "aaaa" not in fetched.stated.title


def test_no_text_anywhere(site: Site) -> None:
    site.has_paper("2401.01234")
    for path in ("/html/2401.01234v1", "/ar5iv/2401.01234", "/pdf/2401.01234v1"):
        del site.routes[path]
    with pytest.raises(SourceNotFound, match=r"no text of 2401\.01234v1"):
        fetch("arxiv:2401.01234", site.settings())
    site.routes["/pdf/2401.01234v1"] = Reply(b"", 403)
    with pytest.raises(FetchError, match=r"arXiv:2401\.01234v1 could not be fetched.*403"):
        fetch("arxiv:2401.01234", site.settings())


PROSE = "<p>Judges are models that score the answers of other models, and are cheap to run.</p>" * 9
PAGE = (
    "<html><head><title>On judges</title></head><body>"
    f"<article><h1>On judges</h1>{PROSE}</article></body></html>"
)


def test_a_page(site: Site) -> None:
    site.routes["/on/judges"] = Reply(PAGE.encode(), kind="text/html; charset=utf-8")
    seen: list[tuple[int, int | None]] = []
    fetched = fetch(
        f"{site.address}/on/judges#part", site.settings(), lambda *done: seen.append(done)
    )
    assert fetched.name == f"{site.address}/on/judges"
    assert fetched.stated is None
    assert seen[-1] == (len(PAGE), len(PAGE))
    assert read_bytes(fetched.data, fetched.name).format == "html"
    assert site.asked == ["/on/judges"]


@pytest.mark.parametrize(
    ("path", "body", "kind", "format"),
    [
        ("/a", b"<p>Judges score. They are cheap.</p>", "text/html", "html"),
        (
            "/readme",
            b"On judges\n\nThey score the answers of others. It is cheap to run them.",
            "text/plain",
            "text",
        ),
        ("/readme.md", b"# Judges\n\nThey score.", "text/plain", "markdown"),
        ("/blob/readme.md", PAGE.encode(), "text/html", "html"),
        ("/v1.15025v1", b"They score. It is so.", "text/plain", "text"),
    ],
)
def test_the_format_goes_by_content(
    site: Site, path: str, body: bytes, kind: str, format: str
) -> None:
    site.routes[path] = Reply(body, kind=kind)
    fetched = fetch(f"{site.address}{path}", site.settings())
    assert read_bytes(fetched.data, fetched.name).format == format


@pytest.mark.parametrize(
    ("charset", "claimed", "meta"),
    [
        ("gb18030", "gbk", ""), ("shift_jis", "Shift_JIS", ""), ("euc_jp", "euc-jp", ""),
        ("gb18030", "", "<meta charset='gb2312'>"), ("big5", "big5", ""),
        ("utf-8", "iso-8859-1", ""), ("shift_jis", "iso-8859-1", "<meta charset='shift_jis'>"),
        ("euc_jp", "", '<meta http-equiv="Content-Type" content="text/html; charset=EUC-JP">'),
        ("utf-8", "nonsense-7", ""), ("gb18030", "", ""), ("shift_jis", "", ""), ("euc_jp", "", ""),
    ],
)  # fmt: skip
def test_encodings_by_header_meta_or_bytes(
    site: Site, charset: str, claimed: str, meta: str
) -> None:
    chinese = charset in ("gb18030", "big5")
    text = "機器評判其他機器的做法越來越常見" if chinese else "機械が機械を評価する研究を調べる"
    if charset == "gb18030":
        text = "机器评判其他机器的做法越来越常见"
    page = f"<html><head>{meta}</head><body><p>{(text + '。') * 20}</p></body></html>"
    kind = f"text/html; charset={claimed}" if claimed else "text/html"
    site.routes["/page"] = Reply(page.encode(charset), kind=kind)
    fetched = fetch(f"{site.address}/page", site.settings())
    document = read_bytes(fetched.data, fetched.name)
    assert next(document.sentences())[1].text == text + "。"


def test_a_page_instead_of_a_pdf(site: Site) -> None:
    site.routes["/paper.pdf"] = Reply(PAGE.encode())
    with pytest.raises(UnknownFormat, match="a web page, not with a PDF"):
        fetch(f"{site.address}/paper.pdf", site.settings())


def test_a_login_page_instead_of_the_article(site: Site) -> None:
    site.routes["/article"] = Reply(b"", 302, headers={"Location": "/login?next=/article"})
    site.routes["/login?next=/article"] = Reply(PAGE.encode())
    with pytest.raises(FetchError, match=r"/article led to a page that asks for a login"):
        fetch(f"{site.address}/article", site.settings())
