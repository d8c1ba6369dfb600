"""Which hosts are let through, by name, by digits and by what a name stands for."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import AddressRefused, FetchError
from assistant.ingest.hosts import PublicHosts, look_up, private_kind, refusal

PUBLIC = ["93.184.216.34", "2606:4700::1111"]


def hosts(*found: str, allowed: str = "") -> PublicHosts:
    """Hosts of which each name stands for these addresses."""
    return PublicHosts.of(allowed, lambda host, port: list(found))


def test_public_addresses_come_back_as_they_were_found() -> None:
    assert hosts(*PUBLIC).addresses("papers.example", 443) == PUBLIC


@pytest.mark.parametrize("bad", ["10.0.0.1", "::1", "169.254.169.254", "fe80::1%eth0", "what"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_private_address_among_public_ones_refuses_the_name(bad: str, place: int) -> None:
    found = [*PUBLIC[:place], bad, *PUBLIC[place:]]
    with pytest.raises(AddressRefused) as refused:
        hosts(*found).addresses("papers.example", 443)
    assert bad in str(refused.value) and "'papers.example'" in str(refused.value)
    assert "SURVEY_ASSISTANT_ALLOWED_HOSTS=papers.example" in str(refused.value)


@pytest.mark.parametrize(
    "allowed",
    ["papers.example", "Papers.Example.", "a.example; papers.example", " ,papers.example , "],
)
def test_an_allowed_name_may_be_private_however_it_is_written(allowed: str) -> None:
    assert hosts("10.0.0.1", allowed=allowed).addresses("PAPERS.example.", 80) == ["10.0.0.1"]
    with pytest.raises(AddressRefused):
        hosts("10.0.0.1", allowed=allowed).addresses("sub.papers.example", 80)


@pytest.mark.parametrize("allowed", ["", " , ;", "."])
def test_a_setting_without_names_allows_nothing(allowed: str) -> None:
    assert PublicHosts.of(allowed).allowed == frozenset()


def test_a_name_without_an_address_is_told() -> None:
    with pytest.raises(FetchError, match=r"'papers\.example' has no address\. Check the spelling"):
        hosts().addresses("papers.example", 80)


@pytest.mark.parametrize("error", [OSError(-2, "Name not known"), UnicodeError("label too long")])
def test_a_name_that_cannot_be_looked_up_is_told_with_the_reason(error: Exception) -> None:
    def fail(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(FetchError, match=r"'河流\.example' was found \((Name|label).*PROXY"):
        PublicHosts(look_up=fail).addresses("河流.example", 80)


def test_digits_are_looked_up_without_a_network() -> None:
    assert look_up("127.0.0.1", 80) == ["127.0.0.1"]
    assert look_up("::1", 80) == ["::1"]


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "a.localhost", "printer.local", "db.internal", "127.1", "0",
     "2130706433", "0x7f.1", "[::1]", "::ffff:10.0.0.1", "192.168.0.1", "017700000001"],
)  # fmt: skip
def test_names_that_are_private_by_themselves_are_refused_unless_allowed(host: str) -> None:
    with pytest.raises(AddressRefused, match="only the public internet"):
        PublicHosts().check_name(host)
    PublicHosts.of(host).check_name(host)


@pytest.mark.parametrize(
    "host",
    ["papers.example", "localhost.example", "internal.example", "8.8.8.8", "[2606:4700::1111]",
     "河流.example", "1.example", "x" * 300],
)  # fmt: skip
def test_other_names_pass(host: str) -> None:
    PublicHosts().check_name(host)


def test_a_refusal_names_an_address_only_where_it_is_another() -> None:
    assert "(10.0.0.1)" in refusal("papers.example", "10.0.0.1", "private")
    assert refusal("[::1]", "::1", "loopback").startswith("'[::1]' is a loopback address")


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_of_one_kind_however_it_is_wrapped(
    address: ipaddress.IPv4Address,
) -> None:
    kind = private_kind(str(address))
    number = int(address)
    for wrapped in (0xFFFF << 32, 0x0064FF9B << 96):  # mapped, and NAT64
        assert private_kind(str(ipaddress.IPv6Address(wrapped | number))) == kind
    assert private_kind(str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))) == kind


@given(st.ip_addresses(v=4))
def test_what_is_not_global_is_never_public(address: ipaddress.IPv4Address) -> None:
    assert address.is_global or private_kind(str(address))


@given(st.text(max_size=30))
def test_any_text_is_malformed_or_an_address(text: str) -> None:
    kind = private_kind(text)
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        assert kind == "malformed"
    else:
        assert kind != "malformed"
