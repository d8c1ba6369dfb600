"""What speaks against a sentence as an item: it leans on another, or is broken."""

from __future__ import annotations

import re

from assistant.evidence.evidence import Evidence
from assistant.reviews.lists import without_lead, without_point
from assistant.text.words import flaws

LEANING = 1.2
# "However, they …" and "For evaluating this ability, …" point to something said before.
_POINTS_BACK = re.compile(
    r"^(?:however|nevertheless|yet|although|though|while|since|because|as|when|if|so|thus|indeed"
    r"|unfortunately|fortunately|interestingly|notably|consequently|accordingly|therefore),? "
    r"(?:they|it|he|she|this|these|those|such|its|their)\b(?! (?:survey|paper|review|article"
    r"|work|is (?:\w+ )?(?:to|that)|remains|has been))"
    r"|^(?:for|to|in|on|with|by|from|at|due to|despite|given) [^,]{0,60}\b(?:this|these|those"
    r"|such) (?!survey|paper|review|article|work|field|area|realm|domain|\w+ paper|\w+ survey)"
    r"[^,]{0,40},|^(?:at the end|in the end)\b|^(?:然而|但是|但)?(?:它|他们|其(?!次|中|他|实))",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"^[a-z]|^\d{1,3}\. |^\d+\s*[\])］）]|^\d[A-Z]|^[^\w\s(“\"'‘「『（•]"
    r"|\b(?:https?:|www\.)|[=≤≥∑∏∈→←∼]{1}.*[=≤≥∑∏∈→←∼]|\( ?\)"
)

# What says how many works there are, or where they stand, instead of what they say.
_COUNTS_WORKS = re.compile(
    r"\b(?:names|has|lists|contains|covers|by|with) (?:the )?(?:\d+|\w+) (?:works|entries|papers"
    r"|articles|references|studies)\b"
    r"|\b(?:is|are) (?:also )?(?:listed|filed|covered) (?:under|among|as|by|in|twice|once)\b",
    re.IGNORECASE,
)


def weakness(item: Evidence) -> float:
    """Points against a sentence that is short, long, broken, or leans on another."""
    text = without_lead(without_point(item.text.strip())).rstrip(";；")
    points = flaws(text)
    if _POINTS_BACK.match(text):
        points += LEANING
    if _BROKEN.search(text):
        points += 1.5
    if _COUNTS_WORKS.search(text):
        points += 0.5
    letters = sum(character.isalpha() or character == " " for character in text)
    return points + (1.0 if letters < 0.8 * len(text) else 0.0)
