"""One source's connections: deadlines, odd addresses, and what a client sends and follows."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpcore
import httpx
import pytest

from assistant.errors import AddressRefused
from assistant.ingest.connection import MOST_REDIRECTS, Deadline, open_client, refuse_odd
from assistant.ingest.hosts import PublicHosts
from tests.arxiv_server import Reply, Site, serving

PAGE = b"<html><body><p>Rivers flow.</p></body></html>"
LOCAL = PublicHosts.of("127.0.0.1")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site({"/a": Reply(PAGE)})) as made:
        yield made


def client(seconds: float = 5.0, hosts: PublicHosts = LOCAL, proxy: str | None = None) -> (
    httpx.Client
):  # fmt: skip
    """A client that says it is a test."""
    return open_client(hosts, Deadline(seconds), proxy, "test/1")


def test_a_deadline_caps_every_wait() -> None:
    deadline = Deadline(5.0)
    assert 4.5 < deadline.left <= 5.0
    assert deadline.cap(1.0) == 1.0
    assert deadline.cap(None) <= 5.0 and deadline.cap(99.0) <= 5.0
    assert Deadline(1000.0).cap(None) < 100.0, "no single step waits for ever"


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_a_deadline_that_has_passed_lets_nothing_wait(seconds: float) -> None:
    with pytest.raises(httpcore.ReadTimeout, match=f"more than {seconds:g} seconds in all"):
        Deadline(seconds).cap(1.0)


@pytest.mark.parametrize(
    "address", ["http://a.example", "https://a.example:8443/x?y#z", "HTTP://河流.example/"]
)
def test_plain_addresses_pass(address: str) -> None:
    refuse_odd(httpx.URL(address))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://a.example/b", "is a ftp address; only http and https.*Download the file"),
        ("file:///etc/passwd", "is a file address"),
        ("/etc/passwd", "is a bare address"),
        ("http:///b", "names no host. Check the address"),
        ("https://me:secret@a.example/", "a.example carries a user name or password"),
        ("https://me@a.example/", "Download the file and add it"),
    ],
)
def test_odd_addresses_are_refused_with_the_reason(address: str, words: str) -> None:
    with pytest.raises(AddressRefused, match=words) as refused:
        refuse_odd(httpx.URL(address))
    assert "secret" not in str(refused.value)


def test_a_client_says_who_it_is_and_what_it_reads(site: Site) -> None:
    with client() as made:
        assert made.get(f"{site.address}/a").content == PAGE
    (sent,) = site.headers
    assert sent["user-agent"] == "test/1"
    assert sent["accept"].startswith("text/html") and "application/pdf" in sent["accept"]
    assert sent["accept-encoding"] == "gzip, deflate"


def test_one_client_asks_several_times(site: Site) -> None:
    with client() as made:
        assert [made.get(f"{site.address}{path}").status_code for path in ("/a", "/b", "/a")] == [
            200, 404, 200,
        ]  # fmt: skip


@pytest.mark.parametrize("number", [1, MOST_REDIRECTS])
def test_redirects_are_followed_up_to_a_number(site: Site, number: int) -> None:
    for at in range(number):
        target = f"/{at + 1}" if at + 1 < number else "/a"
        site.routes[f"/{at}"] = Reply(b"", 302, headers={"Location": target})
    with client() as made:
        assert made.get(f"{site.address}/0").content == PAGE
        site.routes["/more"] = Reply(b"", 302, headers={"Location": "/0"})
        if number == MOST_REDIRECTS:
            with pytest.raises(httpx.TooManyRedirects):
                made.get(f"{site.address}/more")


def test_the_deadline_is_for_all_requests_of_a_client(site: Site) -> None:
    site.routes["/slow"] = Reply(PAGE, pause=0.02)
    began = time.monotonic()
    with client(0.3) as made, pytest.raises((httpcore.TimeoutException, httpx.TimeoutException)):
        for _ in range(99):
            made.get(f"{site.address}/slow")
    assert time.monotonic() - began < 3


def test_addresses_that_do_not_answer_are_passed_over(site: Site) -> None:
    hosts = PublicHosts.of("papers.example", lambda host, port: ["::1", "127.0.0.1"])
    port = httpx.URL(site.address).port
    with client(hosts=hosts) as made:
        assert made.get(f"http://papers.example:{port}/a").content == PAGE
    assert site.headers[0]["host"] == f"papers.example:{port}"


def test_a_host_that_no_address_answers_for_is_an_error_of_connecting() -> None:
    hosts = PublicHosts.of("papers.example", lambda host, port: ["127.0.0.1", "::1"])
    with client(hosts=hosts) as made, pytest.raises((httpx.ConnectError, httpcore.ConnectError)):
        made.get("http://papers.example:1/")


@pytest.mark.parametrize("through", ["directly", "a proxy"])
def test_private_hosts_are_refused_before_anything_is_sent(site: Site, through: str) -> None:
    proxy = site.address if through == "a proxy" else None
    with client(hosts=PublicHosts(), proxy=proxy) as made, pytest.raises(AddressRefused):
        made.get(f"{site.address}/a")
    assert site.asked == []
