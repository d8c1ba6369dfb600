"""What a run of the evals is given, and the solvers that every question task compares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.models.capabilities import capabilities
from assistant.settings import Settings
from evals.solvers.baselines import Tutorial, bare_model, with_cache
from evals.solvers.corpus import Corpus, product, two_sentences
from evals.task import EvalError, Sample, Solver

PRODUCT = "survey-assistant"
TUTORIAL = "tutorial pipeline"
TWO_SENTENCES = "two best sentences"
BARE = "model alone"
KEPT = "baselines.jsonl"


@dataclass(frozen=True)
class Context:
    """Settings, the folder of data sets (None: only the shipped questions), and what to run.

    ``limit`` is the most samples of a task; ``work`` holds what baselines answered before;
    ``progress`` hears (what, done, total).
    """

    settings: Settings
    data: Path | None
    limit: int | None
    baselines: bool
    work: Path
    progress: Callable[[str, int, int], None]

    def most(self, count: int) -> int:
        """The limit, or ``count`` where it is lower or none is set: for sets that take long."""
        return count if self.limit is None else min(count, self.limit)

    def most_compared(self, count: int) -> int | None:
        """The limit; at most ``count`` where baselines are asked, which take long here."""
        return self.most(count) if self.baselines else self.limit

    def file(self, name: str) -> Path:
        """A file of the data folder; EvalError where it is missing."""
        path = (self.data or Path()) / name
        if self.data is None or not path.exists():
            raise EvalError(f"No {name} in {self.data}. Pass the folder of data sets with --data.")
        return path


def question_solvers(context: Context, made: Corpus, bare: bool = True) -> dict[str, Solver]:
    """The product, then the tutorial pipeline, two sentences without a model, the model alone.

    All of them share one model process. What a baseline said before is taken from ``work``.
    """
    solvers: dict[str, Solver] = {PRODUCT: product(made)}
    if not context.baselines:
        return solvers
    model = made.library.chat_model
    name = capabilities(model).name

    def key(kind: str) -> Callable[[Sample], str]:
        def of(sample: Sample) -> str:
            text = made.texts[sample.source] if sample.source else "\n".join(made.texts.values())
            gold = "\n".join(sample.evidence)
            return "\n".join((kind, name, sample.question, gold, "" if kind == BARE else text))

        return of

    file = context.work / KEPT
    tutorial = Tutorial(made.texts, model, made.embeddings)
    solvers[TUTORIAL] = with_cache(tutorial, file, key(TUTORIAL))
    solvers[TWO_SENTENCES] = two_sentences(made)
    if bare:
        solvers[BARE] = with_cache(bare_model(model), file, key(BARE))
    return solvers
