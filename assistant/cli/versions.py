"""On the command line: why documents are one survey, and which two surveys may be one work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.documents.identity import Identity
from assistant.documents.matching import MergeProposal
from assistant.ingest.progress import Added

_DETAILS = {"arxiv_id": "arXiv id", "doi": "DOI"}
_SHOWN_ID = 8


def joined_lines(added: Added) -> list[str]:
    """Why a document was put with others, and the commands that part them."""
    if added.joined is None or added.survey is None:
        return []
    apart = [(added.document_id,), *added.joined.united]
    commands = [
        " ".join(["survey-assistant split", added.survey.id, *(id_[:_SHOWN_ID] for id_ in ids)])
        for ids in apart
    ]
    names = ", ".join(added.joined.documents)
    return [
        f"= one survey with {names}: the same {join_details(added.joined.details)}."
        f" Not one work? {' && '.join(commands)}"
    ]


def proposal_line(proposal: MergeProposal, seen_from: str = "") -> str:
    """Which two surveys may be one work, why, which is newer, and the command that merges them."""
    first, second = (
        f"“{_label(identity)}”{' (this one)' if survey == seen_from else ''}"
        for survey, identity in zip(proposal.surveys, proposal.identities, strict=True)
    )
    order = f"{first} newer than {second}" if proposal.first_is_newer else f"{first} and {second}"
    reasons = f"the same {join_details(proposal.agree)}"
    if proposal.differ:
        reasons += f", another {join_details(proposal.differ)}"
    merge = " ".join(["survey-assistant merge", *proposal.surveys])
    return f"? perhaps one work: {order}; {reasons}. If so: {merge}"


def proposal_values(proposal: MergeProposal) -> dict[str, Any]:
    """A proposal as JSON values."""
    return {
        "surveys": proposal.surveys,
        "newer": proposal.surveys[0] if proposal.first_is_newer else None,
        "agree": proposal.agree,
        "differ": proposal.differ,
    }


def join_details(details: Sequence[str]) -> str:
    """Names of details in a sentence, such as "title, authors and DOI"."""
    words = [_DETAILS.get(name, name) for name in details]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _label(identity: Identity) -> str:
    title = identity.title or identity.name
    return f"{title}, {identity.year}" if identity.year else title
