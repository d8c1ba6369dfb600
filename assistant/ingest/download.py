"""One address to its bytes, within limits; every failure is a SourceError that says what to do."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from types import TracebackType

import httpcore
import httpx

from assistant.errors import EmptySource, FetchError, SourceError, SourceNotFound, UnknownFormat
from assistant.ingest.connection import MOST_REDIRECTS, Deadline, open_client, refuse_odd
from assistant.ingest.hosts import Lookup, PublicHosts, look_up
from assistant.messages import Message
from assistant.settings import Settings

Progress = Callable[[int, int | None], None]

_VERSION = version("survey-assistant")
AGENT = f"survey-assistant/{_VERSION} (fetches single papers that its user names)"
_ATTEMPTS = 3
_LONGEST_WAIT = 60.0  # seconds that a server may ask to wait for
_NETWORK = (
    httpx.TransportError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
)
_TIMEOUTS = (httpx.TimeoutException, httpcore.TimeoutException)
_TEXTS = (
    "text/html", "application/xhtml+xml", "application/xml", "text/xml", "application/pdf",
    "application/x-pdf", "text/plain", "text/markdown", "text/x-markdown", "",
    "application/octet-stream", "binary/octet-stream", "application/force-download",
    "application/download", "application/x-download", "application/unknown", "unknown/unknown",
)  # fmt: skip


@dataclass(frozen=True)
class Download:
    """What an address answered; ``address`` is the one that answered, after redirects."""

    data: bytes
    address: str
    content_type: str = ""
    charset: str | None = None


class _Again(Exception):
    """A failure that may pass; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, error: SourceError, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


class Downloads:
    """The downloads for one source, which share one deadline; a context manager."""

    def __init__(
        self,
        settings: Settings,
        progress: Progress | None = None,
        *,
        look_up: Lookup = look_up,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._most_bytes = settings.fetch_megabytes * 1_000_000
        self._deadline = Deadline(settings.fetch_timeout)
        self._progress = progress
        self._sleep = sleep
        hosts = PublicHosts.of(settings.allowed_hosts, look_up)
        try:
            self._client = open_client(hosts, self._deadline, settings.proxy, AGENT)
        except (ValueError, httpx.InvalidURL) as error:
            raise FetchError(
                "SURVEY_ASSISTANT_PROXY={proxy} is not a proxy's address ({error}). Write it as "
                "http://host:port.",
                proxy=repr(settings.proxy),
                error=str(error),
            ) from error

    def __enter__(self) -> Downloads:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._client.close()

    def fetch(self, address: str, *, feed: bool = False) -> Download:
        """The bytes at an address; tried again when a failure may pass.

        Raises SourceNotFound for what is not there, AddressRefused, EmptySource, UnknownFormat and
        FetchError. ``feed``: an API's answer, of any type, without progress.
        """
        url = _url(address)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._once(url, feed)
            except _Again as failure:
                pause = float(2 ** (attempt - 1)) if failure.wait is None else failure.wait
                last = attempt == _ATTEMPTS or pause > _LONGEST_WAIT
                if last or pause >= self._deadline.left:
                    raise failure.error from failure.__cause__
                self._sleep(pause)
        raise AssertionError("unreachable")

    def _once(self, url: httpx.URL, feed: bool) -> Download:
        try:
            with self._client.stream("GET", url) as response:
                _check_status(response, url)
                return self._read(response, url, feed)
        except httpx.TooManyRedirects as error:
            raise FetchError(
                "{url} was redirected more than {most} times; the site may want cookies or a "
                "login. Download it in a browser and add the file.",
                url=str(url),
                most=MOST_REDIRECTS,
            ) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise FetchError(
                "{url} led to an address that is none ({error}).", url=str(url), error=str(error)
            ) from error
        except _TIMEOUTS as error:
            if self._deadline.left <= 0:
                raise FetchError(
                    "{url} took more than {seconds} seconds and was given up. Download it in a "
                    "browser and add the file. Or set SURVEY_ASSISTANT_FETCH_TIMEOUT to more "
                    "seconds.",
                    url=str(url),
                    seconds=f"{self._deadline.seconds:g}",
                ) from error
            slow = FetchError(
                "{url} did not answer in time. Try again later. Download it in a browser and add "
                "the file.",
                url=str(url),
            )
            raise _Again(slow) from error
        except _NETWORK as error:
            raise _Again(_no_connection(url, error)) from error

    def _read(self, response: httpx.Response, url: httpx.URL, feed: bool) -> Download:
        stated = response.headers.get("content-length", "")
        total = int(stated) if re.fullmatch(r"\d{1,15}", stated) else None
        if total is not None and total > self._most_bytes:
            raise self._too_large(url, f"{total / 1e6:,.0f} MB")
        kind, charset = _content_type(response.headers.get("content-type", ""))
        progress = None if feed else self._progress
        pieces: list[bytes] = []
        size = 0
        for piece in _decode(self._count_bytes(response, total, progress), response, url):
            if not pieces and not feed:
                _check_kind(piece, kind, url)
            pieces.append(piece)
            size += len(piece)
            if size > self._most_bytes:
                raise self._too_large(url, Message("it grows beyond that"))
        data = b"".join(pieces)
        if not data.strip():
            raise EmptySource(
                "{url} answered with nothing. Check the address in a browser.", url=str(url)
            )
        address = str(response.url.copy_with(fragment=None))
        return Download(data, address, kind, charset)

    def _count_bytes(
        self, response: httpx.Response, total: int | None, progress: Progress | None
    ) -> Iterator[bytes]:
        done = 0
        for piece in response.iter_raw():
            done += len(piece)
            if progress is not None:
                progress(done, total)
            yield piece

    def _too_large(self, url: httpx.URL, size: str) -> FetchError:
        return FetchError(
            "{url} is larger than the {most} MB that are fetched at most ({size}). Set "
            "SURVEY_ASSISTANT_FETCH_MEGABYTES to more, or add a smaller file.",
            url=str(url),
            most=f"{self._most_bytes / 1e6:g}",
            size=size,
        )


def _url(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address.strip())
        url = url.copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        shown = address.strip()[:200]
        raise FetchError(
            "'{shown}' is not an address ({error}). Check it.", shown=shown, error=str(error)
        ) from error
    refuse_odd(url)
    return url


def _no_connection(url: httpx.URL, error: Exception) -> FetchError:
    reason = str(error) or type(error).__name__
    if isinstance(error, httpcore.RemoteProtocolError | httpx.RemoteProtocolError):
        if "incomplete" in reason or "without sending" in reason:
            return FetchError(
                "{url} broke off before its end ({reason}). Try again later.",
                url=str(url),
                reason=reason,
            )
        return FetchError(
            "{url} does not answer as a web server does ({reason}). Check it.",
            url=str(url),
            reason=reason,
        )
    if "CERTIFICATE" in reason.upper():
        return FetchError(
            "{url} has a certificate that cannot be trusted ({reason}). Check the address; if your "
            "network has a certificate of its own, name it in SSL_CERT_FILE.",
            url=str(url),
            reason=reason,
        )
    return FetchError(
        "No connection for {url} ({reason}). Check the network; behind a proxy, set "
        "SURVEY_ASSISTANT_PROXY.",
        url=str(url),
        reason=reason,
    )


def _check_status(response: httpx.Response, url: httpx.URL) -> None:
    """Nothing for a success; else the error that the status stands for."""
    status = response.status_code
    if response.is_success:
        return
    if status in (404, 410):
        raise SourceNotFound(
            "Nothing is at {url} (the server answered {status}). Check it.",
            url=str(url),
            status=status,
        )
    if response.headers.get("cf-mitigated") == "challenge":
        raise FetchError(
            "{url} wants proof that a person asks (a captcha). Download it in a browser and add "
            "the file.",
            url=str(url),
        )
    if status in (401, 402, 407):
        raise FetchError(
            "{url} wants a login or a subscription ({status}). Download it in a browser and add "
            "the file.",
            url=str(url),
            status=status,
        )
    if status in (403, 406, 451):
        raise FetchError(
            "{url} refuses to be read by a program ({status}). Download it in a browser and add "
            "the file.",
            url=str(url),
            status=status,
        )
    if status in (429, 503):
        raise _busy(response, url)
    if status in (408, 425) or status >= 500:
        raise _Again(
            FetchError(
                "The server of {url} answered {status}. Try again later.",
                url=str(url),
                status=status,
            )
        )
    raise FetchError(
        "The server of {url} answered {status}. Check the address.", url=str(url), status=status
    )


def _busy(response: httpx.Response, url: httpx.URL) -> _Again:
    wait = _retry_after(response.headers.get("retry-after", ""))
    return _Again(
        FetchError(
            "{host} answers that it is asked too much ({status}). Add {url} again {when}.",
            host=url.host,
            status=response.status_code,
            url=str(url),
            when=Message("later") if wait is None else _span(wait),
        ),
        wait,
    )


def _retry_after(value: str) -> float | None:
    """Seconds to wait, from a header that states them or a date."""
    if re.fullmatch(r"\d{1,9}", value.strip()):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, IndexError):
        return None


