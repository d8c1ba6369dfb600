"""What readers think of answers, as lines of a file that the evals can ask again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from assistant.answers.answer import Answer
from assistant.chat.history import Conversations, KeptTurn
from assistant.errors import AssistantError

LIKED = "Like"


@dataclass(frozen=True)
class RatedAnswer:
    """An answer that a reader rated; ``question`` stands alone, ``asked`` is as it was put.

    ``rating`` is "Like", "Dislike" or the reason that was given against it; ``evidence`` are the
    quotes that were shown and ``surveys`` the titles of their surveys; ``left_out`` is how many
    sentences were not shown.
    """

    id: str
    question: str
    asked: str
    rating: str
    liked: bool
    answer: str
    abstained: bool
    evidence: tuple[str, ...]
    surveys: tuple[str, ...]
    left_out: int

    def as_line(self) -> str:
        """One line of JSON, which ``rated_answer`` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)


def rated_answers(conversations: Conversations) -> Iterator[RatedAnswer]:
    """Every answer that somebody rated, the oldest conversation first."""
    for kept in reversed(conversations.listed()):
        for turn in conversations.turns(kept.id):
            if turn.rating:
                yield _rated(kept.id, turn)


def rated_answer(line: str) -> RatedAnswer:
    """The rated answer of a line; AssistantError for a line that is none.

    Fields that are not known are left out, so that a newer version may add some.
    """
    try:
        values = json.loads(line)
        known = {name: values[name] for name in RatedAnswer.__dataclass_fields__}
    except (ValueError, TypeError, KeyError) as error:
        raise AssistantError(
            "“{line}” is no line of an export of feedback. 'survey-assistant feedback export' "
            "writes them.",
            line=line[:80],
        ) from error
    return RatedAnswer(**known | {name: tuple(known[name]) for name in ("evidence", "surveys")})


def _rated(conversation: int, kept: KeptTurn) -> RatedAnswer:
    answer: Answer = kept.turn.answer
    cited = [c for claim in answer.claims if claim.supported for c in claim.citations]
    return RatedAnswer(
        id=f"{conversation}-{kept.number}",
        question=kept.turn.standalone,
        asked=kept.turn.question,
        rating=kept.rating,
        liked=kept.rating == LIKED,
        answer=answer.text,
        abstained=answer.abstained,
        evidence=tuple(dict.fromkeys(citation.quote for citation in cited)),
        surveys=tuple(dict.fromkeys(citation.survey.title for citation in cited)),
        left_out=sum(not claim.supported for claim in answer.claims),
    )
