"""What people see, kept word for word in ``tests/golden``: answers, a review, a table, readings.

A change of structure must leave these files as they are. After a change that is meant to be seen,
``WRITE_GOLDEN=1 .venv/bin/python -m pytest tests/test_golden.py`` writes them anew; read the
difference before it is committed. The chat model is scripted and the embedder is the real one.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import SimpleChatModel
from langchain_core.messages import BaseMessage

from assistant.answers.answer import Answer
from assistant.comparisons.comparison import Comparison
from assistant.demo import demo_sources
from assistant.documents.document import Document
from assistant.export.api import answer_reply, comparison_reply, review_reply, survey_reply
from assistant.export.formats import COMPARISON_FILES, REVIEW_FILES, comparison_file, review_file
from assistant.export.markdown import answer_markdown
from assistant.library import Library
from assistant.messages import pack
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel
from assistant.readers import read_bytes
from assistant.reviews.review import Review
from assistant.settings import Settings
from tests.answers.test_answer import river_pages
from tests.readers.pdf.test_reader import LEFT, RIGHT
from tests.readers.pdf_writer import Page, pdf

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = Path(__file__).parents[1] / "evals" / "data" / "demo_questions.jsonl"
PAGES = Path(__file__).parent / "readers" / "text" / "pages"
QUESTIONS = (
    "How do outer alignment and inner alignment differ?",
    "Who wrote the survey of Yao?",
    "When was Shen's survey published?",
    "Which surveys are in the library?",
    "What is the boiling point of tungsten carbide?",
    "hello",
    "大型语言模型的对齐目标有哪些？",
    "報酬モデルとは何ですか？",
    "What do the surveys say about red teaming?",
)
LONG = 20_000
# What documents have had since the first digests were kept; most have none of it.
LATER = ("tables", "recognition")
TURNS = ("What is outer alignment?", "And inner alignment?", "Which survey says so?")


class Copyist(SimpleChatModel):
    """Writes the first line of the text that it is given, and one sentence that is false."""

    @property
    def _llm_type(self) -> str:
        return "copyist"

    def _call(self, messages: list[BaseMessage], *_: Any, **__: Any) -> str:
        text = str(messages[-1].content).split("Text:")[-1].strip()
        return f"{text.splitlines()[0]} It was paid for with 7,777 silver coins."


@pytest.fixture(scope="module")
def golden_library(
    tmp_path_factory: pytest.TempPathFactory,
    real_settings: Settings,
    real_embeddings: EngineEmbeddings,
    real_evidence_model: EvidenceModel,
) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("golden") / "library"
    with Library.open(
        folder,
        chat_model=Copyist(),
        embeddings=real_embeddings,
        evidence_model=real_evidence_model,
        settings=real_settings,
    ) as library:
        for path in demo_sources():  # one by one: what is embedded together changes last digits
            library.add(path)
        yield library


def compare(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("WRITE_GOLDEN"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode()


def as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def shown(answer: Answer) -> str:
    reply = answer_reply(answer) | {"seconds": 0}
    evidence = [f"{item.key} {item.section}: {item.text}" for item in answer.evidence]
    return f"{as_text(reply)}\n{as_text(evidence)}\n{answer_markdown(answer)}\n"


def content(made: str | bytes) -> str:
    """A short file's text or a long one's digest; the digests of the parts of a packed one."""
    if isinstance(made, str):
        digest = hashlib.sha256(made.encode()).hexdigest()
        return made if len(made) < LONG else f"{digest}, {len(made)} characters"
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return "\n".join(
            f"{name} {hashlib.sha256(packed.read(name)).hexdigest()}"
            for name in packed.namelist()
            if name != "docProps/core.xml"
        )


@pytest.mark.model
def test_answers(golden_library: Library) -> None:
    asked = [json.loads(line)["question"] for line in EXAMPLES.read_text("utf-8").splitlines()]
    compare(
        "answers.txt",
        "".join(shown(golden_library.ask(question)) for question in (*asked[::3], *QUESTIONS)),
    )


@pytest.mark.model
def test_conversation(golden_library: Library) -> None:
    conversation = golden_library.conversation()
    answers = [conversation.ask(question) for question in TURNS]
    proposed = golden_library.follow_ups(answers[-1], TURNS)
    standalone = [turn.standalone for turn in conversation.turns]
    told = "".join(map(shown, answers))
    compare("conversation.txt", f"{told}{as_text(standalone)}\n{as_text(proposed)}\n")


@pytest.mark.model
def test_passages_found(golden_library: Library) -> None:
    found = {q: [hit.passage.text for hit in golden_library.search(q)] for q in QUESTIONS[-4:]}
    compare("passages.txt", as_text(found))


@pytest.mark.model
@pytest.mark.parametrize("language", ("en", "zh", "ja"))
def test_review(golden_library: Library, language: Any) -> None:
    survey = golden_library.surveys()[0]
    review = replace(golden_library.review(survey, language=language), seconds=0.0)
    compare(f"review-{language}.txt", review_parts(review))


def review_parts(review: Review) -> str:
    files = "".join(f"== {end}\n{content(review_file(review, end))}\n" for end in REVIEW_FILES)
    return f"{files}== reply\n{as_text(review_reply(review))}\n"


@pytest.mark.model
def test_comparison(golden_library: Library) -> None:
    surveys = golden_library.surveys()
    comparison = replace(golden_library.compare(surveys), seconds=0.0)
    own = golden_library.compare(surveys, aspects=["released code (yes/no)", "scope", "datasets"])
    compare("comparison.txt", comparison_parts(comparison) + as_text(comparison_reply(own)))


def comparison_parts(comparison: Comparison) -> str:
    files = "".join(
        f"== {end}\n{content(comparison_file(comparison, end))}\n" for end in COMPARISON_FILES
    )
    return f"{files}== reply\n{as_text(comparison_reply(comparison))}\n"


@pytest.mark.model
def test_surveys_trees_and_relations(golden_library: Library) -> None:
    told = []
    for survey in golden_library.surveys():
        tree = golden_library.reviews.taxonomy(survey)
        told.append(
            {
                "survey": survey_reply(survey),
                "taxonomy": [[category.depth, category.name] for category in tree],
                "related": [repr(found) for found in golden_library.reviews.related(survey)],
            }
        )
    compare("surveys.txt", as_text(told))


def digest(document: Document) -> str:
    """Changes with anything that a reader gave, and with nothing else."""
    values = asdict(document) | {"warnings": [pack(line) for line in document.warnings]}
    values = {key: value for key, value in values.items() if value or key not in LATER}
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_readings() -> None:
    files = {source.name: Path(source).read_bytes() for source in demo_sources()}
    files |= {path.name: path.read_bytes() for path in sorted(PAGES.glob("*.txt"))}
    columns = Page().text(150, 60, "Learning What People Want", size=20, font="F2")
    columns.lines(50, 140, LEFT)
    columns.lines(310, 140, RIGHT)
    files |= {"rivers.pdf": pdf(river_pages()), "columns.pdf": pdf([columns])}
    read = {name: read_bytes(data, name) for name, data in files.items()}
    told = [
        f"{name} {digest(document)} "
        f"{document.title!r} {document.authors} {document.year} "
        f"{[section.title for section in document.sections]}"
        for name, document in read.items()
    ]
    compare("readings.txt", "\n".join(told) + "\n")
