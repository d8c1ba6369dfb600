"""What a page states of itself: citation tags, JSON-LD, Dublin Core, and the page's title."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from assistant.documents.metadata import Metadata
from assistant.text.identifiers import stated_arxiv_id, stated_doi, stated_year, year_of_arxiv_id
from assistant.text.normalize import one_line
from assistant.text.tex import without_tex

_ARTICLES = re.compile(
    r"Article|Report|Thesis|Book|Chapter|CreativeWork|BlogPosting", re.IGNORECASE
)
_MOST_JSON = 2_000_000


@dataclass(frozen=True)
class PageStated(Metadata):
    """A page's own statements; empty or None where it makes none.

    ``title`` is stated as the work's title; ``page_title`` is what the browser's tab shows.
    """

    page_title: str = ""


def page_statements(root: Any) -> PageStated:
    """The statements in a page's head; its scripts must still be there."""
    metas = _metas(root)
    work = _json_ld(root)

    def first(*keys: str) -> str:
        return next((metas[key][0] for key in keys if metas.get(key)), "")

    arxiv_id = stated_arxiv_id(f"arXiv:{first('citation_arxiv_id')}") or _own_arxiv_id(root)
    dates = ("citation_publication_date", "citation_date", "citation_online_date", "citation_year",
             "prism.publicationdate", "dc.date", "dc.date.issued", "dcterms.issued",
             "dcterms.date")  # fmt: skip
    given = first(*dates) or _text(work.get("datePublished")) or first("article:published_time")
    authors = next(
        (
            metas[key]
            for key in ("citation_author", "citation_authors", "dc.creator", "dcterms.creator")
            if key in metas
        ),
        [],
    )
    if len(authors) == 1 and ";" in authors[0]:
        authors = authors[0].split(";")
    numbers = [first("citation_doi", "prism.doi", "bepress_citation_doi")]
    numbers += metas.get("dc.identifier", []) + metas.get("dcterms.identifier", [])
    numbers += [_text(work.get(key)) for key in ("@id", "sameAs", "identifier")]
    return PageStated(
        title=without_tex(
            first("citation_title", "dc.title", "dcterms.title") or _text(work.get("headline"))
        ),
        page_title=_page_title(root, first("og:title", "twitter:title")),
        authors=tuple(dict.fromkeys(map(_first_name_first, authors)))
        or _people(work.get("author")),
        year=stated_year(given) or year_of_arxiv_id(arxiv_id),
        arxiv_id=arxiv_id,
        doi=next((doi for number in numbers if (doi := stated_doi(number))), None),
        abstract=without_tex(
            re.sub(
                r"^Abstract[:.]?\s+", "",
                first("citation_abstract", "dcterms.abstract", "dc.description.abstract")
                or _text(work.get("abstract")),
            )
        ),
    )  # fmt: skip


def _metas(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = one_line(meta.get("content") or "")
        if key and content:
            found.setdefault(key, []).append(_strip_tags(content))
    return found


def _strip_tags(text: str) -> str:
    """A value without markup that was put into it, such as "<jats:p>…</jats:p>"."""
    return one_line(re.sub(r"</?[a-zA-Z][\w:]*(?:\s[^<>]*)?/?>", " ", text))


def _json_ld(root: Any) -> dict[str, Any]:
    """The article that a page's JSON-LD describes, else an empty dictionary."""
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _MOST_JSON:
            continue
        try:
            queue = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(100):
            if not queue:
                break
            item = queue.pop(0)
            if isinstance(item, list):
                queue += item
            elif isinstance(item, dict):
                if _ARTICLES.search(_text(item.get("@type"))) and item.get("headline"):
                    return item
                queue += [item[key] for key in ("@graph", "mainEntity") if key in item]
    return {}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(_text(item) for item in value[:20])
    if isinstance(value, dict):
        return _text(value.get("value") or value.get("@value") or value.get("name"))
    return _strip_tags(value) if isinstance(value, str) else ""


def _people(value: Any) -> tuple[str, ...]:
    people = value if isinstance(value, list) else [value]
    found = (
        _text(item.get("name")) if isinstance(item, dict) else _text(item) for item in people[:500]
    )
    return tuple(dict.fromkeys(_first_name_first(name) for name in found if name))


def _first_name_first(name: str) -> str:
    """ "Shen, Tianhao" as "Tianhao Shen"."""
    last, comma, first = one_line(name).partition(",")
    return f"{first.strip()} {last.strip()}".strip() if comma else last


def _page_title(root: Any, shared: str) -> str:
    if shared:
        return without_tex(shared)
    found = root.find(".//title")
    text = one_line(found.text or "") if found is not None else ""
    # "The title | The site": the site's name stands last, behind a mark
    parts = re.split(r"\s+[|·•»–—-]\s+|\s*[_｜]\s*", text)
    return without_tex(parts[0] if len(parts[0]) >= 10 else text)


def _own_arxiv_id(root: Any) -> str | None:
    """The arXiv id in the page's own address: its canonical link, og:url or base."""
    links = root.xpath("//link[@rel='canonical']/@href | //base/@href")
    links += root.xpath("//meta[@property='og:url']/@content")
    for link in links:
        if found := stated_arxiv_id(str(link)) or _id_in_path(str(link)):
            return found
    stamp = root.xpath("//*[@id='watermark-tr']")
    return stated_arxiv_id(one_line("".join(stamp[0].itertext()))) if stamp else None


def _id_in_path(link: str) -> str | None:
    from assistant.text.identifiers import paper_id

    path = re.match(r"/(?:html|abs|pdf)/", link)
    paper = paper_id(f"https://arxiv.org{link}" if path else link) if "/" in link else None
    return paper.number if paper else None
