"""Pages that are not LaTeXML's: their main text without the clutter around it."""

from __future__ import annotations

import copy
import re
from typing import Any

from assistant.documents.document import Caption
from assistant.documents.section_kinds import kind_of
from assistant.messages import Message
from assistant.readers.html.latexml import caption_of, captions_of, sentences
from assistant.readers.html.tree import NEVER_TEXT, text_of
from assistant.readers.sections import Part
from assistant.text.normalize import one_line
from assistant.text.scripts import has_cjk
from assistant.text.tex import without_tex

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CLUTTER = NEVER_TEXT | {"header", "footer", "aside", "form", "figure", "table", "label"}
_ANCHORS = re.compile(r"editsection|headerlink|anchor|permalink")
_INLINE = frozenset(
    "a b i em strong span sup sub code br math u cite q small font mark abbr time img".split()
)
_MOST_ELEMENTS = 20_000  # more are read plainly: trafilatura's time grows faster than the page
_WALLS = (
    (
        "asks for a captcha",
        r"verify (?:that )?you are (?:a )?human|are you a robot|not a robot|captcha|unusual traffic"
        r"|checking your browser|just a moment\b|security (?:check|verification)|ddos protection"
        r"|人机验证|安全验证|请完成验证|滑动验证|ロボットではありません",
    ),
    (
        "wants JavaScript",
        r"(?:enable|requires?|needs?|turn on|activate|without|support) (?:java ?script|js\b)"
        r"|java ?script (?:is|must be|needs to be|has been)? ?(?:disabled|required|enabled|turned"
        r" off|not (?:available|enabled))|(?:启用|开启|打开|啟用)\s*java ?script"
        r"|java ?script\s*(?:を有効|が無効|被禁用|未启用)",
    ),
    (
        "wants a login",
        r"(?:sign|log) ?-?in (?:to|with|required|below|or)\b|please (?:sign|log) ?in"
        r"|create an account|forgot (?:your )?password"
        r"|请(?:先)?登录|登录后|扫码登录|ログインして|会員登録",
    ),
    (
        "asks for consent",
        r"before you continue|accept (?:all )?cookies|we value your privacy|cookie (?:consent"
        r"|policy|preferences)|enable cookies"
        r"|cookies? (?:are|is) (?:disabled|required)|同意.{0,10}cookie",
    ),
    (
        "refuses to be read",
        r"access (?:to this page )?(?:has been |is |was )?denied|403 forbidden|request blocked"
        r"|you have been blocked|purchase (?:access|pdf|article)|subscribe to (?:read|continue)"
        r"|访问(?:被拒绝|受限)|アクセスが拒否",
    ),
    (
        "says that nothing is there",
        r"(?:page|article|document) (?:you requested )?(?:was |could not be |cannot be |is )?not"
        r" (?:be )?found|404 (?:not found|error)|页面不存在|ページが見つかりません",
    ),
)  # fmt: skip
_SHORT = 1500  # characters: a page that is a wall says little else


def page_parts(root: Any, captions: list[Caption]) -> tuple[list[Part], str]:
    """The main text of a page in parts, and what stands in its place, if anything does.

    The captions that name a figure go into ``captions``. The second is "" or such as "wants a login
    («Sign in …»)".
    """
    _tex_scripts(root)
    uses_tex = bool(root.xpath("//script[contains(@src, 'athjax') or contains(@src, 'athJax')"
                               " or contains(@src, 'atex')]"))  # fmt: skip
    blocks = root.xpath("//blockquote[contains(@class, 'abstract')]")
    if blocks:  # arXiv's abstract pages
        text = re.sub(r"^Abstract:?\s*", "", without_tex(text_of(blocks[0])))
        return [Part("Abstract", 1, sentences(text), kind="abstract")], ""
    title = one_line(" ".join(root.xpath("//title/text()")))
    passworded = bool(root.xpath("//input[@type='password']"))
    for figure in list(root.iter("figure", "table")):
        captions += captions_of(figure)
    plain = plain_parts(root)
    parts = plain if sum(1 for _ in root.iter()) > _MOST_ELEMENTS else _main_text(root, plain)
    wall = _wall(title, root, parts, passworded)
    parts = [part for part in parts if part.title or part.sentences]
    if uses_tex:
        for part in parts:
            words = " ".join(sentence.text for sentence in part.sentences)
            if re.search(r"\\\(|\\\[|\$[^$]+\$", words):
                part.sentences = [
                    made
                    for paragraph in paragraphs_of(part)
                    for made in sentences(without_tex(paragraph))
                ]
    return parts, wall


def heading_of(root: Any) -> str:
    """The page's one top heading, unless that only says "Abstract" or the like."""
    found = root.xpath("//h1")
    text = text_of(found[0], without=_ANCHORS) if len(found) == 1 else ""
    return "" if kind_of(text) in ("abstract", "references", "front", "appendix") else text


