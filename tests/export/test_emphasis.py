"""The words that answer are bold in every kind of file, and nothing else of a quote changes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from assistant.answers.answer import Answer
from assistant.evidence.claims import Claim
from assistant.export.api import answer_reply
from assistant.export.docx import review_docx
from assistant.export.emphasis import spaced
from assistant.export.html import review_html
from assistant.export.latex import review_latex
from assistant.export.markdown import answer_markdown
from assistant.reviews.review import Review, ReviewField
from tests.texts import RIVERS, cited

QUOTE = "Rivers carry (50% of) the sand."
QUOTED = replace(cited(QUOTE), span=(13, 21))
CLAIM = Claim(QUOTE, "supported", (QUOTED,), quoted=True)
REVIEW = Review(RIVERS, "en", (ReviewField("scope", "Scope", (CLAIM,)),), finished=True)


def test_one_space_is_kept_beside_the_words() -> None:
    parts = ("Rivers \n carry", " sand ", " and stones.")
    assert spaced(parts, str.strip) == ("Rivers \n carry", "sand", " and stones.")
    assert spaced(("a ", "", ""), str.strip) == ("a", "", "")


def test_an_answer_as_markdown_has_them_bold() -> None:
    text = answer_markdown(Answer("What do rivers carry?", (CLAIM,), finished=True))
    assert text.count("Rivers carry (**50% of**) the sand.") == 2
    plain = replace(CLAIM, citations=(cited(QUOTE),))
    assert "**50" not in answer_markdown(Answer("What?", (plain,), finished=True))


def test_chinese_words_are_bold_between_quotation_marks() -> None:
    quote = "对齐目标“人类价值”包括三类。"
    claim = Claim(quote, "supported", (replace(cited(quote), span=(4, 10)),), quoted=True)
    assert "“**人类价值**”包括" in answer_markdown(Answer("?", (claim,), finished=True))


def test_reviews_as_files_have_them_bold() -> None:
    assert review_html(REVIEW).count("Rivers carry <strong>(50% of)</strong> the sand.") == 2
    assert review_latex(REVIEW).count(r"Rivers carry \textbf{(50\% of)} the sand.") == 2
    with zipfile.ZipFile(io.BytesIO(review_docx(REVIEW))) as packed:
        body = packed.read("word/document.xml").decode()
    assert "<w:b/></w:rPr><w:t>(50% of)</w:t>" in body


def test_programs_are_told_them() -> None:
    told = answer_reply(Answer("What?", (CLAIM,), finished=True))
    assert told["claims"][0]["citations"][0]["answering"] == "(50% of)"
    untold = answer_reply(Answer("What?", (replace(CLAIM, citations=(cited(QUOTE),)),)))
    assert "answering" not in untold["claims"][0]["citations"][0]
