"""Whether a port can be listened on: free ones pass, and each refusal says what to do."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator

import pytest

from assistant.errors import ServeError
from assistant.server.port import check_port

ANY = 0
# Addresses that are kept for documentation, so that no machine has them (RFC 5737 and RFC 3849).
NOWHERE = ("192.0.2.1", "2001:db8::1")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which something listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", ANY))
        listener.listen()
        yield listener.getsockname()[1]


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", ANY))
    except OSError:
        return False
    return True


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_a_free_port_passes_and_is_free_afterwards(host: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", ANY))
        port = probe.getsockname()[1]
    for _ in range(3):
        check_port(host, port)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize("host", ["::1", "::"])
def test_addresses_of_ipv6_pass(host: str) -> None:
    check_port(host, ANY)


def test_a_port_in_use_is_named_with_the_option_that_changes_it(taken: int) -> None:
    with pytest.raises(ServeError, match=rf"Port {taken} is in use.*--port"):
        check_port("127.0.0.1", taken)


def test_a_port_is_free_again_right_after_its_server_ended() -> None:
    """A connection that has just been closed keeps no one from starting again."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", ANY))
        listener.listen()
        address = listener.getsockname()
        with socket.create_connection(address) as client:
            served, _ = listener.accept()
            served.close()
            assert client.recv(1) == b""
    check_port(*address)


@pytest.mark.parametrize("host", NOWHERE)
def test_an_address_of_another_machine_is_named(host: str) -> None:
    if ":" in host and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    with pytest.raises(ServeError, match=r"no address of this machine.*--host 127\.0\.0\.1") as bad:
        check_port(host, ANY)
    assert host in str(bad.value)


@pytest.mark.parametrize(
    "host", ["no such host.invalid", "1.2.3.4.5", "河流", "fe80::zz", "a" * 70]
)
def test_what_is_no_address_is_one_line_too(host: str) -> None:
    started = time.monotonic()
    with pytest.raises(ServeError) as caught:
        check_port(host, ANY)
    message = str(caught.value)
    assert host in message and "--host" in message and "\n" not in message
    assert time.monotonic() - started < 20


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may listen anywhere")
def test_a_port_for_the_superuser_only_is_named() -> None:
    try:
        check_port("127.0.0.1", 1)
    except ServeError as error:
        assert "1 needs more rights" in str(error) and "1023" in str(error)


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_number_that_is_no_port_is_refused_with_the_range(port: int) -> None:
    with pytest.raises(ServeError, match=rf"{port}.*65535.*--port"):
        check_port("127.0.0.1", port)
