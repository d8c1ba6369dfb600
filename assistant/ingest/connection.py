"""One source's connections: to checked addresses only, and none past its deadline.

httpx follows redirects, keeps cookies and checks certificates; below it, httpcore is given a
backend of ours that connects to the very IP address that was checked. TLS still goes by the name.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from assistant.errors import AddressRefused
from assistant.ingest.hosts import PublicHosts

MOST_REDIRECTS = 10
_STEP_SECONDS = 30.0  # for connecting, and for each wait for bytes


class Deadline:
    """A moment after which nothing is waited for; ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, below 0 when it has passed."""
        return self._end - time.monotonic()

    def cap(self, timeout: float | None) -> float:
        """The smaller of a timeout and what is left."""
        if self.left <= 0:
            raise httpcore.ReadTimeout(f"more than {self.seconds:g} seconds in all")
        return min(self.left, _STEP_SECONDS if timeout is None else timeout)


class _Stream(httpcore.NetworkStream):
    """A connection that no wait holds past the deadline, not even byte by byte."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.cap(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to the addresses that ``hosts`` lets through; with ``hosts`` None, to any."""

    def __init__(self, hosts: PublicHosts | None, deadline: Deadline) -> None:
        self._hosts, self._deadline = hosts, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,
        local_address: str | None = None, socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        failure: Exception = httpcore.ConnectError(f"no address for {host}")
        for address in self._hosts.addresses(host, port) if self._hosts else [host]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.cap(timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise AddressRefused("Sockets of this machine are not fetched from.")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class _Transport(httpx.BaseTransport):
    """httpx's requests over a pool of httpcore's that connects as above."""

    def __init__(self, hosts: PublicHosts, deadline: Deadline, proxy: str | None) -> None:
        context = httpx.create_ssl_context()
        self._hosts, self._proxy = hosts, proxy
        self._pool: httpcore.ConnectionPool
        if proxy:
            url = httpx.Proxy(proxy)
            self._pool = httpcore.HTTPProxy(
                proxy_url=str(url.url),
                proxy_auth=url.raw_auth,
                ssl_context=context,
                network_backend=_Backend(None, deadline),
            )
        else:
            self._pool = httpcore.ConnectionPool(
                ssl_context=context, network_backend=_Backend(hosts, deadline)
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        refuse_odd(url)
        if self._proxy:  # the proxy looks the name up: only what is private by name is known
            self._hosts.check_name(url.host)
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


def refuse_odd(url: httpx.URL) -> None:
    """Refuse what is not a plain http(s) address, also after a redirect."""
    if url.scheme not in ("http", "https"):
        raise AddressRefused(
            "'{url}' is a {scheme} address; only http and https are fetched. Download the file and "
            "add it.",
            url=str(url),
            scheme=url.scheme or "bare",
        )
    if not url.host:
        raise AddressRefused("'{url}' names no host. Check the address.", url=str(url))
    if url.userinfo:
        raise AddressRefused(
            "The address at {host} carries a user name or password, which would be kept with the "
            "document. Download the file and add it.",
            host=url.host,
        )


def open_client(
    hosts: PublicHosts, deadline: Deadline, proxy: str | None, agent: str
) -> httpx.Client:
    """A client for one source; close it. It may raise httpx's and httpcore's errors and ours."""
    return httpx.Client(
        transport=_Transport(hosts, deadline, proxy),
        headers={
            "User-Agent": agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "en,*;q=0.5",
        },
        timeout=_STEP_SECONDS,
        follow_redirects=True,
        max_redirects=MOST_REDIRECTS,
        trust_env=False,
    )
