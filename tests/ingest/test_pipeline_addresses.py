"""Addresses and arXiv ids into a library: what is stated there, kept bytes, reading again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel

from assistant.errors import SourceError
from assistant.ingest.progress import Progress
from assistant.library import Library
from tests.arxiv_server import Reply, Site, serving
from tests.library_checks import read_as_before, sound


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as found:
        yield found


@pytest.fixture
def library(site: Site, tmp_path: Path) -> Iterator[Library]:
    with Library.open(
        tmp_path / "library",
        chat_model=FakeListChatModel(responses=["Nothing."]),
        embeddings=DeterministicFakeEmbedding(size=32),
        settings=site.settings(home=tmp_path / "home"),
    ) as opened:
        yield opened


def test_an_arxiv_id_is_fetched_stated_kept_and_read_again(site: Site, library: Library) -> None:
    site.has_paper("2401.01234")
    heard: list[Progress] = []
    survey = library.add("arxiv:2401.01234", progress=heard.append)
    assert survey.arxiv_id == "2401.01234" and survey.doi == "10.1000/judges.7"
    assert survey.authors == ("Ann Lee", "Bo Chen")
    assert heard[0].stage == "fetch" and heard[-1].stage == "embed"
    assert any(step.stage == "fetch" and step.done > 0 for step in heard)
    (info,) = survey.documents
    assert b"HTML of arXiv" in library.source(info.id).read_bytes()
    # As an older reader would have left it; what arXiv stated holds when it is read again.
    document = library.document(info.id)
    read_as_before(library, type(document)(document.id, document.name, "html", ()))
    assert library.surveys()[0].authors == ()
    (again,) = library.reread()
    assert again.survey == survey
    assert library.document(info.id) == document
    sound(library)
    (twice,) = library.add_all(["2401.01234"])
    assert twice.already_there and twice.survey == survey


def test_an_address_that_is_refused_does_not_stop_the_others(site: Site, library: Library) -> None:
    site.routes["/page.html"] = Reply(
        b"<html><head><title>Rivers</title></head><body><h1>Rivers</h1><p>"
        + b"Water flows downhill in every river that was ever named. " * 20
        + b"</p></body></html>"
    )
    sources = [f"{site.address}/gone.pdf", f"{site.address}/page.html", "file:///etc/passwd"]
    results = list(library.add_all(sources))
    assert isinstance(results[0].error, SourceError) and "gone.pdf" in str(results[0].error)
    assert results[1].survey is not None
    assert results[1].survey.documents[0].format == "html"
    assert isinstance(results[2].error, SourceError)
    sound(library)
