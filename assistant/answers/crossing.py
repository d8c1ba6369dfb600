"""Questions in another language than the surveys': found by vectors, since words cannot match.

Of what vectors find the evidence model reads the nearest sentences: its verdict on a sentence
alone is much weaker than in one language, but tells where two are as near.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answers.candidates import Looked
from assistant.answers.question import Question
from assistant.answers.reading import read_sentences
from assistant.documents.survey import Survey
from assistant.models.evidence_model import EvidenceModel
from assistant.text.scripts import is_english_question
from vectorstore.analyzer import CJK_CHARACTER, query_terms, script_of
from vectorstore.index import Hit, Index

if TYPE_CHECKING:
    import numpy as np

# Half of an English question's words and more stand somewhere in surveys on its subject.
ABSENT_SHARE = 0.5
# Two texts of one language have a cosine that is higher by about so much than their sense gives.
# With it 0.97 of the Chinese and Japanese questions on English digests are seen to cross, beside
# documents of their own language, and 0.07 of the English ones (the half to develop on).
SAME_LANGUAGE = 0.05
# Words only put last what vectors do not find: shared names bring the wrong passages.
DENSE_WEIGHT = 500.0
# Weights of a listwise regression (``python -m evals.calibration.crossing``, 113 questions of the
# half to develop on), at the scale where a flaw of a sentence costs a quotation what it costs in
# one language. Cross-validated by fact the first sentence is the right one for 0.72 of them, by the
# cosines without the evidence model for 0.69.
WEIGHTS = {"in_context": 1.53, "alone": 2.12, "answers": 0.163}
# The sentences that are ranked: those nearest by the vectors that are there already.
RANKED = 30
# The passages of a search that are ranked anew by their best sentence, and the sentences of each
# that are looked at for it.
ANEW, OF_EACH = 12, 2


@dataclass(frozen=True)
class Nearness:
    """How near a sentence is to a question in another language.

    ``in_context`` is its cosine in the light of its passage, ``alone`` by itself; ``answers`` the
    log-odds of its answering, 0 where no evidence model reads.
    """

    in_context: float
    alone: float
    answers: float = 0.0

    @property
    def score(self) -> float:
        """A number to rank by: higher is likelier; only one question's compare."""
        return sum(weight * float(getattr(self, name)) for name, weight in WEIGHTS.items())


def best_score(near: Iterable[Nearness], *, read: bool = True) -> float:
    """The highest score of some sentences; 0 for none. Unless ``read``, by their cosines alone."""
    counted = near if read else (replace(item, answers=0.0) for item in near)
    return max((item.score for item in counted), default=0.0)


def documents_across(
    index: Index, question: str, vector: np.ndarray, by_document: Mapping[str, Survey]
) -> list[str]:
    """The documents in another language that a question is about; empty where it does not cross.

    ``vector`` is the question's. In a library of several languages those documents are meant that
    come nearest. Needs an embedder that reads both: with others words are all there is.
    """
    script = script_of(question)
    asked = script or "en"
    spoken = _languages(by_document)
    own = [key for key, languages in spoken.items() if asked in languages]
    others = [key for key in spoken if key not in own]
    if asked == "en" and own and not is_english_question(question):
        return list(spoken) if _reads(index, ["zh"]) and _is_foreign(index, question) else []
    if not others or not _reads(index, [script, *(spoken[key][0] for key in others)]):
        return []
    if own and _nearest(index, vector, own) > _nearest(index, vector, others) + SAME_LANGUAGE:
        return []
    cjk = asked != "en" and any(spoken[key][0] != "en" for key in others)
    # A Japanese question may have no kana.
    return [] if cjk and not _is_foreign(index, question) else others


def documents_beside(
    index: Index, question: str, by_document: Mapping[str, Survey], across: Collection[str]
) -> list[str]:
    """The documents that a question is not put to for their language, as far as it can be.

    Of a question that crosses they are those not ``across``; of another one those in Latin script
    for a Chinese or Japanese question, and the other way round.
    """
    script, spoken = script_of(question), _languages(by_document)
    if across:
        beside = [key for key in spoken if key not in across]
    else:
        beside = [
            key
            for key, (main, *others) in spoken.items()
            if (main == "en") == bool(script) and (script or "en") not in others
        ]
    return beside if _reads(index, [script, *(spoken[key][0] for key in beside)]) else []


