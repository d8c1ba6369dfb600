"""Temporary libraries: their documents by name, what is refused, what is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.solvers.corpus import corpus, library_of, product, retrieve_evidence, two_sentences
from evals.task import EvalError, Sample
from tests.evals.conftest import BEES, RIVERS

ASKED = Sample("s", "What does FloatCam find?", source="rivers.txt")


@pytest.mark.model
def test_a_question_is_put_to_its_source_and_to_nothing_else(
    tmp_path: Path, real_settings: Settings
) -> None:
    seen = []
    texts = {"rivers.txt": RIVERS, "bees.txt": BEES}
    with corpus(texts, real_settings, lambda *told: seen.append(told), tmp_path) as made:
        folder = made.library.folder
        assert set(made.surveys) == set(made.texts) == set(texts)
        assert made.scope(ASKED) == [made.surveys["rivers.txt"]]
        assert made.scope(Sample("t", "q")) is None
        evidence = retrieve_evidence(made, ASKED).evidence
        assert {item.document for item in evidence} == {"rivers.txt"}
        output = product(made)(ASKED)
        assert any("FloatCam" in claim.text for claim in output.claims)
        assert len(two_sentences(made)(ASKED).evidence) == 2
    assert seen[-1] == ("adding documents", 2, 2)
    assert not folder.exists()
    assert (tmp_path / "vectors.sqlite3").is_file(), "vectors outlive the run"


@pytest.mark.model
def test_a_file_that_is_refused_does_not_stop_the_others(
    tmp_path: Path, real_settings: Settings
) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.pdf"
    good.write_text(RIVERS, encoding="utf-8")
    bad.write_bytes(b"no PDF")
    with library_of([bad, good], real_settings) as made:
        assert list(made.surveys) == ["good.txt"]
        assert list(made.refused) == ["bad.pdf"] and made.refused["bad.pdf"]
    with pytest.raises(EvalError, match="was refused"), corpus({"empty.txt": ""}, real_settings):
        pass
