"""Vectors in Chroma: by id, and what Chroma cannot do in words for a user."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vectorstore.dense import DenseIndex, forget_client
from vectorstore.errors import IndexNotWritable, VectorstoreError


def unit(*values: float) -> np.ndarray:
    vector = np.asarray(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


VECTORS = np.stack([unit(1, 0, 0), unit(1, 1, 0), unit(0, 0, 1)])


@pytest.fixture
def dense(tmp_path: Path) -> Iterator[DenseIndex]:
    """Three vectors of two documents."""
    dense = DenseIndex(tmp_path / "chroma", "rivers")
    dense.add(["a:0", "a:1", "b:0"], ["a", "a", "b"], VECTORS)
    yield dense
    dense.close()


def test_the_nearest_come_first(dense: DenseIndex) -> None:
    found = dense.search(unit(1, 0.1, 0), 2)
    assert [key for key, _ in found] == ["a:0", "a:1"]
    assert found[0][1] == pytest.approx(float(unit(1, 0.1, 0)[0]), abs=1e-5)
    assert [key for key, _ in dense.search(unit(1, 0, 0), 3, ["b"])] == ["b:0"]
    assert len(dense.search(unit(1, 0, 0), 3, ["a", "b"])) == 3
    assert dense.search(unit(1, 0, 0), 3, []) == []


def test_vectors_by_id(dense: DenseIndex) -> None:
    found = dense.vectors(["a:1", "nowhere"])
    assert list(found) == ["a:1"]
    assert np.allclose(found["a:1"], VECTORS[1])
    assert dense.vectors([]) == {}
    assert dense.ids() == ["a:0", "a:1", "b:0"]
    assert dense.dimension() == 3


def test_an_id_is_replaced_and_a_document_is_forgotten(dense: DenseIndex) -> None:
    dense.add(["b:0"], ["b"], VECTORS[:1])
    assert dense.count() == 3 and np.allclose(dense.vectors(["b:0"])["b:0"], VECTORS[0])
    dense.delete("a")
    assert dense.ids() == ["b:0"]
    dense.drop(["b:0"])
    assert dense.count() == dense.dimension() == 0


def test_vectors_of_another_length_are_an_error_of_this_package(dense: DenseIndex) -> None:
    with pytest.raises(VectorstoreError, match=r"vector index in .* failed"):
        dense.add(["c:0"], ["c"], np.ones((1, 5), dtype=np.float32))
    with pytest.raises(VectorstoreError):
        dense.search(np.ones(5, dtype=np.float32), 1)
    assert dense.count() == 3


def test_a_file_in_place_of_the_folder_is_an_error_of_this_package(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("no folder")
    with pytest.raises(VectorstoreError, match="chroma"):
        DenseIndex(tmp_path / "chroma", "rivers")


def test_a_damaged_folder_can_be_opened_once_it_was_mended(tmp_path: Path) -> None:
    """Chroma keeps the client that failed to start; the next one must not be that."""
    folder = tmp_path / "chroma"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"noise " * 999)
    with pytest.raises(VectorstoreError):
        DenseIndex(folder, "rivers")
    (folder / "chroma.sqlite3").unlink()
    mended = DenseIndex(folder, "rivers")
    assert mended.count() == 0
    mended.close()


def test_what_the_disk_does_not_let_it_write_says_so(
    dense: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chromadb.api.models.Collection import Collection
    from chromadb.errors import InternalError

    def refuse(self: Collection, **values: object) -> None:
        raise InternalError("error returned from database: (code: 8) attempt to write a readonly")

    monkeypatch.setattr(Collection, "upsert", refuse)
    with pytest.raises(IndexNotWritable, match=r"cannot be written.*make it writable"):
        dense.add(["c:0"], ["c"], VECTORS[:1])


def test_chroma_still_keeps_its_clients_where_they_are_forgotten(tmp_path: Path) -> None:
    """The contract with Chroma's private table, which ``forget_client`` takes a client out of."""
    from chromadb.api.shared_system_client import SharedSystemClient

    table = SharedSystemClient._identifier_to_system
    folder = tmp_path / "chroma"
    dense = DenseIndex(folder, "rivers")
    assert str(folder) in table, "Chroma files clients under their folder"
    dense.close()
    assert str(folder) not in table, "closing the last client lets go of it"
    forget_client(folder)
    assert DenseIndex(folder, "rivers").count() == 0
