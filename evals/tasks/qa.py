"""Questions on one document, with short gold answers: in English, Japanese and Chinese."""

from __future__ import annotations

from collections.abc import Iterator

from evals.datasets.chinese import CHINESE, chinese
from evals.datasets.papers import (
    BAMBOO,
    JAQUAD,
    LEVAL,
    MOST_JAPANESE,
    PaperSet,
    bamboo,
    jaquad,
    leval,
)
from evals.scorers.citations import supported_share
from evals.scorers.cost import cost
from evals.scorers.retrieval import evidence_words
from evals.scorers.text import answer_f1, contains_a_target, says_yes_or_no, tokens, yes_no_accuracy
from evals.solvers.context import Context, question_solvers
from evals.solvers.corpus import corpus
from evals.task import Output, Sample, Score, Scorer, Task, first

F1 = "token-F1"
# Sets whose answers are phrases of the text.
PHRASES = (jaquad, chinese)
CONTAINS = "answer contains the gold answer"


def tasks(context: Context) -> Iterator[Task]:
    """One task a set; every paper is a document, and a question is put to its paper."""
    most, most_cjk = context.limit, context.most_compared(MOST_JAPANESE)
    sets = (
        ("qa-leval", "L-Eval: questions on scientific papers", leval, LEVAL, most),
        ("qa-bamboo", "BAMBOO: questions on papers", bamboo, BAMBOO, most),
        ("qa-jaquad", "JaQuAD: Japanese questions on articles", jaquad, JAQUAD, most_cjk),
        ("qa-chinese", "CMRC and DRCD: Chinese questions", chinese, CHINESE, most_cjk),
    )
    for name, title, read, file, limit in sets:
        found = read(context.file(file))
        chosen = first(found.samples, limit)
        with corpus(found.needed(chosen), context.settings, context.progress, context.work) as made:
            yield Task(
                name=name,
                title=title,
                samples=chosen,
                solvers=question_solvers(context, made),
                scorers=_phrase_scorers() if read in PHRASES else _scorers(),
                failures=CONTAINS if read in PHRASES else F1,
                notes=_notes(found),
            )


def _scorers() -> tuple[Scorer, ...]:
    def answered(sample: object, output: Output) -> Score:
        return Score((float(not output.abstained),))

    return (
        answer_f1(F1).on("-yesno"),
        evidence_words("gold answer's words in evidence", lambda s: s.targets).on("-yesno"),
        evidence_words("gold evidence's words in evidence", lambda s: s.evidence),
        yes_no_accuracy().on("yesno"),
        says_either().on("yesno"),
        answered_by_the_quote().on("yesno"),
        Scorer("answered", answered, compared=False),
        supported_share(),
        cost("prompt tokens", lambda output: output.prompt_tokens),
        cost("answer words", lambda output: len(tokens(output.text)), 1),
        cost("seconds", lambda output: output.seconds, 2),
    )


def _phrase_scorers() -> tuple[Scorer, ...]:
    """For names, dates and phrases of the text: a quote is right if it has one."""
    return (
        contains_a_target(CONTAINS),
        answer_f1(),
        evidence_words("gold sentence's characters in evidence", lambda s: s.evidence),
        supported_share(),
        cost("prompt tokens", lambda output: output.prompt_tokens),
        cost("answer characters", lambda output: len(output.text), 1),
        cost("seconds", lambda output: output.seconds, 2),
    )


def says_either() -> Scorer:
    """The share of yes/no questions whose answer begins with yes or no at all."""

    def score(sample: Sample, output: Output) -> Score:
        return Score((float(bool(says_yes_or_no(output.text))),))

    return Scorer("says yes or no", score, compared=False)


def answered_by_the_quote() -> Scorer:
    """The share of yes/no questions that get a supported sentence and no bare yes or no."""

    def score(sample: Sample, output: Output) -> Score:
        said = says_yes_or_no(output.text)
        shown = any(claim.verdict == "supported" for claim in output.claims)
        return Score((float(shown and not said),))

    return Scorer("answered by the quote", score, compared=False)


def _notes(found: PaperSet) -> tuple[str, ...]:
    yes_no = [sample for sample in found.samples if "yesno" in sample.kinds]
    notes = ["An abstention scores 0 in token-F1. Papers stay whole in one half."]
    if yes_no:
        yes = sum(any(says_yes_or_no(t) == "yes" for t in s.targets) for s in yes_no)
        notes.append(f'Always "yes" is right for {yes} of the {len(yes_no)} yes/no questions.')
    return tuple(notes)
