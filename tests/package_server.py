"""A package index on this machine, with wheels made for the test."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


def wheel(name: str, version: str, *requires: str, tag: str = "py3-none-any") -> bytes:
    """A wheel with one module that is called like the package."""
    module, info = name.replace("-", "_"), f"{name.replace('-', '_')}-{version}.dist-info"
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    lines += [f"Requires-Dist: {each}" for each in requires]
    files = {
        f"{module}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": "\n".join(lines) + "\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return buffer.getvalue()


def source(name: str, version: str, *headers: str, backend: str = "") -> bytes:
    """A source archive whose metadata has these headers, to be built by ``backend``."""
    files = {
        "PKG-INFO": "\n".join([f"Name: {name}\nVersion: {version}", *headers]) + "\n",
        "pyproject.toml": f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n',
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


@dataclass
class Packages:
    """What the index has: for each project its files, and what is said of them besides."""

    as_json: bool = False
    login: str = ""
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    yanked: set[str] = field(default_factory=set)
    pythons: dict[str, str] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    address: str = ""

    def add(
        self, name: str, version: str, *requires: str, tag: str = "py3-none-any", python: str = ""
    ) -> str:
        """Add a wheel; returns its file's name."""
        file = f"{name.replace('-', '_')}-{version}-{tag}.whl"
        self.files.setdefault(name, {})[file] = wheel(name, version, *requires, tag=tag)
        self.pythons[file] = python
        return file

    def add_source(self, name: str, version: str, *headers: str, backend: str = "") -> None:
        content = source(name, version, *headers, backend=backend)
        self.files.setdefault(name, {})[f"{name}-{version}.tar.gz"] = content

    def sha256(self, name: str) -> list[str]:
        return sorted(hashlib.sha256(content).hexdigest() for content in self.files[name].values())

    def page(self, project: str) -> bytes:
        """The project's page, with links that are relative, as mirrors have them."""
        entries = [
            {
                "filename": file,
                "url": f"../../files/{project}/{file}",
                "hashes": {"sha256": self.listed.get(file, hashlib.sha256(content).hexdigest())},
                "requires-python": self.pythons.get(file) or None,
                "yanked": file in self.yanked,
            }
            for file, content in self.files[project].items()
        ]
        if self.as_json:
            return json.dumps({"meta": {"api-version": "1.0"}, "files": entries}).encode()
        return "".join(_link(entry) for entry in entries).encode()

    def body(self, path: str) -> bytes | None:
        folder, project, *rest = path.strip("/").split("/")
        if folder == "simple" and project in self.files:
            return self.page(project)
        return self.files.get(project, {}).get(rest[0]) if folder == "files" and rest else None


def _link(entry: dict[str, object]) -> str:
    python = str(entry["requires-python"] or "").replace(">", "&gt;").replace("<", "&lt;")
    rest = f' data-requires-python="{python}"' if python else ""
    rest += ' data-yanked=""' if entry["yanked"] else ""
    digest = entry["hashes"]["sha256"]  # type: ignore[index]
    return f'<a href="{entry["url"]}#sha256={digest}"{rest}>{entry["filename"]}</a><br/>\n'


@contextmanager
def served(packages: Packages) -> Iterator[Packages]:
    """Serve the packages on a free port of this machine; their address is noted in them."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = f"Basic {base64.b64encode(packages.login.encode()).decode()}"
            if packages.login and self.headers.get("Authorization") != wanted:
                self._answer(401, "text/plain", b"")
                return
            body = packages.body(self.path)
            kind = "application/vnd.pypi.simple.v1+json" if packages.as_json else "text/html"
            if not self.path.startswith("/simple/"):
                kind = "application/octet-stream"
            self._answer(404 if body is None else 200, kind, body or b"")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    login = f"{packages.login}@" if packages.login else ""
    packages.address = f"http://{login}127.0.0.1:{server.server_port}/simple"
    try:
        yield packages
    finally:
        server.shutdown()
        server.server_close()
