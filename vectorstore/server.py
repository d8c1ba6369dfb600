"""A Chroma server that holds a library's vectors in the place of a folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vectorstore.errors import VectorstoreError

PORT = 8000


@dataclass(frozen=True)
class ChromaServer:
    """A server's ``address``, such as "http://127.0.0.1:8000", and the token that it asks for.

    ``token`` is sent as "Authorization: Bearer …", which a proxy in front of Chroma looks at.
    """

    address: str
    token: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"the Chroma server at {self.address}"

    @property
    def endpoint(self) -> tuple[str, int, bool]:
        """Host, port, and whether it is encrypted; VectorstoreError where the address has no host.

        >>> ChromaServer("https://lab.example").endpoint
        ('lab.example', 443, True)
        """
        try:
            parts = urlsplit(self.address)
            is_encrypted = parts.scheme == "https"
            port = parts.port or (443 if is_encrypted else PORT)
        except ValueError:
            parts, port, is_encrypted = urlsplit(""), PORT, False
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise VectorstoreError(
                f"{self.address!r} is no address of a Chroma server. Write it as http://host:8000"
            )
        return parts.hostname, port, is_encrypted