def listed_references(parts: list[Part]) -> tuple[str, ...]:
    """The entries below a heading such as "References", a paragraph each."""
    return tuple(
        entry
        for part in parts
        if (part.kind or (kind_of(part.title) if part.title else "")) == "references"
        for entry in paragraphs_of(part)
        if len(entry) > 15
    )


def paragraphs_of(part: Part) -> list[str]:
    """The texts of a part's paragraphs."""
    made: list[str] = []
    fresh = True
    for sentence in part.sentences:
        if fresh:
            made.append(sentence.text)
        else:
            gap = "" if has_cjk(sentence.text[:1]) else " "
            made[-1] += gap + sentence.text
        fresh = sentence.ends_paragraph
    return made


def _main_text(root: Any, plain: list[Part]) -> list[Part]:
    """trafilatura's choice of the main text, unless it loses most of a page's paragraphs."""
    import trafilatura
    from lxml import etree

    body = copy.deepcopy(root)
    for math in list(body.iter("math")):
        _replace(math, f" {text_of(math)} ")
    for item in list(body.iter("figcaption", "caption", *NEVER_TEXT)):
        captioning = item.tag in ("figcaption", "caption")
        if item.tag != "head" and (not captioning or caption_of(text_of(item))):
            _replace(item, " ")
    try:
        found = trafilatura.extract(
            body, output_format="xml", include_comments=False, include_tables=False
        )
        tree = etree.fromstring((found or "<doc/>").encode())
    except (etree.LxmlError, ValueError, RecursionError):
        return plain
    parts = [Part("", 0)]
    for element in tree.iter("head", "p", "item", "quote"):
        text = one_line(" ".join("".join(element.itertext()).split()))
        if element.tag == "head":
            parts.append(Part(text, _HEADINGS.get(element.get("rend") or "h2", 2)))
        elif not any(child.tag in ("p", "item", "list", "quote") for child in element):
            parts[-1].sentences.extend(sentences(text))
    inner, least = plain, 0.3
    for main in root.xpath("//article | //main | //*[@role='main']"):
        found_there = plain_parts(main)
        if _length(found_there) >= 0.6 * _length(plain):  # the page says where its text is
            inner, least = found_there, 0.75
            break
    if _length(parts) < least * _length(inner):
        return inner
    # short pages lose their headings with trafilatura: where there is little clutter, keep them
    loses = sum(bool(part.title) for part in parts) < sum(bool(part.title) for part in inner)
    return inner if loses and _length(inner) <= 1.4 * _length(parts) else parts


def plain_parts(root: Any) -> list[Part]:
    """The headings and paragraphs of a page or element outside of menus, headers and the like."""
    from lxml import etree

    parts = [Part("", 0)]
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        tag = element.tag
        if tag in _CLUTTER or element.get("role") in ("navigation", "banner", "contentinfo"):
            walk.skip_subtree()
        elif tag in _HEADINGS:
            parts.append(Part(text_of(element, without=_ANCHORS), _HEADINGS[tag]))
            walk.skip_subtree()
        elif tag in ("p", "pre") or (tag in ("li", "dd", "div") and _holds_only_words(element)):
            text = text_of(element)
            if len(text) >= (8 if has_cjk(text) else 25) or tag == "p":
                parts[-1].sentences.extend(sentences(text))
            walk.skip_subtree()
    return parts


def _holds_only_words(element: Any) -> bool:
    if any(isinstance(child.tag, str) and child.tag not in _INLINE for child in element):
        return False
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return len(own.strip()) > 15


def _length(parts: list[Part]) -> int:
    return sum(len(sentence.text) for part in parts for sentence in part.sentences)


def _wall(title: str, root: Any, parts: list[Part], passworded: bool) -> str:
    """What a page is instead of an article, in a few words; "" for one with an article in it."""
    if _length(parts) >= _SHORT:
        return ""
    noscript = " ".join(one_line(" ".join(item.itertext())) for item in root.iter("noscript"))
    body = root.find("body")
    said = text_of(body)[:5000] if body is not None else ""
    shown = f"{title} {said}"
    reason = next((why for why, words in _WALLS if re.search(words, shown, re.IGNORECASE)), "")
    if not reason and _length(parts) < 400:
        refreshes = "//meta[translate(@http-equiv, 'REFSH', 'refsh') = 'refresh']"
        if re.search(_WALLS[1][1], noscript, re.IGNORECASE):
            reason = "wants JavaScript"
        elif passworded:
            reason = "wants a login"
        elif root.xpath(refreshes):
            reason = "only leads on to another address"
    if not reason or len(said) >= 2 * _SHORT:
        return ""
    if not said:
        return Message(reason)
    return Message("{what} («{text}»)", what=Message(reason), text=said[:80])


def _tex_scripts(root: Any) -> None:
    """Put the formulas that MathJax would draw from scripts where they will be drawn."""
    for script in list(root.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            before = script.getprevious()
            drawn = before is not None and "MathJax" in str(before.get("class") or "")
            tex = f"${script.text or ''}$"
            _replace(script, "" if drawn else without_tex(tex))


def _replace(element: Any, text: str) -> None:
    parent = element.getparent()
    if parent is None:
        return
    text += element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)
