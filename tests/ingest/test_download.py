"""One address to its bytes: what servers do wrong, and where nothing may be fetched from."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import time
import zlib
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from assistant.errors import (
    AddressRefused,
    EmptySource,
    FetchError,
    SourceNotFound,
    UnknownFormat,
)
from assistant.ingest.connection import MOST_REDIRECTS
from assistant.ingest.download import Downloads
from assistant.ingest.hosts import PublicHosts, private_kind
from assistant.settings import Settings
from tests.arxiv_server import Reply, Site, serving

PAGE = b"<html><body><p>Judges score.</p></body></html>" * 30


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as made:
        yield made


class Sleeps(list[float]):
    """Notes how long was to be slept, and does not."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def fetched(site: Site, path: str, sleeps: Sleeps | None = None, **settings: object) -> bytes:
    with Downloads(
        site.settings(**settings), sleep=Sleeps() if sleeps is None else sleeps
    ) as downloads:
        return downloads.fetch(f"{site.address}{path}").data


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:99]) + gzip.compress(PAGE[99:])),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
        ("identity", PAGE),
    ],
    ids=["gzip", "members", "zlib", "raw", "plain"],
)
def test_packed_bodies(site: Site, coding: str, body: bytes) -> None:
    site.routes["/a"] = Reply(body, headers={"Content-Encoding": coding})
    assert fetched(site, "/a") == PAGE


def test_a_packed_bomb_is_stopped_at_the_limit(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 1)
    assert len(bomb) < 1_000_000
    site.routes["/bomb"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match=r"/bomb is larger than the 2 MB.*FETCH_MEGABYTES"):
        fetched(site, "/bomb", fetch_megabytes=2)


@pytest.mark.parametrize("coding", ["br", "gzip, br", "zstd"])
def test_packing_that_was_not_asked_for(site: Site, coding: str) -> None:
    site.routes["/a"] = Reply(PAGE, headers={"Content-Encoding": coding})
    with pytest.raises(FetchError, match="not asked for"):
        fetched(site, "/a")


def test_damaged_packing(site: Site) -> None:
    site.routes["/a"] = Reply(b"no gzip at all" * 9, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="damaged"):
        fetched(site, "/a")
    site.routes["/b"] = Reply(gzip.compress(PAGE)[:-20], headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="broke off"):
        fetched(site, "/b")


def test_too_large(site: Site) -> None:
    site.routes["/stated"] = Reply(PAGE, length=3_000_000)
    with pytest.raises(FetchError, match=r"larger than the 2 MB.*\(3 MB\)"):
        fetched(site, "/stated", fetch_megabytes=2)
    site.routes["/endless"] = Reply(PAGE, endless=True)
    with pytest.raises(FetchError, match=r"/endless is larger than the 2 MB"):
        fetched(site, "/endless", fetch_megabytes=2)


def test_slow_answers_end_at_the_time_limit(site: Site) -> None:
    site.routes["/slow"] = Reply(PAGE, pause=0.05)
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"/slow took more than 0\.5 seconds.*FETCH_TIMEOUT"):
        fetched(site, "/slow", fetch_timeout=0.5)
    assert time.monotonic() - began < 3


def test_failures_that_pass_are_tried_again(site: Site) -> None:
    site.routes["/a"] = lambda time: Reply(PAGE, status=500 if time < 3 else 200)
    sleeps = Sleeps()
    assert fetched(site, "/a", sleeps) == PAGE
    assert sleeps == [1.0, 2.0]
    site.routes["/b"] = lambda time: Reply(PAGE, length=9999 if time < 2 else None)
    assert fetched(site, "/b") == PAGE


def test_failures_that_stay_are_told(site: Site) -> None:
    site.routes["/500"] = Reply(b"", 500)
    with pytest.raises(FetchError, match=r"/500 answered 500\. Try again later"):
        fetched(site, "/500")
    assert site.asked.count("/500") == 3
    site.routes["/cut"] = Reply(PAGE, length=9999)
    with pytest.raises(FetchError, match=r"/cut broke off before its end"):
        fetched(site, "/cut")


