"""Adding on a real Ray cluster of two nodes: the same library, also where nodes and workers end."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings
from langchain_core.language_models import FakeListChatModel

from assistant.errors import ClusterError, UnreadableSource
from assistant.ingest.cluster.ray_cluster import TRIES
from assistant.ingest.progress import Progress
from assistant.library import Library
from assistant.settings import Settings
from assistant.storage.database import LibraryDatabase
from tests.ingest.cluster.deadly import Deadly
from tests.library_checks import sound
from tests.readers.pdf_writer import Page, pdf

pytestmark = [pytest.mark.timeout(180), pytest.mark.filterwarnings("ignore::ResourceWarning")]
FAKE = DeterministicFakeEmbedding(size=32)
NODE = {"num_cpus": 1, "object_store_memory": 80_000_000}
Open = Callable[..., Library]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    pytest.importorskip(
        "ray", reason="Ray is not installed: pip install 'survey-assistant[cluster]'"
    )
    import ray
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
    made.add_node(**NODE)
    ray.init(address=made.address, log_to_driver=False)
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    libraries: list[Library] = []

    def open_(name: str, embeddings: Embeddings = FAKE) -> Library:
        model = FakeListChatModel(responses=["Nothing."])
        settings = Settings(home=tmp_path / "home")
        libraries.append(
            Library.open(
                tmp_path / name, chat_model=model, embeddings=embeddings, settings=settings
            )
        )
        return libraries[-1]

    yield open_
    for library in libraries:
        library.close()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Nine surveys, one of them a PDF, and a file that is none."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(8):
        text = f"# A Survey of water number {number}\n\n## Findings\n\n" + " ".join(
            f"Water {number} has a {'deadly' if number == 3 else 'small'} depth of {n} metres."
            for n in range(40)
        )
        (folder / f"{number}.md").write_text(text)
    page = Page()
    page.lines(50, 50, [f"Ice has a page about its kind {n}, which is cold." for n in range(30)])
    (folder / "ice.pdf").write_bytes(pdf([page]))
    (folder / "none.pdf").write_bytes(b"%PDF-1.7 cut")
    return folder


def content(library: Library) -> dict[str, Any]:
    """What a library holds: each document, its passages, and their sentences' vectors."""
    database = LibraryDatabase(library.folder / "library.sqlite3", 30.0)
    rows = database.rows(
        "SELECT document_id, id, text, embedded_by, sentence_vectors FROM passages ORDER BY id"
    )
    database.close()
    documents = [info.id for survey in library.surveys() for info in survey.documents]
    return {"documents": [library.document(key) for key in documents], "passages": rows}


def test_two_nodes_make_the_library_that_one_process_makes(
    cluster: Any, opened: Open, papers: Path
) -> None:
    alone, together = opened("alone"), opened("together")
    expected = list(alone.add_all([papers]))
    heard: list[Progress] = []
    results = list(together.add_all([papers], ray="auto", progress=heard.append))
    assert [added.source for added in results] == [added.source for added in expected]
    assert [str(added.error) for added in results] == [str(added.error) for added in expected]
    assert [type(added.error) for added in results if added.error] == [UnreadableSource]
    assert content(together) == content(alone)
    assert together.search("cold ice")[0].passage == alone.search("cold ice")[0].passage
    sound(together)
    ended = {step.number for step in heard if step.stage == "embed" and step.done == step.total}
    assert len(ended) == 9
    again = list(together.add_all([papers], ray="auto"))
    assert sum(added.already_there for added in again) == 9


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(
    cluster: Any, opened: Open, papers: Path, tmp_path: Path
) -> None:
    alone, together = opened("alone"), opened("together", Deadly(size=32, folder=str(tmp_path)))
    list(alone.add_all([papers]))
    results = list(together.add_all([papers], ray="auto"))
    assert (tmp_path / "death-0").exists()
    assert sum(added.survey is not None for added in results) == 9
    found, expected = content(together), content(alone)
    assert found["documents"] == expected["documents"]
    vectors = [row[4] for row in expected["passages"]]
    assert [row[4] for row in found["passages"]] == vectors
    sound(together)


def test_a_node_that_leaves_loses_nothing_and_doubles_nothing(
    cluster: Any, opened: Open, papers: Path, tmp_path: Path
) -> None:
    third = cluster.add_node(**NODE)
    cluster.wait_for_nodes()
    alone, together = opened("alone"), opened("together")
    list(alone.add_all([papers]))
    run = together.add_all([papers], ray="auto")
    first = next(run)
    cluster.remove_node(third)
    results = [first, *run]
    assert sum(added.survey is not None for added in results) == 9
    assert content(together) == content(alone)
    sound(together)


def test_a_source_that_ends_every_worker_is_refused_and_a_second_run_goes_on(
    cluster: Any, opened: Open, papers: Path, tmp_path: Path
) -> None:
    together = opened("together", Deadly(size=32, folder=str(tmp_path), times=TRIES))
    results = list(together.add_all([papers], ray="auto"))
    refused = {Path(added.source).name: added.error for added in results if added.error}
    assert set(refused) == {"3.md", "none.pdf"}
    assert f"ended {TRIES} workers" in str(refused["3.md"])
    again = list(together.add_all([papers], ray="auto"))
    assert sum(added.already_there for added in again) == 8
    assert sum(added.survey is not None for added in again) == 9
    sound(together)


def test_a_node_with_another_embedder_is_not_used(
    cluster: Any, opened: Open, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = opened("together")
    monkeypatch.setattr("assistant.ingest.cluster.ray_cluster.version", lambda name: "0.0")
    with pytest.raises(ClusterError, match=r"of this program, not 0\.0"):
        list(together.add_all([papers], ray="auto"))
    assert together.surveys() == []


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense", "ray://127.0.0.1:1"])
def test_a_cluster_that_is_not_there_is_named(address: str, opened: Open, papers: Path) -> None:
    ray = pytest.importorskip("ray", reason="Ray is not installed")
    ray.shutdown()  # of the tests before, whose cluster would be used as it is
    with pytest.raises(ClusterError, match=re.escape(f"cluster at {address} cannot be joined")):
        list(opened("together").add_all([papers], ray=address))


def test_without_ray_the_next_step_is_said(
    opened: Open, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"survey-assistant\[cluster\]"):
        list(opened("together").add_all([papers], ray="local"))
