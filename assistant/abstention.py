"""When the evidence is too weak to answer, and what to say then."""

from __future__ import annotations

from assistant.identity import short_name
from assistant.retrieval import Retrieved

COVERAGE_WEIGHT = 0.5
THRESHOLD = 0.42


def confidence(retrieved: Retrieved) -> float:
    """How well the evidence fits the question, 0..1: half term coverage, half best cosine."""
    similarity = min(1.0, max(0.0, retrieved.similarity))
    return COVERAGE_WEIGHT * retrieved.coverage + (1 - COVERAGE_WEIGHT) * similarity


def reason_to_abstain(retrieved: Retrieved) -> str:
    """Why no answer should be given, with the nearest thing there is; empty to go on."""
    if not retrieved.evidence:
        return "No survey in the library holds anything on this. Add one that does, or ask anew."
    if confidence(retrieved) >= THRESHOLD:
        return ""
    if retrieved.missing:
        words = ", ".join(f"“{word}”" for word in retrieved.missing[:4])
        verb = "does" if len(retrieved.missing) == 1 else "do"
        why = f"{words} {verb} not occur in the surveys asked."
    else:
        why = "No passage in the surveys asked fits the question well enough."
    nearest = max(retrieved.evidence, key=lambda item: item.similarity)
    page = f", p. {nearest.page}" if nearest.page is not None else ""
    place = f"{short_name(nearest.survey)}, {nearest.section}{page}"
    return f"{why} The nearest they have is in {place}: “{nearest.text}”"
