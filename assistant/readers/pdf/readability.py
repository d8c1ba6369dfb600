"""How much of what a PDF's pages draw was read, and what a user should know of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.documents.document import LEAST_READ, LEFT_OUT, Caption, Section
from assistant.messages import Message
from assistant.readers.ocr.demand import MOST_PAGES
from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.page.runs import PageText
from assistant.readers.pdf.page.tex_codes import OT1, T1
from assistant.text.normalize import broken_count
from assistant.text.scripts import is_cjk

LOST = 0.05  # a larger share of glyphs without characters is worth a warning
_LEAST_READABLE = 0.9  # of a page's characters
_ASIDE = 300  # letters turned or askew; fewer are a stamp or a watermark
_MOST_QUOTED = 80
_LEAST_HIDDEN = 12  # letters of hidden text that are worth a warning
_SCANS = (
    "{pages}: images without text (a scan), not recognised: recognition is off, its models are "
    "missing ('make models' fetches them), or there are more than {most} such pages"
)
_MOST_RANGES = 12
_HYPHEN_MARK = 2  # pdfium's, at the end of a line
# Codes of glyphs whose character nobody knows: controls that are none of TeX's letters.
_KNOWN = {*OT1, *T1, *map(ord, "\t\n\r"), _HYPHEN_MARK}
_CODES = re.compile("|".join(re.escape(chr(code)) for code in range(0x20) if code not in _KNOWN))


def unread_count(text: str) -> int:
    """How many of a text's characters stand for nothing, because a font does not say what for."""
    return broken_count(text.replace("\ufffe", "")) + len(_CODES.findall(text))


def text_of(page: PageText) -> str:
    """What a page's runs say, in the order of its content, its turned blocks after them."""
    return "".join(run.text for part in (page, *page.turned) for run in part.runs)


def unread_share(pages: Iterable[PageText | None]) -> float:
    """The share of a document's characters that stand for nothing."""
    texts = [text_of(page) for page in pages if page]
    total = sum(len(text) for text in texts)
    return sum(map(unread_count, texts)) / total if total else 0.0


def lacks_digits(pages: Iterable[PageText | None]) -> bool:
    """Whether a text of some length has no digits and Latin letters: a sign of lost glyphs."""
    text = "".join(text_of(page) for page in pages if page)
    letters = len(re.findall(r"[^\W_]", text))
    return letters > 1500 and len(re.findall("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]", text)) < 0.003 * letters


def share_read(
    pages: Sequence[PageText], count: int, lines: Iterable[Sequence[Line]],
    sections: Iterable[Section], captions: Iterable[Caption], marks: int = 0,
) -> float:  # fmt: skip
    """The share of the letters that a document's pages draw which its sections and captions hold.

    ``lines`` are those of its pages without running heads and feet; ``marks`` counts the letters
    of sections that stand for formulas and on no page. What nobody can see counts
    only on a page where it outweighs the rest: there the reader is more likely to be wrong. A
    page that is an image counts as a page that was not read.
    """
    drawn = sum(_letters(line.text) for page in lines for line in page)
    unread = sum(pictured(page) for page in pages) + count - len(pages)
    for page in pages:
        text = text_of(page)
        hidden = sum(
            len(words.replace(" ", ""))
            for reason, words in page.hidden.items()
            if reason != "off the page"
        )
        drawn += unread_count(text) + _letters(page.aside)
        drawn += hidden if hidden > _letters(text) else 0
    kept = -marks + sum(_letters(caption.label + caption.text) for caption in captions)
    for section in sections:
        kept += _letters(section.title) + sum(_letters(s.text) for s in section.sentences)
    share = min(kept / drawn, 1.0) if drawn else 1.0
    return share * (1 - unread / max(count, 1))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def pictured(page: PageText) -> bool:
    """Whether a page is an image whose text was not read."""
    silent = page.has_image and not text_of(page).strip() and not page.aside
    return silent and page.confidence is None


def page_warnings(pages: Sequence[PageText], count: int) -> list[str]:
    """What a user should know of a document's pages, one plain line each."""
    warnings: list[str] = []
    scans, broken, ocr, aside = [], [], [], []
    sure: dict[int, float] = {}
    for page in pages:
        text = text_of(page)
        if pictured(page):
            scans.append(page.number)
        elif unread_count(text) > (1 - _LEAST_READABLE) * len(text):
            broken.append(page.number)
        if page.confidence:
            sure[page.number] = page.confidence
        if page.ocr:
            ocr.append(page.number)
        if len(page.aside) > _ASIDE:
            aside.append(page.number)
        for reason, words in page.hidden.items():
            if _says_something(words):
                warnings.append(
                    Message(
                        "hidden text on page {page} ({reason}): {words}",
                        page=page.number,
                        reason=Message(reason),
                        words=words[:_MOST_QUOTED],
                    )
                )
    if missing := count - len(pages):
        warnings.append(
            Message(
                "{missing} of {count} pages are damaged or too many and were left out",
                missing=missing,
                count=count,
            )
        )
    told = (
        (scans, _SCANS),
        (broken, "{pages}: many characters cannot be read (broken font maps)"),
        (aside, "{pages}: text that runs sideways was left out"),
        (ocr, "{pages}: text comes from the recognition of a scan"),
    )
    if sure:
        share = f"{sum(sure.values()) / len(sure):.0%}"
        text = "{pages}: text was recognised from the image of the page ({share} sure)"
        warnings.append(Message(text, pages=_listed(list(sure)), share=share))
    for found, text in told:
        if found:
            warnings.append(Message(text, pages=_listed(found), most=MOST_PAGES))
    return warnings


def _says_something(words: str) -> bool:
    """Whether hidden words are more than a publisher's mark; CJK letters count twice."""
    return sum(1 + is_cjk(letter) for letter in words if letter.isalpha()) >= _LEAST_HIDDEN


def share_warnings(share: float, lost: float) -> list[str]:
    """What a user should know of the share that was read; ``lost`` is that of blank glyphs."""
    warnings: list[str] = []
    if share < LEAST_READ:
        warnings.append(Message(LEFT_OUT, share=f"{share:.0%}"))
    if lost > LOST:
        warnings.append(
            Message(
                "about {share} of the characters are missing, digits and Latin letters among them "
                "(broken font maps)",
                share=f"{lost:.0%}",
            )
        )
    return warnings


def _listed(numbers: list[int]) -> str:
    """Page numbers for a warning, ranges together: "pages 1-3, 7"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    texts = [str(a) if a == b else f"{a}-{b}" for a, b in ranges[:_MOST_RANGES]]
    shown = ", ".join(texts) + (", …" if len(ranges) > _MOST_RANGES else "")
    if len(numbers) > 1:
        return Message("pages {pages}", pages=shown)
    return Message("page {page}", page=shown)
