"""``python -m evals.calibration.translations``: can a translation be told from a false one?

A model that writes the asker's language could say what a quote says, if somebody could check it.
Prints how well the evidence model's verdict and the embedder's cosine tell true translations of
sentences from those with one fact swapped: 0.5 is chance.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.models.backend import Engines
from assistant.models.evidence_model import EvidenceModel
from assistant.settings import Settings
from evals.scorers.classification import area_under_curve
from vectorstore.embedding import embed_with_parts

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

CLAIMS = Path(__file__).parents[1] / "data" / "translated_claims.jsonl"


@dataclass(frozen=True)
class Translation:
    """A sentence in another language than its evidence, and whether it says what that says."""

    language: str
    claim: str
    evidence: str
    true: bool


def translations() -> list[Translation]:
    """The shipped ones: of each sentence a true and a false one in each language."""
    return [
        Translation(language, claim, record["evidence"], kind == "true")
        for record in map(json.loads, CLAIMS.read_text(encoding="utf-8").splitlines())
        for language, claims in record["claims"].items()
        for kind, claim in claims.items()
    ]


def report(pairs: Sequence[Translation], scores: Sequence[float], name: str) -> str:
    """The area under the curve of a score by language, a line each."""
    lines = []
    for language in dict.fromkeys(pair.language for pair in pairs):
        rows = [
            (float(pair.true), score)
            for pair, score in zip(pairs, scores, strict=True)
            if pair.language == language
        ]
        lines.append(f"{name}, {language}: AUC {area_under_curve(np.array(rows)):.2f}\n")
    return "".join(lines)


def verdicts(model: EvidenceModel, pairs: Sequence[Translation]) -> list[float]:
    """How likely the evidence model finds each supported."""
    found = model.verify([(pair.claim, [pair.evidence]) for pair in pairs])
    return [verdict.supported for verdict in found]


def cosines(embeddings: Embeddings, pairs: Sequence[Translation]) -> list[float]:
    """How near each is to its evidence, as passages are to one another."""
    texts = [[text] for pair in pairs for text in (pair.claim, pair.evidence)]
    vectors = np.stack([rows[0] for rows in embed_with_parts(embeddings, texts)])
    return [float(cosine) for cosine in (vectors[::2] * vectors[1::2]).sum(axis=1)]


def main() -> None:
    """Measure and print."""
    pairs = translations()
    engines = Engines(Settings.from_environment())
    try:
        sys.stdout.write(report(pairs, cosines(engines.embeddings, pairs), "cosine"))
        if engines.evidence_model is not None:
            sys.stdout.write(report(pairs, verdicts(engines.evidence_model, pairs), "verdict"))
    finally:
        engines.close()


if __name__ == "__main__":
    main()
