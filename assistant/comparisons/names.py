"""What a paper calls the method, data set or benchmark that it proposes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log2

from assistant.evidence.evidence import Evidence

LEAST_POINTS = 2.5
LONGEST_TITLE_NAME = 4
NAME = (
    r"(?:[A-Za-z]*[A-Z0-9][A-Za-z]*[A-Z0-9+][\w+]*(?:[-–.^/][\w+]+)*"
    r"|[A-Z][\w]*(?:[-–][A-Za-z0-9]+)*[-–][A-Z0-9][\w+]*(?:[-–][\w+]+)*)"
)
_NAME = re.compile(rf"(?<![\w-]){NAME}(?![\w-])")
_TITLED = re.compile(r"^(?P<name>[^:]{2,40}?)\s*(?::|—|–|--| - )\s*\S")
_CALLED = re.compile(
    r"\b(?:called|named|dubbed|termed|coined|abbreviated (?:as|to)|denoted as|denoted by|namely"
    r"|referred to as|refer to (?:\w+ ){1,3}as|call (?:it|this \w+|our \w+))\s*[,:]?\s*"
    rf"(?:the |a |an )?[“\"']?(?P<name>{NAME}|[A-Z][a-z]+)\b(?!\s+[A-Z][a-z])"
)
_PROPOSED = re.compile(
    r"\b(?:propose|introduce|present|release|describe|develop|collect|build|construct)\w*\s+"
    rf"(?:(?:the|a|an|our|new|novel) )*(?P<name>{NAME})\b(?!\s+[A-Z][a-z])"
)
_BRACKETED = re.compile(
    r"(?P<long>(?:[\w-]+\s+){2,8})\(\s*(?P<name>[A-Z][\w-]*[A-Z0-9][\w-]*)\s*\)"
)
_OWN = re.compile(r"\b(?:we|our|this (?:paper|work|article|data ?set))\b", re.IGNORECASE)
_COLLECTION = r"(?:\w+ )?(?:data ?sets?|benchmarks?|databases?|corpus|corpora|collections?)\b"
_IS_COLLECTION = re.compile(r"data ?sets?|benchmark|database|corpus|corpora", re.IGNORECASE)
_GERUND = re.compile(r"^(?:[A-Z][a-z]+ing|Towards?|On|An?|The|How|What|Why|Is|Are|Do)\b")
# Acronyms of the field, of measures and of places: nobody's own names.
_COMMON = frozenset(
    """AI ML NLP CV RL DL LLM LLMs PLM PLMs IR LM LMs VLM VLMs US USA UK EU CNN CNNs RNN RNNs GAN
    GANs DNN DNNs LSTM GNN GNNs MLP SVM GPU GPUs CPU API APIs SOTA QA VQA NER NLI MT ASR OCR BERT
    GPT GPT-2 GPT-3 GPT-4 GPT4 ChatGPT ImageNet ICL CoT RAG SGD RGB RGB-D IoU mAP AP F1 BLEU ROUGE
    MSE MAE PDE PDEs ODE ODEs IoT UAV UAVs 1D 2D 3D 4D II III IV et al
    """.split()
)
_ASKS = re.compile(
    r"^(?:the |paper |proposed )?"
    r"(?:(?:method|model|approach|system|data ?set|benchmark|algorithm)s?(?: name)?"
    r"|works?|names?|papers?)$",
    re.IGNORECASE,
)
_REVIEW = re.compile(r"\b(?:survey|review|overview)\b", re.IGNORECASE)


def own_name(
    title: str, sentences: Sequence[Evidence], aspect: str = "method"
) -> tuple[str, Evidence | None]:
    """What a paper calls what it proposes, with the sentence that says so; empty without one.

    >>> own_name("BERT: Pre-training of Deep Bidirectional Transformers", [])[0]
    'BERT'
    >>> own_name("A Survey of Rivers", [])[0]
    ''
    """
    if is_review(title):
        return "", None
    counts = Counter(name for item in sentences for name in _NAME.findall(item.text))
    points: dict[str, float] = {}
    first: dict[str, Evidence] = {}
    for name, value, item in _candidates(title, sentences, counts):
        points[name] = max(points.get(name, 0.0), value)
        if item is not None:
            first.setdefault(name, item)
    collection = bool(_IS_COLLECTION.search(aspect))
    for name in points:
        points[name] += 0.4 * log2(1 + counts[name])
        points[name] += _fits(name, sentences, collection=collection)
    best = max(points, key=lambda name: points[name], default="")
    if not best or points[best] < LEAST_POINTS:
        return "", None
    holding = (item for item in sentences if best.lower() in item.text.lower())
    return best, first.get(best) or next(holding, sentences[0] if sentences else None)


def is_review(title: str) -> bool:
    """Whether a title says that its work surveys others' instead of proposing something."""
    return _REVIEW.search(title) is not None


def asks_for_name(aspect: str) -> bool:
    """Whether an aspect asks for the name of what a paper proposes, such as "Method"."""
    return _ASKS.match(aspect.strip()) is not None


def _candidates(
    title: str, sentences: Sequence[Evidence], counts: Counter[str]
) -> Iterator[tuple[str, float, Evidence | None]]:
    """Names with what speaks for each: the title, "called …", "we propose …", an acronym."""
    words = re.findall(r"[A-Za-z][\w-]*", title)
    if (match := _TITLED.match(title)) and len(match["name"].split()) <= LONGEST_TITLE_NAME:
        name = match["name"].strip()
        if not _GERUND.match(name) and (_NAME.search(name) or len(name.split()) <= 2):
            yield name, 5.0, None
    for name in _NAME.findall(title):
        if name not in _COMMON:
            yield name, 1.5, None
    for name, count in counts.items():
        if count >= 3 and name not in _COMMON and _is_acronym_of(name, words):
            yield name, 2.5, None
    for item in sentences:
        if item.kind not in ("abstract", "introduction", "conclusion"):
            continue
        early = 1.0 if item.kind == "abstract" else 0.0
        own = bool(_OWN.search(item.text))
        for match in _CALLED.finditer(item.text):
            if own and match["name"] not in _COMMON:
                yield match["name"], 2.5 + early, item
        for match in _PROPOSED.finditer(item.text):
            if own and match["name"] not in _COMMON:
                yield match["name"], 1.5 + early, item
        for match in _BRACKETED.finditer(item.text):
            if own and match["name"] not in _COMMON:
                shared = {w.lower() for w in match["long"].split()} & {w.lower() for w in words}
                yield match["name"], 0.5 + early + min(2, len(shared)) * 0.75, item


def _fits(name: str, sentences: Sequence[Evidence], *, collection: bool) -> float:
    """Points for a name that the text uses as one of a data set, where one is asked for."""
    uses = re.compile(rf"(?<![\w-]){re.escape(name)} {_COLLECTION}", re.IGNORECASE)
    used = sum(bool(uses.search(item.text)) for item in sentences)
    if collection:
        return min(2.0, 0.7 * used)
    return -min(1.5, 0.3 * used)


def _is_acronym_of(name: str, words: Sequence[str]) -> bool:
    """Whether a name's letters are initials of a title's words, in their order.

    >>> _is_acronym_of("RTS", ["Robust", "Visual", "Tracking", "by", "Segmentation"])
    True
    """
    letters = [letter for letter in name if letter.isalpha()]
    if len(letters) < 3 or not name.isupper():
        return False
    initials = iter(word[0].upper() for word in words)
    return all(letter in initials for letter in letters)
