"""Addresses and arXiv ids: from what a user names to bytes that a reader can read.

A paper on arXiv is asked for at most three places, until one has it: arXiv's HTML, ar5iv's, and the
PDF; the PDF first where its own address was named. Its title, authors and abstract come from
arXiv's API. Nothing else is fetched: no images, no scripts, no links.
"""

from __future__ import annotations

import codecs
import dataclasses
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from assistant.documents.document import Document
from assistant.errors import FetchError, SourceError, SourceNotFound, UnknownFormat
from assistant.ingest.arxiv import Record, Stated, read_feed
from assistant.ingest.hosts import Lookup, look_up
from assistant.messages import Message
from assistant.settings import Settings
from assistant.text.identifiers import PaperId, looks_like_arxiv, paper_id

if TYPE_CHECKING:  # httpx is loaded when something is fetched
    from assistant.ingest.download import Download, Downloads, Progress

_LOGIN = re.compile(
    r"(?:^|[/._-])(?:log-?in|sign-?in|signon|sso|shibboleth|saml2?|idp|consent|captcha|authenticate"
    r"|authorize|cookieabsent|cookies?_not_supported)(?:[/._-]|$)",
    re.IGNORECASE,
)
_FATAL = re.compile(rb"Conversion to HTML had a Fatal error|ltx_FATAL", re.IGNORECASE)
_LEAST_PARAGRAPHS = 3


@dataclass(frozen=True)
class Fetched:
    """The bytes of a source that was fetched.

    ``name`` is what the document is called ("arXiv:2309.15025v1", or the address); ``address`` is
    where the bytes came from, after redirects; ``stated`` is what arXiv's API says of the paper.
    """

    data: bytes
    name: str
    address: str
    stated: Stated | None = None


def is_address(source: str | Path) -> bool:
    """Whether a source is fetched and not opened: an address with a scheme or an arXiv id.

    Other schemes than http(s) are addresses too, which ``fetch`` refuses by name. What exists as a
    file never is one. A bare "2309.15025" is an arXiv id when no such file exists;
    "arxiv:" and anything is one, even with a slip in it, so that the slip is named.
    """
    text = str(source).strip()
    if not text or "\n" in text or _exists(source):
        return False
    if re.match(r"[a-z][a-z0-9+.-]+:/", text, re.IGNORECASE) or looks_like_arxiv(text):
        return True
    return paper_id(text) is not None


def fetch(
    source: str, settings: Settings, progress: Progress | None = None, *, look_up: Lookup = look_up
) -> Fetched:
    """Fetch what an address or an arXiv id names; ``progress`` is told bytes done and in all.

    Raises a ``SourceError`` that names the address and the next step. ``look_up`` turns a host's
    name into IP addresses.
    """
    from assistant.ingest.download import Downloads

    text = source.strip()
    paper = paper_id(text)
    if paper is None and looks_like_arxiv(text):
        raise SourceNotFound(
            "'{text}' is not an arXiv id. Write it as arxiv:2309.15025 or arxiv:cs/0112017.",
            text=text,
        )
    with Downloads(settings, progress, look_up=look_up) as downloads:
        if paper is not None:
            return _fetch_paper(paper, downloads, settings)
        scheme, _, rest = text.partition(":")
        return _fetch_page(f"{scheme}://{rest.lstrip('/')}", downloads)  # Path() drops a slash


def with_stated(document: Document, stated: Stated | None) -> Document:
    """The document with what arXiv states of it in place of what was parsed; warnings are kept."""
    if stated is None:
        return document
    return dataclasses.replace(
        document, **stated.stated(), warnings=document.warnings + stated.warnings
    )


def _exists(source: str | Path) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):
        return False


def _fetch_page(address: str, downloads: Downloads) -> Fetched:
    found = downloads.fetch(address)
    name = address.partition("#")[0]
    is_pdf = b"%PDF-" in found.data[:1024]
    path = re.sub(r"^\w+://|\?.*$", "", found.address)
    if not is_pdf and _LOGIN.search(path) and not _LOGIN.search(re.sub(r"^\w+://|\?.*$", "", name)):
        raise FetchError(
            "{name} led to a page that asks for a login or for consent ({address}). Open it in a "
            "browser, save the article and add the file.",
            name=name,
            address=found.address,
        )
    if not is_pdf and re.search(r"\.pdf(?:\?|$)", name, re.IGNORECASE) and _is_html(found):
        raise UnknownFormat(
            "{name} answers with a web page, not with a PDF: a login, or a page that shows it. "
            "Download the PDF in a browser and add the file.",
            name=name,
        )
    return Fetched(_in_utf8(found), name, found.address)


def _is_html(found: Download) -> bool:
    return "html" in found.content_type or b"<html" in found.data[:4096].lower()


