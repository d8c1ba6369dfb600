"""XML trees: names without namespaces, and what is not parsed."""

from __future__ import annotations

import time

import pytest

from assistant.errors import UnreadableSource
from assistant.readers.xml_tree import attribute, below, child, local_name, outermost, xml_root

SPACED = b'<a xmlns:x="urn:x"><x:b x:c="1"><x:b/></x:b><d><x:b c="2"/></d></a>'


def test_namespaces_are_passed_over() -> None:
    root = xml_root(SPACED, "a.xml")
    first = child(root, "b")
    assert local_name(first) == "b"
    assert attribute(first, "c") == "1"
    assert attribute(root, "c") == ""
    assert child(root, "d", "b", "none") is None
    assert len(below(root, "b")) == 3


def test_the_outermost_are_not_in_one_another_nor_in_what_is_left_out() -> None:
    root = xml_root(SPACED, "a.xml")
    assert [attribute(item, "c") for item in outermost(root, ("b",))] == ["1", "2"]
    assert [attribute(item, "c") for item in outermost(root, ("b",), without=("d",))] == ["1"]


@pytest.mark.parametrize("data", [b"words", b"<a><b></a>", b"", b"<a>" * 5000])
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"'a\.xml' is not XML that can be read"):
        xml_root(data, "a.xml")


def test_entities_of_its_own_are_refused_before_they_unfold() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "laugh"}">' for n in range(12))
    began = time.monotonic()
    with pytest.raises(UnreadableSource):
        xml_root(f"<!DOCTYPE a [{levels}]><a>&e11;</a>".encode(), "bomb.xml")
    assert time.monotonic() - began < 1


def test_a_file_is_not_read_through_an_entity() -> None:
    data = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    with pytest.raises(UnreadableSource, match="XML entities of its own"):
        xml_root(data, "spy.xml")
