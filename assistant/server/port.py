"""Whether an address and a port can be listened on, and why not."""

from __future__ import annotations

import errno
import socket

from assistant.errors import ServeError

LAST_PORT = 65535  # 16 bits in the header of TCP (RFC 9293)


def check_port(host: str, port: int) -> None:
    """Raise ServeError where nothing can be served at this address; port 0 is any free one."""
    if not 0 <= port <= LAST_PORT:
        raise ServeError(
            f"There is no port {port}. Choose one from 1024 to {LAST_PORT} with --port."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (socket.gaierror, UnicodeError) as error:
            raise ServeError(
                f"{host} is no address of this machine. Use --host 127.0.0.1."
            ) from error
        except OSError as error:
            raise ServeError(_refusal(host, port, error)) from error


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop what uses it, or choose another with --port."
    if error.errno == errno.EACCES:
        return (
            f"Port {port} needs more rights than this user has. Choose one above 1023 with --port."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine. Use --host 127.0.0.1."
    return f"Nothing can listen on {host}:{port}: {error.strerror}."
