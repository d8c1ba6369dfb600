"""The served web app as strangers see it: hosts, origins, passwords, sizes, paths."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from assistant.errors import ServeError
from assistant.library import Library
from assistant.server.passwords import keep_password
from assistant.ui.app import Serving, start

SECRET = "SECRET-OF-THIS-MACHINE"
PASSWORD = "correct horse"


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """A served app that is asked by hand, byte for byte."""

    port: int

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            named.setdefault("Host", f"127.0.0.1:{self.port}")
            if body is not None:
                named.setdefault("Content-Length", str(len(body)))
            for name, value in named.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            reply = connection.getresponse()
            found = {name.lower(): value for name, value in reply.getheaders()}
            return Reply(reply.status, found, reply.read())
        finally:
            connection.close()

    def raw(self, request: bytes) -> bytes:
        """What comes back for these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as peer:
            peer.sendall(request)
            found = b""
            with contextlib.suppress(ConnectionResetError):
                while data := peer.recv(65536):
                    found += data
        return found


# The app runs in a process of its own, as it does for people; limits are lower there.
APP = """
import json, sys, threading
from pathlib import Path
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel
from assistant.library import Library
from assistant.settings import Settings
from assistant.server import security
from assistant.ui.app import Serving, start
folder, port, options = json.loads(sys.argv[1])
security.LARGEST_REQUEST, security.LARGEST_UPLOAD = 100_000, 300_000
library = Library.open(
    Path(folder) / "library",
    chat_model=FakeListChatModel(responses=["Nothing."]),
    embeddings=DeterministicFakeEmbedding(size=32),
    settings=Settings(home=Path(folder) / "home"),
)
start(library, Serving(port=port, **options))
print("ready", flush=True)
threading.Event().wait()
"""


@contextlib.contextmanager
def served(folder: Path, **options: object) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-c", APP, json.dumps([str(folder), port, options])],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "GRADIO_TEMP_DIR": str(folder / "gradio")},
    )
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield Site(port)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the library, the uploads and some secrets are."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with served(folder) as site:
        yield site


def test_only_its_own_names_are_answered(site: Site) -> None:
    own = site.port
    for host in (f"127.0.0.1:{own}", f"localhost:{own}", f"LOCALHOST:{own}", f"[::1]:{own}"):
        assert site.ask("/", Host=host).status == 200, host
    for host in (
        "attacker.example", f"attacker.example:{own}", f"127.0.0.1.attacker.example:{own}",
        f"localhost.attacker.example:{own}", f"192.0.2.7:{own}", "", "user@127.0.0.1", "0.0.0.0",
        f"127.0.0.1:{own}@attacker.example", "[::ffff:192.0.2.1]",
    ):  # fmt: skip
        assert site.ask("/config", Host=host).status == 421, host
    twice = f"GET /config HTTP/1.1\r\nHost: x.example\r\nHost: localhost:{own}\r\n\r\n"
    assert b" 400 " in site.raw(twice.encode()).splitlines()[0]


def test_other_sites_may_link_and_no_more(site: Site) -> None:
    own = f"http://127.0.0.1:{site.port}"
    body = b'{"data": [], "fn_index": 0, "session_hash": "x"}'
    for origin in ("https://attacker.example", "null", "http://localhost:1", own + ".example", ""):
        for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/config"):
            reply = site.ask(path, "POST", body, Origin=origin, Content_Type="application/json")
            assert reply.status == 403, (origin, path)
            assert "attacker" not in reply.headers.get("access-control-allow-origin", "")
    assert site.ask("/config", Origin=own).status == 200
    crossing = {"Sec-Fetch-Site": "cross-site"}
    assert site.ask("/config", **crossing).status == 403
    assert site.ask("/", **crossing, **{"Sec-Fetch-Mode": "navigate"}).status == 200
    reply = site.ask("/config", "POST", b"", **crossing, **{"Sec-Fetch-Mode": "navigate"})
    assert reply.status == 403