def test_a_server_that_asks_to_wait(site: Site) -> None:
    site.routes["/a"] = lambda time: (
        Reply(b"", 429, headers={"Retry-After": "7"}) if time < 2 else Reply(PAGE)
    )
    sleeps = Sleeps()
    assert fetched(site, "/a", sleeps) == PAGE
    assert sleeps == [7.0]
    site.routes["/b"] = Reply(b"", 503, headers={"Retry-After": "3600"})
    with pytest.raises(FetchError, match=r"asked too much \(503\).*again in 60 minutes"):
        fetched(site, "/b", sleeps)
    assert site.asked.count("/b") == 1 and sleeps == [7.0]
    late = formatdate(time.time() + 7300, usegmt=True)
    site.routes["/c"] = Reply(b"", 429, headers={"Retry-After": late})
    with pytest.raises(FetchError, match="in 2 hours"):
        fetched(site, "/c")


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (404, SourceNotFound, "Nothing is at"), (410, SourceNotFound, "Nothing is at"),
        (401, FetchError, "wants a login"), (402, FetchError, "subscription"),
        (403, FetchError, "refuses to be read by a program"), (418, FetchError, "answered 418"),
        (304, FetchError, "answered 304"),
    ],
)  # fmt: skip
def test_refusals(site: Site, status: int, error: type[Exception], words: str) -> None:
    site.routes["/a"] = Reply(b"", status)
    with pytest.raises(error, match=f"{site.address}/a.*{words}|{words}.*{site.address}/a"):
        fetched(site, "/a")
    assert site.asked == ["/a"]


def test_nothing_and_what_has_no_reader(site: Site) -> None:
    site.routes["/empty"] = Reply(b" \n")
    with pytest.raises(EmptySource, match="/empty answered with nothing"):
        fetched(site, "/empty")
    for kind in ("image/png", "application/zip", "video/mp4", "application/json"):
        site.routes["/a"] = Reply(b"\x89PNG data", kind=kind)
        with pytest.raises(UnknownFormat, match=f"of the type {kind}"):
            fetched(site, "/a")
    site.routes["/pdf"] = Reply(b"%PDF-1.5 and so on", kind="image/x-odd")
    assert fetched(site, "/pdf").startswith(b"%PDF-")


def test_redirects(site: Site) -> None:
    site.routes["/old"] = Reply(b"", 301, headers={"Location": "/new"})
    site.routes["/new"] = Reply(PAGE)
    with Downloads(site.settings()) as downloads:
        assert downloads.fetch(f"{site.address}/old").address == f"{site.address}/new"
    site.routes["/loop"] = Reply(b"", 302, headers={"Location": "/loop"})
    with pytest.raises(FetchError, match=f"/loop was redirected more than {MOST_REDIRECTS} times"):
        fetched(site, "/loop")


def test_cookies_last_for_one_source(site: Site) -> None:
    site.routes["/a"] = lambda time: (
        Reply(b"", 302, headers={"Location": "/a", "Set-Cookie": "seen=1"})
        if time < 2
        else Reply(PAGE)
    )
    assert fetched(site, "/a") == PAGE
    assert [asked.get("cookie") for asked in site.headers] == [None, "seen=1"]


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2/", "http://169.254.169.254/latest/meta-data", "http://[::1]/",
     "http://localhost:1/", "http://10.0.0.1/", "http://2130706434/"],
)  # fmt: skip
def test_redirects_into_the_private_network_are_refused(site: Site, target: str) -> None:
    site.routes["/a"] = Reply(b"", 302, headers={"Location": target})
    with pytest.raises(AddressRefused, match="only the public internet"):
        fetched(site, "/a")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/a", "data:text/html,x"]
)
def test_redirects_to_other_schemes_are_refused(site: Site, target: str) -> None:
    site.routes["/a"] = Reply(b"", 302, headers={"Location": target})
    with pytest.raises((AddressRefused, FetchError)):
        fetched(site, "/a")
    assert site.asked == ["/a"]


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/", "http://127.1/", "http://0/", "http://0x7f000001/", "http://[::1]/",
     "http://[::ffff:127.0.0.1]/", "http://192.168.1.1/", "http://localhost/"],
)  # fmt: skip
def test_this_machine_and_its_network_are_refused(address: str) -> None:
    with Downloads(Settings()) as downloads, pytest.raises(AddressRefused, match="ALLOWED_HOSTS"):
        downloads.fetch(address)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://x.org/a", "http://", "https://me:secret@example.org/"]
)
def test_odd_addresses_are_refused(address: str) -> None:
    with Downloads(Settings()) as downloads, pytest.raises(AddressRefused) as refused:
        downloads.fetch(address)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["http://exa mple.org/", "http://[::1", "http://x\x00y/", "http://a:99999/"]
)
def test_what_is_no_address(address: str) -> None:
    with Downloads(Settings()) as downloads, pytest.raises((FetchError, AddressRefused)):
        downloads.fetch(address)


