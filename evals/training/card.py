"""The model card: what the evidence model was trained on, how, and how well it does."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from assistant.models.files.defaults import MINILM, MULTILINGUAL
from evals.training.fit import EncoderPlan
from evals.training.records import SOURCES, Record
from evals.training.train import Sets, curve

CHUNK = 1 << 20
BASES = {
    MINILM: "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)",
    MULTILINGUAL: "intfloat/multilingual-e5-small (MIT)",
}
# Where the licence of what the project made itself is from.
MADE_LICENCES = {
    "made-scitldr": "SciTLDR, Apache-2.0",
    "made-leval": "L-Eval, GPL-3.0; QASPER's questions CC BY 4.0; half to develop on",
    "made-bamboo": "BAMBOO, MIT; half to develop on",
    "made-full-text": "full texts of papers, each its own terms",
}


def card(sets: Sets, data: Path, checkpoint: Path, base: str) -> str:
    """The card's text but for the figures on held-back files, which ``evals records`` prints."""
    state = torch.load(checkpoint, weights_only=True)
    plan = EncoderPlan(**state["plan"])
    records = data / "training"
    files = sorted(records.glob("*.train.jsonl.gz"))
    return "\n".join(
        [
            f"# The evidence model{' for English' if sets.language == 'en' else ''}",
            "",
            f"Base: {BASES[base]}, its first "
            f"{len(state['layers'])} layers; the token table stays the base's own. Four heads: no "
            "answer, verdict, sentence, span.",
            "",
            "## Training",
            "",
            f"One schedule of {state['spent'] / 60:.0f} minutes on {plan.threads} CPU cores that "
            f"other work shared: {state['tokens'] / 1e6:.1f} million tokens, {state['records']:,} "
            f"records. Learning rate {plan.rate:g} falling to zero, batches of "
            f"{plan.batch_tokens:,} tokens, {plan.support_share:.0%} of them claims, seed "
            f"{plan.seed}{', bfloat16' if plan.bfloat else ''}.",
            "",
            *_curve(curve(checkpoint.parent)),
            "",
            "## Data",
            "",
            "Only sources whose licence is stated, and what was made of papers by",
            "`python -m evals.training make-records`. The texts are no part of the project.",
            "",
            "| source | language | records | licence |",
            "|---|---|---|---|",
            *_sources((*sets.answers, *sets.support), records / SOURCES),
            "",
            *(f"* `{path.name}`: SHA-256 `{_digest(path)}`" for path in files),
            "",
        ]
    )


def _curve(rows: Sequence[Mapping[str, float]]) -> list[str]:
    """The curve as a table, a figure a row."""
    if not rows:
        return []
    return [
        f"| {' | '.join(['minutes', *(str(row['minutes']) for row in rows)])} |",
        f"|{'---|' * (1 + len(rows))}",
        *(
            f"| {' | '.join([name, *(str(row.get(name, '')) for row in rows)])} |"
            for name in rows[-1]
            if name != "minutes"
        ),
    ]


def _sources(records: Sequence[Record], licences: Path) -> list[str]:
    terms = json.loads(licences.read_text(encoding="utf-8"))
    counts = Counter((record.source, record.lang) for record in records)
    return [
        f"| {source} | {language} | {count:,} | {_licence(source, terms)} |"
        for (source, language), count in sorted(counts.items())
    ]


def _licence(source: str, terms: Mapping[str, Mapping[str, str]]) -> str:
    if source in terms:
        return terms[source]["licence"]
    return next((text for start, text in MADE_LICENCES.items() if source.startswith(start)), "")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
