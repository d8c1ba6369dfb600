"""Questions on one document, with short gold answers: L-Eval (QASPER), BAMBOO PaperQA, JaQuAD."""

from __future__ import annotations

from collections.abc import Iterator

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
from evals.scorers import scorers
from evals.solvers.context import Context, question_solvers
from evals.solvers.corpus import corpus
from evals.task import Scorer, Task, first

F1 = "token-F1"
HOLDS = "answer holds the gold answer"


def tasks(context: Context) -> Iterator[Task]:
    """One task a set; every paper is a document, and a question is put to its paper."""
    most, japanese = context.limit, context.most_compared(MOST_JAPANESE)
    sets = (
        ("qa-leval", "L-Eval: questions on scientific papers", leval, LEVAL, most),
        ("qa-bamboo", "BAMBOO: questions on papers", bamboo, BAMBOO, most),
        ("qa-jaquad", "JaQuAD: Japanese questions on articles", jaquad, JAQUAD, japanese),
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
                scorers=_scorers() if read is not jaquad else _japanese_scorers(),
                failures=F1 if read is not jaquad else HOLDS,
                notes=_notes(found),
            )


def _scorers() -> tuple[Scorer, ...]:
    def answered(sample: object, output: scorers.Output) -> scorers.Score:
        return scorers.Score((float(not output.abstained),))

    return (
        scorers.on("-yesno", scorers.answer_f1(), F1),
        scorers.on(
            "-yesno",
            scorers.evidence_words("gold answer's words in evidence", lambda s: s.targets),
        ),
        scorers.evidence_words("gold evidence's words in evidence", lambda s: s.evidence),
        scorers.on("yesno", scorers.yes_no_accuracy()),
        scorers.on("yesno", says_either()),
        scorers.on("yesno", answered_by_the_quote()),
        Scorer("answered", answered, compared=False),
        scorers.supported_share(),
        scorers.cost("prompt tokens", lambda output: output.prompt_tokens),
        scorers.cost("answer words", lambda output: len(scorers.tokens(output.text)), 1),
        scorers.cost("seconds", lambda output: output.seconds, 2),
    )


def _japanese_scorers() -> tuple[Scorer, ...]:
    """JaQuAD's answers are names, dates and phrases of the text: a quote is right if it has one."""
    return (
        scorers.holds_a_target(HOLDS),
        scorers.answer_f1(),
        scorers.evidence_words("gold sentence's characters in evidence", lambda s: s.evidence),
        scorers.supported_share(),
        scorers.cost("prompt tokens", lambda output: output.prompt_tokens),
        scorers.cost("answer characters", lambda output: len(output.text), 1),
        scorers.cost("seconds", lambda output: output.seconds, 2),
    )


def says_either() -> Scorer:
    """The share of yes/no questions whose answer begins with yes or no at all."""

    def score(sample: scorers.Sample, output: scorers.Output) -> scorers.Score:
        return scorers.Score((float(bool(scorers.says_yes_or_no(output.text))),))

    return Scorer("says yes or no", score, compared=False)


def answered_by_the_quote() -> Scorer:
    """The share of yes/no questions that get a supported sentence and no bare yes or no."""

    def score(sample: scorers.Sample, output: scorers.Output) -> scorers.Score:
        said = scorers.says_yes_or_no(output.text)
        shown = any(claim.verdict == "supported" for claim in output.statements)
        return scorers.Score((float(shown and not said),))

    return Scorer("answered by the quote", score, compared=False)


def _notes(found: PaperSet) -> tuple[str, ...]:
    yes_no = [sample for sample in found.samples if "yesno" in sample.kinds]
    notes = ["An abstention scores 0 in token-F1. Papers stay whole in one half."]
    if yes_no:
        yes = sum(any(scorers.says_yes_or_no(t) == "yes" for t in s.targets) for s in yes_no)
        notes.append(f'Always "yes" is right for {yes} of the {len(yes_no)} yes/no questions.')
    return tuple(notes)
