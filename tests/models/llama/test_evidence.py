"""The evidence model in llama.cpp, against the same arithmetic in numpy."""

from __future__ import annotations

import io
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.models.base_model import Base, open_base
from assistant.models.files.defaults import default_vocabulary
from assistant.models.files.encoder import Format
from assistant.models.files.evidence_file import read_evidence_file
from assistant.models.files.packed import Packed
from assistant.models.llama.evidence import LONGEST, EvidenceEncoder, EvidenceEncoders
from assistant.models.llama.protocol import (
    Failure,
    LoadEvidence,
    Rank,
    Rankings,
    read_event,
    read_frame,
    request_header,
)
from assistant.models.llama.worker import Worker
from assistant.models.tokens.encoding import encode
from assistant.settings import Settings
from tests.evidence_weights import Reference, first_layers, write_random_model

QUESTION = "How do the surveys define outer alignment?"
PASSAGES = [
    ["Outer alignment asks whether the objective is what people want.", "Inner alignment differs."],
    ["内部アライメントは別の問題である。", "It has 12 parts.", "Rivers carry sand."],
    [],
]


@pytest.fixture(scope="module")
def base(real_settings: Settings) -> Base:
    return open_base(default_vocabulary(real_settings))


@pytest.fixture(scope="module")
def packed(base: Base) -> Packed:
    assert isinstance(base.bert, Packed)
    return base.bert


@pytest.mark.model
@pytest.mark.parametrize(("matrices", "off"), [("f32", 0.002), ("q8_0", 0.01)])
def test_it_says_what_the_same_arithmetic_in_numpy_says(
    matrices: Format, off: float, base: Base, packed: Packed, tmp_path: Path
) -> None:
    path = write_random_model(tmp_path / "e.gguf", packed, layers=4, matrices=matrices)
    file = read_evidence_file(path)
    model = EvidenceEncoder(str(path), file, base, 2)
    heads, reference = file.heads, Reference(packed, first_layers(packed, 4))
    found = model.rank(QUESTION, PASSAGES)
    shares = model.verify([(QUESTION, passage) for passage in PASSAGES]).shares
    assert [len(scores) for scores in found.sentences] == [2, 3, 0]
    for passage, none, scores, share in zip(
        PASSAGES, found.none, found.sentences, shares, strict=True
    ):
        text = encode(base.tokenizer, QUESTION, passage, LONGEST)
        outputs = reference.outputs(list(text.ids))
        expected = list(heads.sentence_scores(outputs, text, len(passage)))
        assert none == pytest.approx(heads.none_logit(outputs), abs=off)
        assert [score[0] for score in scores] == pytest.approx(
            [score.logit for score in expected], abs=off
        )
        assert [score[1] for score in scores] == pytest.approx(
            [score.probability for score in expected], abs=off
        )
        assert share == pytest.approx(heads.verdict_probabilities(outputs).tolist(), abs=off)
        assert np.sum(share) == pytest.approx(1.0)


@pytest.mark.model
def test_a_limit_of_time_stops_it_inside_and_it_goes_on(
    real_settings: Settings, packed: Packed, tmp_path: Path
) -> None:
    path = write_random_model(tmp_path / "e.gguf", packed)
    output = io.BytesIO()
    worker = Worker(output)
    load = LoadEvidence([str(path)], str(real_settings.models_folder), 2)
    passage = ["Outer alignment asks what people want. " * 40]
    worker.handle(request_header(0, load, 60.0))
    started = time.monotonic()
    worker.handle(request_header(1, Rank(QUESTION, [passage] * 200), 0.3))
    worker.handle(request_header(2, Rank(QUESTION, [passage]), 60.0))
    assert time.monotonic() - started < 10.0
    output.seek(0)
    frames = [read_frame(output) for _ in range(3)]
    late, done = (read_event(frame[0], Rankings) for frame in frames[1:] if frame)
    assert isinstance(late, Failure) and late.kind == "timeout"
    assert isinstance(done, Rankings) and len(done.none) == 1


@pytest.mark.model
def test_the_first_model_that_reads_a_text_does(
    real_settings: Settings, base: Base, packed: Packed, tmp_path: Path
) -> None:
    english = write_random_model(tmp_path / "en.gguf", packed, layers=1, language="en")
    every = write_random_model(tmp_path / "all.gguf", packed, layers=2)
    models = [
        EvidenceEncoder(str(path), read_evidence_file(path), base, 2) for path in (english, every)
    ]
    both = EvidenceEncoders(models).rank(QUESTION, PASSAGES)
    alone = [model.rank(QUESTION, PASSAGES) for model in models]
    assert alone[0].none != alone[1].none
    assert both.none[0] == pytest.approx(alone[0].none[0], abs=1e-4)
    assert both.none[1] == pytest.approx(alone[1].none[1], abs=1e-4)
    german = EvidenceEncoders(models).verify([("Belohnungen lassen sich hacken.", PASSAGES[0])])
    assert (
        german.shares == models[1].verify([("Belohnungen lassen sich hacken.", PASSAGES[0])]).shares
    )
