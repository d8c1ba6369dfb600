"""A Python package index: which files a project has there, and what they require.

Reads the simple API as JSON (PEP 691) or HTML (PEP 503), whichever the index answers with. Only
``assistant.locking`` uses it; installing is pip's.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import json
import re
import ssl
import subprocess
import tarfile
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from assistant.setup.toolchain import SetupError

DEFAULT_INDEX = "https://pypi.org/simple"
TIMEOUT = 60.0
_ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.2"


@dataclass(frozen=True)
class IndexFile:
    """One wheel or source archive; ``sha256`` is empty where the index does not tell it."""

    name: str
    version: Version
    url: str
    sha256: str
    requires_python: str = ""
    yanked: bool = False

    @property
    def is_wheel(self) -> bool:
        """Whether the file is a wheel."""
        return self.name.endswith(".whl")


@dataclass
class PackageIndex:
    """The index at ``url``, which may hold a name and a password.

    ``certificates`` is a file of authorities to trust besides the usual ones.
    """

    url: str = DEFAULT_INDEX
    certificates: str | None = None
    proxy: str | None = None
    _files: dict[str, list[IndexFile]] = field(default_factory=dict, init=False)

    @classmethod
    def of_pip(cls, python: Path) -> PackageIndex:
        """The index that this Python's pip is configured for, in its files or the environment."""
        command = [str(python), "-m", "pip", "config", "list"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        settings = pip_settings(done.stdout)
        url = settings.get("index-url", DEFAULT_INDEX)
        return cls(url, settings.get("cert"), settings.get("proxy"))

    @property
    def shown(self) -> str:
        """The index's address without the name and the password."""
        return _without_login(self.url)

    def files(self, project: str) -> list[IndexFile]:
        """Every wheel and source archive of a project; empty where the index does not know it."""
        if project not in self._files:
            answer = self._read(f"{_without_login(self.url).rstrip('/')}/{project}/")
            read = _json_files if "json" in answer.kind else _html_files
            self._files[project] = list(read(answer.body, answer.address))
        return self._files[project]

    def requirements(self, file: IndexFile) -> list[str]:
        """The ``Requires-Dist`` lines of a file, which is fetched and checked for it."""
        content = self._read(file.url).body
        if file.sha256 and hashlib.sha256(content).hexdigest() != file.sha256:
            raise SetupError(f"{file.name} is not the file that {self.shown} lists. Try again.")
        headers = HeaderParser().parsestr(_metadata(file, content))
        if not file.is_wheel and not _is_final(headers):
            raise SetupError(
                f"What {file.name} requires is known only when it is installed. Install that "
                "version with '.venv/bin/pip install', then run 'make lock' again."
            )
        return list(headers.get_all("Requires-Dist") or [])

    @cached_property
    def _opener(self) -> urllib.request.OpenerDirector:
        trusted = ssl.create_default_context()
        if self.certificates:
            trusted.load_verify_locations(self.certificates)
        handlers: list[urllib.request.BaseHandler]
        handlers = [urllib.request.HTTPSHandler(context=trusted)]
        if self.proxy:
            proxies = {"http": self.proxy, "https": self.proxy}
            handlers.append(urllib.request.ProxyHandler(proxies))
        return urllib.request.build_opener(*handlers)

    def _read(self, address: str) -> _Answer:
        request = urllib.request.Request(address, headers={"Accept": _ACCEPT})
        login = urlsplit(self.url).netloc.rpartition("@")[0]
        if login and urlsplit(address).netloc == urlsplit(self.shown).netloc:
            token = base64.b64encode(unquote(login).encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {token}")
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return _Answer(answer.read(), answer.headers.get_content_type(), answer.url)
        except OSError as error:
            raise SetupError(
                f"{address} cannot be read: {error}. Check the network connection and pip's "
                "settings ('.venv/bin/pip config list'), then run 'make lock' again."
            ) from None


@dataclass(frozen=True)
class _Answer:
    """``address`` is where the body came from, after redirects."""

    body: bytes
    kind: str
    address: str


def pip_settings(listed: str) -> dict[str, str]:
    """What ``pip config list`` says, by name: the environment wins, then ``install``."""
    ranks = {"global": 0, "install": 1, ":env:": 2}
    found: dict[str, tuple[int, str]] = {}
    for line in listed.splitlines():
        match = re.fullmatch(r"(global|install|:env:)\.([\w-]+)=(.*)", line)
        if match:
            rank = ranks[match[1]]
            if rank >= found.get(match[2], (0, ""))[0]:
                found[match[2]] = (rank, str(ast.literal_eval(match[3])))
    return {name: value for name, (_, value) in found.items()}


def _without_login(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _json_files(body: bytes, address: str) -> Iterator[IndexFile]:
    for entry in json.loads(body)["files"]:
        yield from _index_file(
            str(entry["filename"]),
            urljoin(address, entry["url"]),
            (entry.get("hashes") or {}).get("sha256", ""),
            entry.get("requires-python") or "",
            bool(entry.get("yanked")),
        )


def _html_files(body: bytes, address: str) -> Iterator[IndexFile]:
    reader = _Links()
    reader.feed(body.decode("utf-8", "replace"))
    for attributes, text in reader.links:
        link, fragment = urldefrag(urljoin(address, attributes.get("href") or ""))
        kind, _, digest = fragment.partition("=")
        yield from _index_file(
            text.strip(),
            link,
            digest if kind == "sha256" else "",
            attributes.get("data-requires-python") or "",
            "data-yanked" in attributes,
        )


class _Links(HTMLParser):
    """Collects every link: its attributes and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[dict[str, str | None], str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append((dict(attrs), ""))
            self._inside = True

    def handle_data(self, data: str) -> None:
        if self._inside:
            attributes, text = self.links[-1]
            self.links[-1] = (attributes, text + data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "a"


def _index_file(
    name: str, url: str, sha256: str, requires_python: str, yanked: bool
) -> Iterator[IndexFile]:
    """The file, or nothing where it is neither a wheel nor a source archive."""
    try:
        if name.endswith(".whl"):
            version = parse_wheel_filename(name)[1]
        else:
            version = parse_sdist_filename(name)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return
    yield IndexFile(name, version, url, sha256.lower(), requires_python, yanked)


def _metadata(file: IndexFile, content: bytes) -> str:
    """The text of a wheel's METADATA or of a source archive's PKG-INFO."""
    try:
        if file.name.endswith((".whl", ".zip")):
            wanted = r"[^/]+\.dist-info/METADATA" if file.is_wheel else r"[^/]+/PKG-INFO"
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                name = next(n for n in archive.namelist() if re.fullmatch(wanted, n))
                return archive.read(name).decode("utf-8", "replace")
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            member = next(m for m in archive if re.fullmatch(r"[^/]+/PKG-INFO", m.name))
            opened = archive.extractfile(member)
            return opened.read().decode("utf-8", "replace") if opened else ""
    except (zipfile.BadZipFile, tarfile.TarError, StopIteration):
        raise SetupError(f"{file.name} has no metadata; pin another version.") from None


def _is_final(headers: Message) -> bool:
    """Whether a source archive's metadata says itself that a build will not change it."""
    version = str(headers.get("Metadata-Version", "1.0")).split(".")
    dynamic = [str(name).lower() for name in headers.get_all("Dynamic") or []]
    return [int(part) for part in version] >= [2, 2] and "requires-dist" not in dynamic
