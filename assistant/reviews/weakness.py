"""What speaks against a sentence as an item: it announces, leans on another, or is broken."""

from __future__ import annotations

import re

from assistant.evidence.evidence import Evidence
from assistant.evidence.whole_text import is_title
from assistant.reviews.lists import without_lead, without_point
from assistant.text.words import flaws

LEANING = 1.2
# Sentences that announce what the text does next instead of saying something.
_ANNOUNCES = re.compile(
    r"\b(?:in|throughout) (?:this|the (?:next|following|previous|remaining|rest))\b[^,.]{0,20}"
    r"\b(?:parts?|(?:sub)?sections?|chapters?|paragraphs?)\b"
    r"|^(?:next|first|second|third|finally|then|lastly|below|here|now),? (?:we|let us)\b"
    r"|^to motivate\b"
    r"|^we (?:\w+ )?(?:\w+ )?(?:introduce|discuss|describe|present|review|summari[sz]e|provide"
    r"|give|list"
    r"|start|turn|refer|detail|elaborate)\b.{0,70}(?:below|next|in detail|in turn|briefly"
    r"|respectively)?\.$"
    r"|^(?:this|the (?:next|following)) (?:part|(?:sub)?section)\b"
    r"|\b(?:is|are) organi[sz]ed as\b|\bas follows\W*$|\bthe (?:rest|remainder) of (?:this|the)\b"
    r"|\b(?:readers?|interested) (?:can|may|are|is) (?:refer|find|referred)"
    r"|\bas (?:shown|illustrated|depicted|discussed|mentioned|described|listed|introduced|stated) "
    r"(?:in|above|below|before|earlier)\b|本(?:节|章|小节)|如(?:图|表)|见(?:图|表|第)|(?:次|本)節|に示す。$",
    re.IGNORECASE,
)
# Sentences that need the one before them.
_LEANS = re.compile(
    r"^(?:to (?:address|solve|tackle|overcome|mitigate|alleviate|achieve|do) (?:this|these|such"
    r"|the above|so)"
    r"|in (?:this|that|such|these|the (?:above|latter|former)) (?:\w+ )?(?:cases?|ways?|settings?"
    r"|regard|"
    r"contexts?|examples?|approach|method)|on the (?:one|other) hand|in contrast|by contrast"
    r"|conversely"
    r"|as (?:a|another) (?:result|consequence|example|typical \w+|special case)|for (?:this|these"
    r"|example)"
    r"|with this|after that|based on (?:this|these|the above)|among (?:them|these)|specifically"
    r"|concretely"
    r"|in particular|besides|compared (?:with|to) (?:this|these)|instead|otherwise|and|but|or"
    r"|which|where"
    r"|(?:the |both )?(?:former|latter|above|following|two|same)\b|another|other|both|one (?:such"
    r"|of them)"
    r"|this (?:situation|problem|issue|result|finding|approach|method|idea|case|fact|phenomenon)"
    r"|that is|(?:\w+, )?similar (?:results|findings|observations|trends)|i\.e|e\.g|so,"
    r"|again|similarly|likewise|meanwhile|next|second|third|first|finally|still)\b"
    r"|^(?:其中|例如|这|该(?!文|综述|书)|これ|この(?!論文|調査|サーベイ)|その)",
    re.IGNORECASE,
)
# Such a sentence says nothing without the list behind it.
_PROMISES_A_LIST = re.compile(
    r"\bthe following(?: \w+){0,3}\W*$|\bas follows\W*$"
    r"|\b(?:two|three|four|five|six|seven|several|some)(?: [\w-]+){1,3}\s*:\W*$"
    r"|(?:以下|如下)\w{0,5}[:：。．]?$",
    re.IGNORECASE,
)
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
    """Points against a sentence that announces, leans on another, or is broken."""
    text = without_lead(without_point(item.text.strip())).rstrip(";；")
    points = flaws(text)
    if item.kind not in ("abstract", "translation") and _ANNOUNCES.search(text):
        points += 1.5
    if _PROMISES_A_LIST.search(text):
        points += 1.5
    if _LEANS.match(text) or _POINTS_BACK.match(text):
        points += LEANING
    if _BROKEN.search(text):
        points += 1.5
    if _COUNTS_WORKS.search(text):
        points += 0.5
    if is_title(text):
        points += 1.5
    letters = sum(character.isalpha() or character == " " for character in text)
    return points + (1.0 if letters < 0.8 * len(text) else 0.0)