def test_pages_may_load_nothing_from_elsewhere(site: Site) -> None:
    headers = site.ask("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "http" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_forwarded_host_changes_nothing(site: Site) -> None:
    reply = site.ask("/", X_Forwarded_Host="attacker.example", X_Forwarded_Proto="https")
    assert reply.status == 200
    assert b"attacker.example" not in reply.body


def ways_to(path: Path) -> list[str]:
    up = "../" * 12
    plain = str(path)
    bare = plain.lstrip("/")
    return [
        plain, f"/{plain}", f"{up}{bare}", f"/tmp/{up}{bare}", f"file://{plain}",
        plain.replace("/", "%2F"), (up + bare).replace("/", "%2f"), 
        f"{up}{bare}".replace(".", "%2e"),
        (up + bare).replace("../", "..%252f"), (up + bare).replace("/", "\\"),
        f"{plain}%00.png", f"./{plain}", f"/proc/self/root{plain}", f"/proc/self/cwd/{up}{bare}",
        f"~/{up}{bare}", plain.replace("/", "／"), plain.replace("/", "%ef%bc%8f"),
        (up + bare).replace("..", "．．"), (up + bare).replace("..", "%c0%ae%c0%ae"),
        f"{plain}/", f"{plain}?x=.png", f"{plain};.png", f" {plain}", "//127.0.0.1" + plain,
    ]  # fmt: skip


ROUTES = (
    "/gradio_api/file=", "/file=", "/gradio_api/file/", "/static/", "/assets/", "/svelte/",
    "/gradio_api/custom_component/", "/",
)  # fmt: skip


def quoted(way: str) -> str:
    return quote(way, safe="/%\\:?=~;&.")


def test_no_file_but_the_pages_own_is_given_out(site: Site, folder: Path) -> None:
    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    library = folder / "library"
    (library / "note.txt").write_text(SECRET)
    link = folder / "gradio" / "link.txt"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(secret)
    targets = [secret, library / "note.txt", library / "library.sqlite3", link]
    targets.append(Path(__file__).parents[2] / "pyproject.toml")
    marks = (SECRET.encode(), b"SQLite format 3", b"[build-system]")
    for target in targets:
        for way in ways_to(target):
            for route in ROUTES:
                reply = site.ask(route + quoted(way))
                assert not any(mark in reply.body for mark in marks), route + way
                assert reply.status < 500 or reply.status == 503, (reply.status, route + way)


def test_nothing_is_fetched_for_whoever_asks(site: Site) -> None:
    with socket.socket() as trap:
        trap.bind(("127.0.0.1", 0))
        trap.listen()
        trap.settimeout(0.3)
        address = f"127.0.0.1:{trap.getsockname()[1]}/x"
        for route in ("/gradio_api/proxy=", "/gradio_api/file=", "/proxy=", "/file="):
            for scheme in ("http://", "https://", "HTTP://", "http:%2f%2f", "%68ttp://"):
                assert site.ask(route + scheme + address).status in (400, 404)
        with pytest.raises(TimeoutError):
            trap.accept()


def test_a_made_up_upload_reaches_no_file(site: Site, folder: Path) -> None:
    """A file component's value that names a file of this machine is not taken for an upload."""
    secret = folder / "secret.md"
    secret.write_text(f"# {SECRET}\n\n## Findings\n\n{SECRET} is written here as a sentence.\n")
    config = json.loads(site.ask("/config").body)
    files = {c["id"] for c in config["components"] if c["type"] == "file"}
    tried = 0
    for dependency in config["dependencies"]:
        if not files & set(dependency["inputs"]):
            continue
        tried += 1
        for path in (str(secret), f"{folder}/gradio/../secret.md", f"file://{secret}"):
            value = {"path": path, "orig_name": "x.md", "meta": {"_type": "gradio.FileData"}}
            data = [[value] if i in files else None for i in dependency["inputs"]]
            body = json.dumps(
                {"data": data, "fn_index": dependency["id"], "session_hash": f"s{tried}"}
            ).encode()
            joined = site.ask(
                "/gradio_api/queue/join", "POST", body, Content_Type="application/json"
            )
            if joined.status == 200:
                shown = site.ask(f"/gradio_api/queue/data?session_hash=s{tried}").body
                assert SECRET.encode() not in shown
    assert tried
    with sqlite3.connect(folder / "library" / "library.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM documents").fetchone() == (0,)
    database.close()


def test_bodies_are_limited(site: Site) -> None:
    path = "/gradio_api/queue/join"
    assert site.ask(path, "POST", bytes(200_000)).status == 413
    assert site.ask(path, "POST", b"", Content_Length="99999999999999").status == 413
    assert site.ask(path, "POST", b"", Content_Length="-5").status in (400, 413)
    lines = (
        "POST /gradio_api/upload HTTP/1.1", f"Host: localhost:{site.port}", "Connection: close",
        "Content-Type: multipart/form-data; boundary=XX", "Transfer-Encoding: chunked", "", "",
    )  # fmt: skip
    start = upload(1)[: -len(b"\r\n--XX--\r\n")]
    chunks = [start, *([bytes(0x10000)] * 8)]
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    found = site.raw("\r\n".join(lines).encode() + body)
    assert b" 413 " in found.splitlines()[0]


def upload(count: int) -> bytes:
    part = b'--XX\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\nx\r\n'
    return part * count + b"--XX--\r\n"


def test_uploads_are_limited_in_number(site: Site) -> None:
    kind = {"Content_Type": "multipart/form-data; boundary=XX"}
    assert site.ask("/gradio_api/upload", "POST", upload(3), **kind).status == 200
    assert site.ask("/gradio_api/upload", "POST", upload(201), **kind).status == 413


NAMES = (
    "../../outside.md", "/etc/outside.md", "..\\outside.md", "a\x00b.md", "．．/outside.md",
    "<img src=x onerror=alert(1)>.md", "." * 300 + ".md", "CON.md", "~root.md",
)  # fmt: skip


def test_names_of_uploads_lead_nowhere(site: Site, folder: Path) -> None:
    kind = {"Content_Type": "multipart/form-data; boundary=XX"}
    before = {path for path in folder.rglob("*") if "gradio" not in path.parts}
    for name in NAMES:
        reply = site.ask(
            "/gradio_api/upload", "POST", upload(1).replace(b"a.md", name.encode()), **kind
        )
        found = json.loads(reply.body) if reply.status == 200 else []
        for path in found:
            assert Path(os.path.realpath(path)).is_relative_to(folder / "gradio"), name
    after = {path for path in folder.rglob("*") if "gradio" not in path.parts}
    assert after == before


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"me:{password}".encode()).decode()


