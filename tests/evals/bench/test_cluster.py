"""The bench of adding on a cluster: what tells that two libraries are equal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.library import Library
from evals.bench.cluster import differences


def test_libraries_that_differ_in_a_document_are_not_equal(
    make_library: Callable[..., Library], survey_file: Callable[..., Path], tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "same", "more")]
    libraries = [make_library(folder=folder) for folder in folders]
    for library in libraries:
        library.add(survey_file())
    libraries[2].add(survey_file("A Survey of Lakes"))
    for library in libraries:
        library.close()
    one, same, more = folders
    assert differences(one, same) == []
    assert len(differences(one, more)) == len(differences(more, one)) == 1
