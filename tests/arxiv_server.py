"""A web server on 127.0.0.1 that answers as arXiv and other sites do, and misbehaves on order."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.settings import Settings
from tests.readers.pdf.test_reader import two_columns
from tests.readers.pdf_writer import pdf

TITLE = "Judging Machines: A Survey of $O(n^{2})$ Juries"


@dataclass(frozen=True)
class Reply:
    """One answer. ``length`` is the Content-Length it claims, by default the true one.

    ``endless`` repeats the body for ever; ``pause`` is waited between its single bytes.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    endless: bool = False
    pause: float = 0.0


Route = Reply | Callable[[int], Reply]


@dataclass
class Site:
    """What is where, by path and query; a route may be a function of how often it was asked."""

    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    address: str = ""

    def settings(self, **others: Any) -> Settings:
        """Settings under which this server is arXiv, and may be fetched from."""
        values: dict[str, Any] = {
            "allowed_hosts": "127.0.0.1",
            "arxiv_api": f"{self.address}/api/query",
            "arxiv_html": f"{self.address}/html",
            "arxiv_pdf": f"{self.address}/pdf",
            "ar5iv_html": f"{self.address}/ar5iv",
            "arxiv_interval": 0.0,
        }
        return Settings(**{**values, **others})

    def has_paper(self, number: str, version: int = 1, **entry: str) -> None:
        """Put a paper at arXiv's places: its record, HTML, ar5iv's HTML and PDF."""
        exact = f"{number}v{version}"
        record = Reply(feed(exact, **entry).encode(), kind="application/atom+xml")
        for asked in (number, exact):
            self.routes[f"/api/query?id_list={asked}&max_results=1"] = record
        self.routes[f"/html/{exact}"] = Reply(latexml("HTML of arXiv").encode())
        self.routes[f"/ar5iv/{number}"] = Reply(latexml("HTML of ar5iv").encode())
        self.routes[f"/pdf/{exact}"] = Reply(pdf([two_columns()]), kind="application/pdf")

    def answer(self, path: str) -> Reply:
        route = self.routes.get(path)
        if route is None:
            return Reply(b"<html><body><p>Not here.</p></body></html>", status=404)
        return route if isinstance(route, Reply) else route(self.asked.count(path))


def feed(
    exact: str, title: str = TITLE, comment: str = "", abstract: str = "We survey judges."
) -> str:
    """The API's answer for one paper, as arXiv writes it."""
    entry = f"""<entry>
    <id>http://arxiv.org/abs/{exact}</id>
    <title>{title}</title>
    <updated>2024-02-01T00:00:00Z</updated>
    <link href="https://arxiv.org/abs/{exact}" rel="alternate" type="text/html"/>
    <summary>  {abstract}
There are $n$ of them.
</summary>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <published>2023-12-31T18:00:00Z</published>
    <arxiv:comment>{comment or "12 pages"}</arxiv:comment>
    <arxiv:doi>10.1000/judges.7</arxiv:doi>
    <author><name>Ann Lee</name><arxiv:affiliation>Somewhere</arxiv:affiliation></author>
    <author><name>Bo Chen</name></author>
  </entry>"""
    return _feed(entry)


def feed_without_papers() -> str:
    """The API's answer for an id that no paper has."""
    return _feed("")


def feed_of_an_error(exact: str) -> str:
    """The API's answer for what it does not take for an id: status 200, and an entry."""
    return _feed(
        "<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_" + exact + "</id>"
        f"<title>Error</title><summary>incorrect id format for {exact}</summary>"
        "<author><name>arXiv api core</name></author></entry>"
    )


def _feed(entries: str) -> str:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
 xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id>
  <title>arXiv Query: search_query=&amp;id_list=…</title>
  <link href="https://arxiv.org/api/query?id_list=…" type="application/atom+xml"/>
  <opensearch:totalResults>{entries.count("<entry>")}</opensearch:totalResults>
  {entries}
</feed>"""


def latexml(words: str) -> str:
    """A small page as LaTeXML writes it."""
    paragraphs = "".join(
        f'<div class="ltx_para"><p class="ltx_p">{words}, paragraph {number}.</p></div>'
        for number in range(4)
    )
    return (
        '<!DOCTYPE html><html lang="en"><body><article class="ltx_document">'
        '<h1 class="ltx_title ltx_title_document">Parsed title</h1>'
        '<section class="ltx_section"><h2 class="ltx_title">1 Work</h2>'
        f"{paragraphs}</section></article></body></html>"
    )


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up."""


@contextmanager
def serving(site: Site, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run the server, over TLS with a context for it; ``site.address`` is its address."""
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append({key.lower(): value for key, value in self.headers.items()})
            site.times.append(time.monotonic())
            reply = site.answer(self.path)
            self.send_response(reply.status)
            if reply.kind:
                self.send_header("Content-Type", reply.kind)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            if reply.endless:
                self.close_connection = True
            else:
                length = len(reply.body) if reply.length is None else reply.length
                self.send_header("Content-Length", str(length))
                self.close_connection = length != len(reply.body)
            self.end_headers()
            try:
                self._send(reply)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            if reply.pause:
                for at in range(len(reply.body)):
                    if stopped.wait(reply.pause):
                        return
                    self.wfile.write(reply.body[at : at + 1])
                return
            self.wfile.write(reply.body)
            while reply.endless and not stopped.is_set():
                self.wfile.write(reply.body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