def test_a_name_that_stands_for_a_private_address_is_refused(site: Site) -> None:
    port = site.address.rsplit(":", 1)[1]
    for found in (["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["fd00::1"]):
        hosts = Downloads(Settings(), look_up=lambda host, port, found=found: found)
        with hosts as downloads, pytest.raises(AddressRefused, match=r"'papers\.example' \("):
            downloads.fetch(f"http://papers.example:{port}/a")
    assert site.asked == []


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site) -> None:
    """A name that means the server at first and something else later is looked up only once."""
    answers = iter([["127.0.0.1"], ["192.0.2.1"]])
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    port = site.address.rsplit(":", 1)[1]
    site.routes["/a"] = Reply(PAGE)
    settings = site.settings(allowed_hosts="papers.example")
    with Downloads(settings, look_up=look_up) as downloads:
        assert downloads.fetch(f"http://papers.example:{port}/a").data == PAGE
    assert asked == ["papers.example"]
    assert site.headers[0]["host"] == f"papers.example:{port}"


def test_names_without_an_address() -> None:
    def look_up(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    downloads = Downloads(Settings(), look_up=look_up)
    with downloads, pytest.raises(FetchError, match=r"'nowhere\.example'.*Check the spelling"):
        downloads.fetch("https://nowhere.example/a")


def test_no_connection(site: Site) -> None:
    downloads = Downloads(site.settings(), sleep=Sleeps())
    with downloads, pytest.raises(FetchError, match=r"No connection for http://127\.0\.0\.1:1/"):
        downloads.fetch("http://127.0.0.1:1/")


def test_a_proxy_is_used_where_it_is_named_and_nowhere_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    site.routes["/a"] = Reply(PAGE)
    assert fetched(site, "/a") == PAGE
    site.routes["http://papers.example/b"] = Reply(PAGE)
    with Downloads(Settings(proxy=site.address)) as downloads:
        assert downloads.fetch("http://papers.example/b").data == PAGE
        with pytest.raises(AddressRefused):
            downloads.fetch("http://127.1/b")
    with pytest.raises(FetchError, match=r"SURVEY_ASSISTANT_PROXY='nonsense'"):
        Downloads(Settings(proxy="nonsense"))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("8.8.8.8", ""), ("2606:4700::1111", ""), ("64:ff9b::808:808", ""), ("10.1.2.3", "private"),
        ("100.64.0.1", "private"), ("127.9.9.9", "loopback"), ("169.254.169.254", "link-local"),
        ("224.0.0.1", "multicast"), ("239.1.1.1", "multicast"), ("0.0.0.0", "unspecified"),
        ("240.0.0.1", "reserved"), ("255.255.255.255", "reserved"), ("::1", "loopback"),
        ("fe80::1%eth0", "link-local"), ("fc00::1", "private"), ("fec0::1", "private"),
        ("::ffff:192.168.0.1", "private"), ("64:ff9b::a00:1", "private"),
        ("2002:7f00:1::", "loopback"), ("ff02::1", "multicast"), ("::7f00:1", "reserved"),
        ("192.0.2.1", "private"), ("nonsense", "malformed"),
    ],
)  # fmt: skip
def test_kinds_of_addresses(address: str, kind: str) -> None:
    assert private_kind(address) == kind


def test_allowed_hosts_are_a_list() -> None:
    hosts = PublicHosts.of(" Intranet.example, 10.0.0.5;[::1] ", lambda host, port: ["10.0.0.5"])
    assert hosts.addresses("intranet.example.", 80) == ["10.0.0.5"]
    hosts.check_name("::1")
    with pytest.raises(AddressRefused):
        hosts.addresses("other.example", 80)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for papers.example, and its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    path = tmp_path / "papers.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=papers.example", "-addext", "subjectAltName=DNS:papers.example",
         "-keyout", str(path), "-out", str(tmp_path / "public.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + (tmp_path / "public.pem").read_text())
    return path


def test_certificates_are_checked_by_name_although_the_connection_goes_to_an_address(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    names: list[str | None] = []
    context.sni_callback = lambda sock, name, _: names.append(name)
    site = Site(routes={"/a": Reply(PAGE)})
    with serving(site, context):
        port = site.address.rsplit(":", 1)[1]
        settings = site.settings(allowed_hosts="papers.example, other.example")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with Downloads(settings, look_up=lambda host, port: ["127.0.0.1"]) as downloads:
            assert downloads.fetch(f"https://papers.example:{port}/a").data == PAGE
        downloads = Downloads(settings, look_up=lambda host, port: ["127.0.0.1"], sleep=Sleeps())
        with downloads, pytest.raises(FetchError, match="certificate that cannot be trusted"):
            downloads.fetch(f"https://other.example:{port}/a")
    assert names[0] == "papers.example"
