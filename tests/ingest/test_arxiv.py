"""What arXiv's API states of a paper."""

from __future__ import annotations

import pytest

from assistant.errors import FetchError, SourceNotFound
from assistant.ingest.arxiv import read_feed
from assistant.text.identifiers import PaperId

PAPER = PaperId("2309.15025", 2)
HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'


def feed(entry: str) -> bytes:
    return f"{HEAD}<entry>{entry}</entry></feed>".encode()


def test_the_record_of_a_paper() -> None:
    record = read_feed(
        feed(
            "<id>http://arxiv.org/abs/2309.15025v2</id><published>2023-09-26T15:49:23Z</published>"
            "<title>On $\\alpha$\n Rivers</title><summary>Water flows.</summary>"
            "<author><name>Ann Lee</name></author><author><name>Bo Chen</name></author>"
            "<arxiv:doi>10.1145/3641289 10.1145/2</arxiv:doi>"
        ),
        PAPER,
    )
    stated = record.stated
    assert (stated.authors, stated.year) == (("Ann Lee", "Bo Chen"), 2023)
    assert (stated.arxiv_id, stated.doi) == ("2309.15025", "10.1145/3641289")
    assert stated.title.endswith("Rivers") and "$" not in stated.title
    assert (record.version, record.withdrawn, stated.warnings) == (2, "", ())


def test_a_withdrawal_is_told() -> None:
    comment = "<arxiv:comment>This paper has been withdrawn by the author</arxiv:comment>"
    record = read_feed(feed(f"<id>http://arxiv.org/abs/2309.15025v2</id>{comment}"), PAPER)
    assert "withdrawn" in record.withdrawn
    other = "<summary>We study when a bid can be withdrawn from a market.</summary>"
    record = read_feed(feed(f"<id>http://arxiv.org/abs/2309.15025v2</id>{other}"), PAPER)
    assert record.withdrawn == ""


@pytest.mark.parametrize("data", [b"<html><body>Sorry</body></html>", b"not XML", b""])
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(FetchError, match="something else"):
        read_feed(data, PAPER)


def test_no_such_paper() -> None:
    with pytest.raises(SourceNotFound, match="no paper"):
        read_feed(f"{HEAD}</feed>".encode(), PAPER)
    error = "<id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>bad id</summary>"
    with pytest.raises(SourceNotFound, match="bad id"):
        read_feed(feed(error), PAPER)
