"""A library's database and index raise errors of this package only."""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from assistant.errors import LibraryBusy, LibraryError, LibraryNotWritable, LibraryTooNew
from assistant.settings import Settings
from assistant.storage.database import (
    LibraryDatabase,
    LibraryIndex,
    library_errors,
    vectors_place,
)
from vectorstore.errors import (
    EmbeddingFailed,
    IndexBusy,
    IndexNotWritable,
    IndexTooNew,
    VectorstoreError,
)
from vectorstore.passage import Passage, Span


class LosingEmbeddings(Embeddings):
    """An embedder that loses a text of several."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of all texts but one."""
        return [[1.0, 0.0]] * (len(texts) - 1)

    def embed_query(self, text: str) -> list[float]:
        """A vector."""
        return [1.0, 0.0]


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[Callable[[Embeddings], LibraryIndex]]:
    """Opens the index of one library."""
    database = LibraryDatabase(tmp_path / "library.sqlite3", 0.2)

    def make(embeddings: Embeddings) -> LibraryIndex:
        return LibraryIndex(database, tmp_path / "chroma", lambda: embeddings)

    yield make
    database.close()


PASSAGE = Passage("a:0", "a", "Rivers", "body", "Water. Sand.", (Span(0, 6, 1, 0),))


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (IndexBusy, LibraryBusy),
        (IndexTooNew, LibraryTooNew),
        (IndexNotWritable, LibraryNotWritable),
    ],
)
def test_each_error_has_its_own(
    raised: type[VectorstoreError], expected: type[LibraryError]
) -> None:
    with pytest.raises(expected, match=r"^What is wrong\.$") as caught, library_errors():
        raise raised("What is wrong.")
    assert isinstance(caught.value.__cause__, raised)


@pytest.mark.parametrize("raised", [VectorstoreError, EmbeddingFailed])
def test_what_can_be_derived_again_comes_with_the_remedy(raised: type[VectorstoreError]) -> None:
    with (
        pytest.raises(LibraryError, match=r"^It broke\. 'survey-assistant check"),
        library_errors(),
    ):
        raise raised("It broke.")


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), library_errors():
        raise KeyError


def test_a_locked_database_is_busy(tmp_path: Path) -> None:
    database = LibraryDatabase(tmp_path / "library.sqlite3", 0.1)
    other = sqlite3.connect(tmp_path / "library.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryBusy), database.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()
    with database.transaction():
        pass
    database.close()


def test_a_file_that_is_no_database_or_too_new_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_text("This is a text and not a database at all. " * 50)
    with pytest.raises(LibraryNotWritable, match="not a library"):
        LibraryDatabase(path, 0.1)
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryTooNew, match="format 99"):
        LibraryDatabase(path, 0.1)


def test_a_broken_vector_folder_is_a_library_error_in_every_use(
    open_index: Callable[[Embeddings], LibraryIndex], tmp_path: Path
) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"noise " * 999)
    index = open_index(DeterministicFakeEmbedding(size=8))
    index.add([PASSAGE])
    uses: list[Callable[[], object]] = [
        index.open, index.warm_up, index.embed_step, index.embed_pending, index.needs_embedding,
        lambda: index.search("water"),
    ]  # fmt: skip
    for use in uses:
        with pytest.raises(LibraryError, match="check --repair"):
            use()
    index.drop_vectors()
    assert index.embed_pending() == 1
    assert index.search("water")[0].passage == PASSAGE
    index.close()


def test_an_embedder_that_loses_texts_is_a_library_error(
    open_index: Callable[[Embeddings], LibraryIndex],
) -> None:
    index = open_index(LosingEmbeddings())
    index.add([PASSAGE])
    with pytest.raises(LibraryError):
        index.embed_pending()
    with pytest.raises(LibraryError):
        index.embed(["one", "two"])
    index.close()


def test_no_method_of_the_index_is_left_out() -> None:
    """A method that comes to the index later must be mapped as well."""
    harmless = {"close"}
    methods = {
        name
        for name, _ in inspect.getmembers(LibraryIndex, inspect.isfunction)
        if not name.startswith("_")
    }
    assert methods - harmless <= set(vars(LibraryIndex))


def test_a_server_that_is_away_leaves_words_and_says_what_to_do(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, chroma="http://127.0.0.1:9")
    database = LibraryDatabase(tmp_path / "library.sqlite3", 1.0)
    place = vectors_place(tmp_path, settings)
    index = LibraryIndex(database, place, lambda: DeterministicFakeEmbedding(size=8))
    index.add([Passage("p", "d", "", "body", "The river floods.", (Span(0, 17, 1, 0),))])
    assert index.away_note == ""
    (hit,) = index.search("river", 3)
    assert hit.passage.id == "p" and "search goes by words alone" in index.away_note
    with pytest.raises(LibraryError, match=r"127.0.0.1:9 .*Start it, or set SURVEY_ASSISTANT_C"):
        index.embed_pending()
    index.delete("d")
    assert index.count() == 0
    database.close()
