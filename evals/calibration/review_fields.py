"""``python -m evals.calibration.review_fields --data FOLDER``: what the model's odds are worth.

A sentence's points by its words and its place, and the log-odds that it answers a field's question
by the evidence model, are added with the weight ``candidates.ANSWERS``. For some weights this
prints how many facts of the half to develop on stand in a review, how many in their field, and how
many items that takes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.evidence.evidence import Evidence
from assistant.evidence.whole_text import whole_text
from assistant.models.evidence_model import EvidenceModel
from assistant.models.files.evidence_file import EVIDENCE_MODELS
from assistant.models.llama.process import LlamaProcess
from assistant.reviews.candidates import ANSWERS, sentences_by_field
from assistant.settings import Settings
from evals.solvers.context import Context
from evals.solvers.corpus import library_of
from evals.task import Sample, split_halves
from evals.tasks import reviews

WEIGHTS = (0.0, 0.3, ANSWERS, 0.7, 1.0)
Shares = Mapping[str, Sequence[Evidence]]


def facts_held(shares: Mapping[str, Shares], facts: Sequence[Sample]) -> tuple[int, int]:
    """How many facts some sentence of their survey tells, and how many one under their field.

    ``shares`` has for each survey, by source, the sentences of its fields.
    """
    present = within = 0
    for fact in facts:
        fields = shares[fact.source]
        there = {
            name
            for name, items in fields.items()
            if any(reviews.has_words(item.text, fact.targets) for item in items)
        }
        present += bool(there)
        within += fact.kinds[0] in there
    return present, within


def report(context: Context, model: EvidenceModel) -> str:
    """A line for each weight."""
    facts, paths = reviews.facts_and_files(context)
    with library_of(list(paths.values()), context.settings, kept=context.work) as made:
        library, surveys = made.library, {s: made.surveys[p.name] for s, p in paths.items()}
        texts = {
            source: whole_text(survey, [library.document(i.id) for i in survey.documents]).sentences
            for source, survey in surveys.items()
        }
    asked = [f for f in split_halves(facts) if f.half == "develop"]
    lines = []
    for weight in WEIGHTS:
        shares = {source: sentences_by_field(text, model, weight) for source, text in texts.items()}
        told = [fact for fact in asked if fact.kinds[0] in shares[fact.source]]
        present, within = facts_held(shares, told)
        items = sum(len(found) for fields in shares.values() for found in fields.values())
        lines.append(
            f"{weight}: of {len(told)} facts {present} present, {within} in their field; "
            f"{items / len(texts):.1f} items a survey"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    parser.add_argument("--work", type=Path, default=Path("build/evals"))
    options = parser.parse_args()
    settings = Settings.from_environment()
    context = Context(settings, options.data, None, False, options.work, lambda *told: None)
    process = LlamaProcess(
        None, None, evidence_models=EVIDENCE_MODELS, models_folder=settings.models_folder,
        threads=settings.thread_count,
    )  # fmt: skip
    try:
        sys.stdout.write(report(context, EvidenceModel(process)))
    finally:
        process.close()


if __name__ == "__main__":
    main()
