"""Questions to a library: what is cited stands where the citation says, and the rest is silence."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pypdfium2
import pytest

from assistant.answers.answer import Answer
from assistant.answers.writing.manner import SMALL_BUDGET, finished_sentences
from assistant.chat.conversation import stand_alone
from assistant.errors import UnknownName
from assistant.evidence.claims import Claim
from assistant.export.markdown import answer_markdown
from assistant.library import Library
from assistant.models.chat import LlamaChatModel
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel
from assistant.serialization import dump, load
from assistant.settings import Settings
from tests.readers.pdf_writer import Page, pdf
from vectorstore.analyzer import estimate_tokens

QUESTIONS = (
    "What is outer alignment?",
    "How is instruction data collected?",
    "Which benchmarks evaluate safety?",
    "What open problems remain for alignment?",
    "How do the surveys differ in their taxonomy?",
)
UNANSWERABLE = (
    "What is the boiling point of tungsten carbide?",
    "Who won the football world cup in 1998?",
    "How do beekeepers treat varroa mites?",
)
# What each page says, and a question that only it answers. No two pages share a sentence.
PAGES = (
    ("Amber", "The Amber river rises in a chalk spring below the village of Stow.",
     "Below which village does the Amber river rise?"),
    ("Bristol", "Dredgers removed 4,200 tonnes of mud from the Bristol dock in one winter.",
     "How many tonnes of mud did dredgers remove from the Bristol dock?"),
    ("Calder", "Otters came back to the Calder after the tannery had closed.",
     "When did otters come back to the Calder?"),
    ("Derwent", "A stone weir on the Derwent feeds three paper mills.",
     "What does the stone weir on the Derwent feed?"),
    ("Esk", "Salmon climb the Esk by a ladder of eleven pools.",
     "How do salmon climb the Esk?"),
    ("Foyle", "Smugglers used the fog of the Foyle to land tea and brandy.",
     "What did smugglers land in the fog of the Foyle?"),
    ("Gala", "The wool of Gala was washed in soft water and dyed with lichen.",
     "With what was the wool of Gala dyed?"),
    ("Humber", "Pilots of the Humber sound the sandbanks every second month.",
     "How often do pilots of the Humber sound the sandbanks?"),
    ("Irwell", "A flood of the Irwell drowned the cellar of the town hall in 1866.",
     "What did the flood of the Irwell drown in 1866?"),
    ("Jed", "Caves above the Jed sheltered monks from raiders.",
     "Whom did the caves above the Jed shelter?"),
    ("Kelvin", "An iron bridge over the Kelvin carries trams and a gas main.",
     "What does the iron bridge over the Kelvin carry?"),
    ("Lune", "Tides reach the Lune as far as the old aqueduct.",
     "How far do tides reach the Lune?"),
)  # fmt: skip


def river_pages() -> list[Page]:
    """A title page, and a page for each river."""
    title = Page()
    title.text(60, 70, "A Survey of Water in Towns", size=20, font="F2")
    title.text(60, 110, "Ada Moss and Ben Reed")
    title.text(60, 150, "Abstract", size=14, font="F2")
    title.text(60, 175, "This survey gathers what is known of twelve waters and their banks.")
    title.text(60, 220, "1 Introduction", size=14, font="F2")
    title.text(60, 245, "Towns were built where water could be crossed, drunk and sold.")
    pages = [title]
    for number, (river, sentence, _) in enumerate(PAGES, start=1):
        page = Page()
        page.text(60, 70, f"{number + 1} The {river}", size=14, font="F2")
        page.text(60, 110, sentence)
        pages.append(page)
    return pages


def cited(answer: Answer | Claim) -> list:  # type: ignore[type-arg]
    claims = answer.claims if isinstance(answer, Answer) else (answer,)
    return [citation for claim in claims for citation in claim.citations]


@pytest.fixture(scope="module")
def rivers(
    tmp_path_factory: pytest.TempPathFactory,
    real_model: LlamaChatModel,
    real_embeddings: EngineEmbeddings,
    real_evidence_model: EvidenceModel,
    real_settings: Settings,
):  # type: ignore[no-untyped-def]
    """A library with one PDF of thirteen pages."""
    folder = tmp_path_factory.mktemp("rivers")
    (folder / "rivers.pdf").write_bytes(pdf(river_pages()))
    with Library.open(
        folder / "library",
        chat_model=real_model,
        embeddings=real_embeddings,
        evidence_model=real_evidence_model,
        settings=real_settings,
    ) as library:
        library.add(folder / "rivers.pdf")
        yield library, folder / "rivers.pdf"


@pytest.mark.model
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_a_sentence_of_its_document(demo_library: Library, question: str) -> None:
    answer = demo_library.ask(question)
    assert answer.finished and not answer.pending
    if answer.abstained:
        assert answer.reason and not answer.claims
        return
    assert any(claim.supported for claim in answer.claims)
    for citation in cited(answer):
        document = demo_library.document(citation.document_id)
        sentences = list(document.sentences())
        section, sentence = sentences[citation.sentence]
        assert citation.quote == sentence.text
        assert citation.section == section.label(document.title)
        assert citation.page == sentence.page
        assert citation.document == document.name
    for claim in answer.claims:
        assert claim.supported or claim.reason
        if claim.supported:
            assert claim.citations
            assert claim.text in answer.text
        else:
            assert claim.text not in answer.text


@pytest.mark.model
@pytest.mark.parametrize("number", [1, 2, 5, 9, 12])
def test_every_quote_is_on_its_page_of_a_pdf(rivers: tuple[Library, Path], number: int) -> None:
    library, path = rivers
    answer = library.ask(PAGES[number - 1][2])
    assert not answer.abstained, answer.reason
    citations = cited(answer)
    assert number + 1 in {citation.page for citation in citations}
    document = pypdfium2.PdfDocument(path)
    for citation in citations:
        page = document[citation.page - 1]
        text = page.get_textpage()
        plain = " ".join(text.get_text_range().split())
        assert citation.quote in plain, f"not on page {citation.page}"
        text.close()
        page.close()
        assert library.boxes(citation.document_id, citation.sentence)
    document.close()


@pytest.mark.model
@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_no_survey_says_is_declined_with_a_reason(
    demo_library: Library, question: str
) -> None:
    answer = demo_library.ask(question)
    assert answer.abstained and answer.finished
    assert answer.reason and answer.text == answer.reason
    assert answer.claims == ()
    assert answer.usage.completion_tokens == 0


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    ["", "  ", "?!…", "\x00", "word " * 10_000, "对齐的目标是什么？", "\ud800", '" OR 1=1 --'],
    ids=["empty", "blank", "marks", "nul", "long", "chinese", "surrogate", "quotes"],
)
def test_any_question_has_an_end(demo_library: Library, question: str) -> None:
    answer = demo_library.ask(question)
    assert answer.finished
    assert answer.abstained or answer.claims
    assert answer.text


@pytest.mark.model
def test_an_answer_streams_and_can_be_stopped(demo_library: Library) -> None:
    stream = demo_library.stream("How do the surveys describe reward models?")
    first = next(stream)
    assert first.evidence and not first.claims and not first.finished
    for _ in itertools.islice(stream, 2):
        pass
    started = time.monotonic()
    stream.close()
    assert time.monotonic() - started < 1.0
    partials = list(demo_library.stream("What is outer alignment?"))
    counts = [len(partial.claims) for partial in partials]
    assert counts == sorted(counts)
    assert [partial.finished for partial in partials[:-1]] == [False] * (len(partials) - 1)
    assert partials[-1].finished
    usage = partials[-1].usage
    assert 0 < usage.first_token_seconds <= usage.seconds
    assert usage.prompt_tokens > 50 and usage.completion_tokens > 0


@pytest.mark.model
def test_a_question_can_be_put_to_some_surveys(demo_library: Library) -> None:
    yao = demo_library.survey("Yao")
    answer = demo_library.ask("What is alignment?", surveys=["Yao"])
    assert {item.survey.id for item in answer.evidence} == {yao.id}
    with pytest.raises(UnknownName, match=r"Shen|Yao|Wang|Align"):
        demo_library.ask("What is alignment?", surveys=["Yaoo"])


@pytest.mark.model
def test_a_question_about_all_hears_each(demo_library: Library) -> None:
    answer = demo_library.ask("How does each of the surveys define alignment?")
    assert len({item.survey.id for item in answer.evidence}) == 3


@pytest.mark.model
def test_searching_is_scoped_and_counted(demo_library: Library) -> None:
    hits = demo_library.search("reward model", k=4)
    assert 0 < len(hits) <= 4
    shen = demo_library.survey("Shen")
    own = {info.id for info in shen.documents}
    assert {h.passage.document_id for h in demo_library.search("reward", surveys=[shen])} <= own


@pytest.mark.model
def test_an_answer_is_the_same_after_a_round_trip(demo_library: Library) -> None:
    answer = demo_library.ask("What is outer alignment?")
    assert load(Answer, dump(answer)) == answer
    assert "**Evidence**" in answer_markdown(answer)


@pytest.mark.model
def test_a_conversation_keeps_its_thread(demo_library: Library) -> None:
    chat = demo_library.conversation()
    chat.ask("What is outer alignment?")
    chat.ask("And why is it hard?")
    assert len(chat.turns) == 2
    assert chat.turns[1].question == "And why is it hard?"
    assert "outer alignment" in chat.turns[1].standalone.lower()
    greeting = chat.ask("Hello!")
    assert greeting.remark and greeting.text and not greeting.claims
    listing = chat.ask("Which surveys do you have?")
    assert listing.remark and not listing.abstained
    for survey in demo_library.surveys():
        assert survey.title in listing.text
    empty = chat.ask("")
    assert empty.finished and empty.text


@pytest.mark.model
def test_a_small_model_reads_the_best_of_the_evidence(demo_library: Library) -> None:
    answer = demo_library.ask("How is instruction data collected?")
    shown = sum(estimate_tokens(item.text) for item in answer.evidence)
    assert shown > SMALL_BUDGET
    assert answer.usage.prompt_tokens < SMALL_BUDGET + 150


def test_a_question_of_its_own_stays_as_it_is() -> None:
    assert stand_alone("  What   is RLHF? ", [], []) == "What is RLHF?"


@pytest.mark.parametrize(
    ("buffer", "done"),
    [
        ("", []),
        ("No end yet", []),
        ("One. Two. Thr", ["One.", "Two."]),
        ("A line\nand more", ["A line"]),
        ("By Shen et al. (2023) it", []),
    ],
)
def test_only_whole_sentences_are_finished(buffer: str, done: list[str]) -> None:
    sentences, rest = finished_sentences(buffer)
    assert [sentence.strip() for sentence in sentences] == done
    assert buffer.endswith(rest)