def with_others(hits: Sequence[Hit], others: Sequence[Hit], handicap: float) -> list[Hit]:
    """Hits with those in another language among them: each where no more of the hits is nearer.

    ``handicap`` is what the hits' own cosines are too high by, next to those of the others.
    """
    merged: list[Hit] = []
    waiting = list(hits)
    for other in others:
        cosine = (other.similarity or 0.0) + handicap
        while any((hit.similarity or 0.0) >= cosine for hit in waiting):
            merged.append(waiting.pop(0))
        merged.append(other)
    return merged + waiting


def text_across(question: Question) -> str:
    """A question without the names of its surveys, where that leaves anything.

    With "Shen's survey" in it whatever sentence of that survey names itself comes nearest.
    """
    return (question.unnamed if question.named else "") or question.text


def look_across(
    index: Index,
    question: str,
    vector: np.ndarray,
    looked: Looked,
    model: EvidenceModel | None = None,
) -> tuple[Looked, dict[int, Nearness]]:
    """What was looked at, read by the evidence ``model``, and how near its nearest sentences are.

    Sentences go by their place; those farther away have no nearness. One in the question's own
    script, as in a translated abstract, is less near than its cosine says.
    """
    similarity, texts = looked.similarity, [item.text for item in looked.candidates]
    places = sorted(range(len(similarity)), key=lambda i: -similarity[i])[:RANKED]
    script = script_of(question)
    near: dict[int, Nearness] = {}
    for i, alone in zip(places, _cosines(index, vector, [texts[i] for i in places]), strict=True):
        less = SAME_LANGUAGE if script and script_of(texts[i]) == script else 0.0
        near[i] = Nearness(similarity[i] - less, alone - less)
    if model is None or not near:
        return looked, near
    relevance = {i: found.score for i, found in near.items()}
    looked = replace(looked, scores=read_sentences(model, question, looked, relevance))
    return looked, {i: replace(n, answers=looked.odds(i) or 0.0) for i, n in near.items()}


def ranked_anew(index: Index, vector: np.ndarray, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, the first of them by the best of their nearest sentences."""
    first = list(hits[:ANEW])
    own = index.sentence_vectors([hit.passage for hit in first])
    texts: list[str] = []
    cosines: list[tuple[int, float]] = []
    for place, hit in enumerate(first):
        found = own[hit.passage.id] @ vector
        for i in found.argsort()[::-1][:OF_EACH]:
            texts.append(hit.passage.sentence(hit.passage.spans[i]))
            cosines.append((place, float(found[i])))
    best = [-1.0] * len(first)
    for (place, cosine), alone in zip(cosines, _cosines(index, vector, texts), strict=True):
        best[place] = max(best[place], cosine + alone)
    order = sorted(range(len(first)), key=lambda place: -best[place])
    return [*(first[place] for place in order), *hits[ANEW:]]


def _cosines(index: Index, vector: np.ndarray, texts: Sequence[str]) -> list[float]:
    """How near texts are to a question by themselves."""
    return [float(cosine) for cosine in index.embed_passages(texts) @ vector] if texts else []


def _languages(by_document: Mapping[str, Survey]) -> dict[str, tuple[str, ...]]:
    """The languages of these documents, by id."""
    return {
        info.id: info.languages
        for survey in by_document.values()
        for info in survey.documents
        if info.id in by_document
    }


def _reads(index: Index, languages: Iterable[str]) -> bool:
    """Whether the embedder reads the scripts of these languages; Latin script is read by all."""
    return all(index.understands(code) for code in set(languages) & {"zh", "ja", "ko"})


def _nearest(index: Index, vector: np.ndarray, documents: Sequence[str]) -> float:
    """The cosine of the passage of these documents that comes nearest; -1 without."""
    return max((cosine for _, cosine in index.nearest(vector, documents)), default=-1.0)


def _is_foreign(index: Index, question: str) -> bool:
    """Whether most of a question's words stand nowhere in the library."""
    terms = query_terms(question)
    absent = sum(not index.frequency(term) for term in terms)
    return absent >= ABSENT_SHARE * len(terms)


def terms_carried(question: str) -> list[str]:
    """The words of a Chinese or Japanese question that stay the same: names, acronyms, numbers.

    Which words of others stay the same cannot be told.

    >>> terms_carried("DPOとRLHFの違いは何ですか"), terms_carried("Was ist RLHF?")
    (['dpo', 'rlhf'], [])
    """
    if not CJK_CHARACTER.search(question):
        return []
    return [term for term in query_terms(question) if not CJK_CHARACTER.search(term)]