def _span(seconds: float) -> Message:
    if seconds < 120:
        return Message("in {count} seconds", count=round(seconds))
    if seconds < 7200:
        return Message("in {count} minutes", count=round(seconds / 60))
    return Message("in {count} hours", count=round(seconds / 3600))


def _content_type(header: str) -> tuple[str, str | None]:
    """The media type and the charset in a Content-Type header."""
    kind, _, rest = header.partition(";")
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest, re.IGNORECASE)
    return kind.strip().lower(), match[1].lower() if match else None


def _check_kind(first: bytes, kind: str, url: httpx.URL) -> None:
    """Refuse what no reader can read before the rest of it is fetched."""
    if kind not in _TEXTS and b"%PDF-" not in first[:1024]:
        raise UnknownFormat(
            "{url} is of the type {kind}, which has no reader. Name the address of an article's "
            "page or of its PDF.",
            url=str(url),
            kind=kind,
        )


def _decode(pieces: Iterator[bytes], response: httpx.Response, url: httpx.URL) -> Iterator[bytes]:
    """The pieces with their compression undone, each at most 1 MB: no piece can be a bomb."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from pieces
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(
            "{url} is packed in a way that was not asked for ({coding}).",
            url=str(url),
            coding=coding,
        )
    try:
        yield from _decompress(pieces, coding)
    except zlib.error as error:
        raise FetchError(
            "{url} is packed as {coding}, and damaged. Try again.", url=str(url), coding=coding
        ) from error
    except EOFError as error:
        raise _Again(
            FetchError("{url} broke off before its end. Try again later.", url=str(url))
        ) from error


def _decompress(pieces: Iterator[bytes], coding: str) -> Iterator[bytes]:
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    begun = False
    for piece in pieces:
        if not begun and piece:
            begun = True
            if coding == "deflate" and piece[0] & 0x0F != 8:  # some send it without its header
                unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        rest = piece
        while rest:
            if unpack.eof:  # gzip may have several members
                unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
            out = unpack.decompress(rest, 1_000_000)
            if out:
                yield out
            rest = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
            if unpack.eof and not rest.strip(b"\0"):
                rest = b""
        while not unpack.eof and (out := unpack.decompress(unpack.unconsumed_tail, 1_000_000)):
            yield out
    if begun and not unpack.eof:
        raise EOFError