def _in_utf8(found: Download) -> bytes:
    """The bytes, as UTF-8 with its mark where only the server's header said how to read them.

    Many servers claim Latin-1 for everything: valid UTF-8 goes before such a claim.
    """
    data, charset = found.data, found.charset
    if (
        charset is None
        or b"%PDF-" in data[:1024]
        or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe"))
    ):
        return data
    try:
        known = codecs.lookup(charset).name
    except LookupError:
        return data
    if known in ("iso8859-1", "cp1252", "ascii"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            if re.search(rb"<meta[^>]{0,200}charset", data[:4096], re.IGNORECASE):
                return data
            return codecs.BOM_UTF8 + data.decode("cp1252", "replace").encode()
        return codecs.BOM_UTF8 + data
    known = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}.get(known, known)
    try:
        return codecs.BOM_UTF8 + data.decode(known, "replace").encode("utf-8", "replace")
    except (LookupError, ValueError):
        return data


def _fetch_paper(paper: PaperId, downloads: Downloads, settings: Settings) -> Fetched:
    record = _record(paper, downloads, settings)
    stated = record.stated
    exact = PaperId(paper.number, record.version)
    failures: list[SourceError] = []
    for kind, address in _places(paper, exact, record, settings):
        try:
            found = downloads.fetch(address)
        except (SourceNotFound, FetchError, UnknownFormat) as failure:
            failures.append(failure)
            continue
        if kind == "pdf" and b"%PDF-" not in found.data[:1024]:
            failures.append(SourceNotFound("{address} is not a PDF.", address=address))
        elif kind != "pdf" and not _is_paper(found.data):
            failures.append(
                SourceNotFound("{address} does not hold the paper's text.", address=address)
            )
        else:
            notes = list(stated.warnings)
            if kind == "ar5iv":
                notes.append(Message("the text is ar5iv's, which may be of an earlier version"))
            if record.withdrawn:
                notes.append(Message("arXiv's record says: {text}", text=record.withdrawn[:200]))
            stated = dataclasses.replace(stated, warnings=tuple(notes))
            return Fetched(found.data, f"arXiv:{exact}", found.address, stated)
    raise _no_text(exact, record, failures)


def _record(paper: PaperId, downloads: Downloads, settings: Settings) -> Record:
    """What arXiv states of a paper; where its API fails, the id alone and a warning."""
    separator = "&" if "?" in settings.arxiv_api else "?"
    query = urlencode({"id_list": str(paper), "max_results": 1}, safe="/")
    try:
        with _turn(settings.arxiv_interval):
            answer = downloads.fetch(f"{settings.arxiv_api}{separator}{query}", feed=True)
    except SourceError as error:
        return _record_without_api(paper, error)
    try:
        return read_feed(answer.data, paper)
    except FetchError as error:
        return _record_without_api(paper, error)


def _record_without_api(paper: PaperId, reason: SourceError) -> Record:
    note = Message(
        "title, authors and year are as the text states them: {reason}", reason=reason.message
    )
    return Record(Stated(arxiv_id=paper.number, warnings=(note,)), paper.version)


class _Pace:
    """When arXiv's API was last asked: its terms count the requests of a whole process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last = float("-inf")


_PACE = _Pace()


@contextmanager
def _turn(interval: float) -> Iterator[None]:
    """Alone with the API, ``interval`` seconds after the last request."""
    with _PACE.lock:
        time.sleep(max(0.0, _PACE.last + interval - time.monotonic()))
        try:
            yield
        finally:
            _PACE.last = time.monotonic()


def _places(
    paper: PaperId, exact: PaperId, record: Record, settings: Settings
) -> Iterator[tuple[str, str]]:
    """Where a paper's text may be, the best place first."""
    pdf = ("pdf", f"{settings.arxiv_pdf.rstrip('/')}/{quote(str(exact))}")
    if paper.wants_pdf:
        yield pdf
    yield "html", f"{settings.arxiv_html.rstrip('/')}/{quote(str(exact))}"
    if paper.version is None and not record.withdrawn:  # ar5iv keeps one version, not any
        yield "ar5iv", f"{settings.ar5iv_html.rstrip('/')}/{quote(paper.number)}"
    if not paper.wants_pdf:
        yield pdf


def _is_paper(data: bytes) -> bool:
    """Whether a page holds a paper as LaTeXML writes it, and the whole of it."""
    whole = data.count(b"ltx_para") >= _LEAST_PARAGRAPHS and b"ltx_document" in data
    return whole and not _FATAL.search(data)


def _no_text(exact: PaperId, record: Record, failures: list[SourceError]) -> SourceError:
    if record.withdrawn:
        version = record.version or 1
        return SourceNotFound(
            "arXiv:{paper} is withdrawn («{reason}»)."
            if version == 1
            else "arXiv:{paper} is withdrawn («{reason}»). Version {earlier} may still be there: "
            "add arxiv:{number}v{earlier}.",
            paper=str(exact),
            reason=record.withdrawn[:200],
            earlier=version - 1,
            number=exact.number,
        )
    real = [failure for failure in failures if not isinstance(failure, SourceNotFound)]
    if real:
        return type(real[-1])(
            "The text of arXiv:{paper} could not be fetched. {why}",
            paper=str(exact),
            why=real[-1].message,
        )
    return SourceNotFound(
        "arXiv has no text of {paper}, neither as HTML nor as PDF. Check the id and the version.",
        paper=str(exact),
    )
