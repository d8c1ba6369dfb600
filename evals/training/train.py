"""From records to the file of the evidence model that the project ships."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from assistant.models.base_model import Base
from assistant.models.files.encoder import Format
from assistant.models.files.evidence_file import ANY_LANGUAGE, write_evidence_model
from assistant.models.heads import Calibration, overlaps
from assistant.models.tokens.encoding import OUTSIDE
from evals.training.batches import NOT_SUPPORTED, Example, example
from evals.training.calibrate import calibration
from evals.training.encoder import Encoder, head_arrays, layer_arrays
from evals.training.fit import EncoderPlan, Fit
from evals.training.progress import predict
from evals.training.records import SOURCES, Record, read_records, stated_sources
from evals.training.start import encoder_of
from evals.training.synthetic.make import ANSWERS_FILE, SUPPORT_FILE
from evals.training.training import CURVE

# Sources of the English model that are drawn more or less often than their number says: science
# and computer science are the subject.
FAVOUR: Mapping[str, float] = {
    "covidqa": 4.0,
    "scifact": 4.0,
    "check-covid": 4.0,
    "citation-integrity": 4.0,
    "evidence-inference": 1.0,
    "breaking-nli": 0.7,
    "med": 0.7,
    "scone": 0.7,
}
MADE_WEIGHT = 3.0
# The model in all languages is trained mostly on the others, since English has one of its own.
FAVOUR_OTHERS: Mapping[str, float] = {"en": 0.3, "janli": 0.3}
DEV_EACH = 150
MOST_CALIBRATED = 500


@dataclass(frozen=True)
class Sets:
    """Records to train with and to watch, of both kinds; of one ``language`` where it names one."""

    answers: Sequence[Record]
    support: Sequence[Record]
    dev_answers: Sequence[Record]
    dev_support: Sequence[Record]
    language: str = ANY_LANGUAGE

    def favour(self) -> dict[str, float]:
        """How much each source is favoured; what was made of papers like the users' is."""
        if self.language == ANY_LANGUAGE:
            return dict(FAVOUR_OTHERS)
        made = {r.source for r in (*self.answers, *self.support)}
        own = {source: MADE_WEIGHT for source in made if source.startswith("made-")}
        return {**FAVOUR, **own}

    def watched(self) -> dict[str, Sequence[Record]]:
        """A few dev records of each language and kind, for the curve."""
        found: dict[str, Sequence[Record]] = {}
        for kind, records in (("answers", self.dev_answers), ("support", self.dev_support)):
            for language in sorted({record.lang for record in records}):
                own = [record for record in records if record.lang == language]
                random.Random(0).shuffle(own)
                found[f"{kind} {language}"] = own[:DEV_EACH]
        return found


def train(
    base: Base, sets: Sets, plan: EncoderPlan, folder: Path, layers: int, start: Path | None
) -> None:
    """Fit an encoder of the base's first ``layers``, or the one that ``start`` has.

    A checkpoint in ``folder`` itself is gone on from where its schedule stood.
    """
    torch.manual_seed(plan.seed)
    encoder = Encoder(base.bert, range(layers)) if start is None else encoder_of(base, start)
    fit = Fit(encoder, base, plan, folder)
    if start is not None and start.parent == folder:
        fit.resume(start)
    fit.run(sets.answers, sets.support, sets.favour(), sets.watched())


def calibrate(encoder: Encoder, base: Base, sets: Sets) -> Calibration:
    """The calibration on dev records, five hundred of each kind."""

    def logits(records: Sequence[Record]) -> tuple[list[Example], list[np.ndarray]]:
        drawn = random.Random(0).sample(list(records), min(MOST_CALIBRATED, len(records)))
        examples = [found for record in drawn if (found := example(base.tokenizer, record))]
        return examples, predict(encoder, base, examples)

    margins, shared, right = list[float](), list[float](), list[bool]()
    for item, row in zip(*logits(sets.dev_answers), strict=True):
        count = len(set(item.text.sentences) - {OUTSIDE})
        margins += (row[1 : 1 + count] - row[0]).tolist()
        shared += overlaps(item.text, count)
        right += [sentence in item.gold for sentence in range(count)]
    judged = zip(*logits(sets.dev_support), strict=True)
    known = [(row, item.verdict) for item, row in judged if item.verdict != NOT_SUPPORTED]
    return calibration(
        np.array(margins),
        np.array(shared),
        np.array(right, float),
        np.array([row for row, _ in known]),
        np.array([label for _, label in known]),
    )


def read_sets(data: Path, made: Path, language: str) -> Sets:
    """The records to train with: those of stated licence, and those that were made in ``made``.

    They are of all languages where ``language`` is any.
    """
    records = data / "training"
    stated = stated_sources(records / SOURCES)
    languages = None if language == ANY_LANGUAGE else [language]
    return Sets(
        answers=[
            *read_records(records / "answers.train.jsonl.gz", languages, stated),
            *read_records(made / ANSWERS_FILE, languages),
        ],
        support=[
            *read_records(records / "support.train.jsonl.gz", languages, stated),
            *read_records(made / SUPPORT_FILE, languages),
        ],
        dev_answers=list(read_records(records / "answers.dev.jsonl.gz", languages)),
        dev_support=list(read_records(records / "support.dev.jsonl.gz", languages)),
        language=language,
    )


def export(base: Base, checkpoint: Path, sets: Sets, target: Path, matrices: Format) -> None:
    """Calibrate a training's encoder on the dev records and write the evidence model's file."""
    encoder = encoder_of(base, checkpoint).eval()
    write_evidence_model(
        target,
        base.bert,
        layer_arrays(encoder),
        head_arrays(encoder),
        calibrate(encoder, base, sets),
        matrices,
        base_file=base.file,
        language=sets.language,
    )


def curve(folder: Path) -> list[Mapping[str, float]]:
    """The figures that a training noted as it went."""
    return [json.loads(line) for line in (folder / CURVE).read_text().splitlines()]