def test_a_password_that_is_set_is_asked_for(tmp_path: Path) -> None:
    keep_password(PASSWORD, tmp_path / "home")
    with served(tmp_path, host="0.0.0.0") as site:
        check_password(site)


def check_password(site: Site) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/theme.css", "/gradio_api/file=x", "/x"):
        reply = site.ask(path)
        assert reply.status == 401, path
        assert reply.headers["www-authenticate"].startswith("Basic")
    assert site.ask("/config", Authorization=basic(PASSWORD)).status == 200
    assert site.ask("/config", Authorization=f"Bearer {PASSWORD}").status == 401
    statuses = [site.ask("/config", Authorization=basic(f"wrong {n}")).status for n in range(8)]
    assert statuses[:3] == [401] * 3
    assert statuses[-1] == 429
    assert site.ask("/config", Authorization=basic(PASSWORD)).status == 200, "it is known here"
    assert site.ask("/config", Authorization="Basic ~").status == 429
    assert site.ask("/config", Host="attacker.example", Authorization=basic(PASSWORD)).status == 421
    assert site.ask("/config", Host="192.0.2.7", Authorization=basic(PASSWORD)).status == 200


def test_an_open_address_without_a_password_is_refused(library: Library) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org", ""):
        with pytest.raises(ServeError, match="survey-assistant password"):
            start(library, Serving(host=host))


def test_an_open_address_without_a_password_may_be_meant(tmp_path: Path) -> None:
    with served(tmp_path, host="0.0.0.0", without_password=True) as site:
        assert site.ask("/config").status == 200
        assert site.ask("/config", Host="attacker.example").status == 421
