"""A small stand-in for the Hugging Face hub on 127.0.0.1, for tests of ``models.files.hub``."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """What the server serves, and what it was asked. ``cut_after`` breaks that many answers off.

    ``files`` maps ``owner/repo/path`` to bytes; ``recorded_sha256`` overrides what the hub says of
    a file; ``ranges`` lists the Range header of every request for a file's bytes.
    """

    files: dict[str, bytes]
    recorded_sha256: dict[str, str] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    ignore_ranges: bool = False
    broken_status: int | None = None
    ranges: list[str | None] = field(default_factory=list)
    endpoint: str = ""

    def sha256(self, name: str) -> str:
        return self.recorded_sha256.get(name, hashlib.sha256(self.files[name]).hexdigest())

    def model_info(self, repo: str) -> dict[str, object] | None:
        siblings = []
        for name, data in self.files.items():
            owner, repo_name, path = name.split("/", 2)
            if f"{owner}/{repo_name}" == repo:
                lfs = {"sha256": self.sha256(name), "size": len(data), "pointerSize": 135}
                siblings.append({"rfilename": path, "size": len(data), "lfs": lfs})
        if not siblings:
            return None
        return {"id": repo, "modelId": repo, "sha": REVISION, "siblings": siblings}


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Run the server; ``hub.endpoint`` is its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if hub.broken_status is not None:
                self.reply_json(hub.broken_status, {"error": "broken"})
            elif self.path.startswith("/api/models/"):
                self.model_info()
            else:
                self.bytes_of_file()

        def model_info(self) -> None:
            repo = self.path.removeprefix("/api/models/").partition("?")[0]
            info = hub.model_info(repo)
            if info is None:
                missing = {"X-Error-Code": "RepoNotFound"}
                self.reply_json(404, {"error": "Repository not found"}, missing)
            else:
                self.reply_json(200, info)

        def bytes_of_file(self) -> None:
            repo, _, path = self.path.lstrip("/").partition(f"/resolve/{REVISION}/")
            name = f"{repo}/{path}"
            if name not in hub.files:
                self.reply_json(404, {"error": "no"}, {"X-Error-Code": "EntryNotFound"})
                return
            data, asked = hub.files[name], self.headers.get("Range")
            hub.ranges.append(asked)
            start = 0
            if asked and not hub.ignore_ranges:
                start = int(asked.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(data) - start))
            self.send_header("X-Repo-Commit", REVISION)
            self.send_header("X-Linked-Etag", f'"{hub.sha256(name)}"')
            self.send_header("X-Linked-Size", str(len(data)))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            self.end_headers()
            rest = data[start:]
            if hub.cuts:
                rest = rest[: hub.cuts.pop(0)]
                self.close_connection = True
            self.wfile.write(rest)

        def reply_json(
            self, status: int, body: object, headers: dict[str, str] | None = None
        ) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for key, value in (headers or {}).items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
