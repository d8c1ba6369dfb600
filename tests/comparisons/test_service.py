"""Reviews and comparisons: what they hold, that they are kept, and when they are not."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from langchain_core.language_models import FakeListChatModel

import prompts
from assistant.comparisons.comparison import DEFAULT_ASPECTS, Cell, Comparison
from assistant.comparisons.service import ComparisonService
from assistant.errors import AssistantError, UnknownName
from assistant.evidence.claims import Claim
from assistant.evidence.corpus import Corpus
from assistant.export.markdown import comparison_markdown, review_markdown
from assistant.library import Library
from assistant.reviews.kept import KeptResults, Surveys
from assistant.reviews.review import Review
from assistant.reviews.service import ReviewService
from assistant.serialization import dump, load
from tests.library_checks import rows

FIELDS = (
    "one_line", "abstract", "motivation", "method", "protocol", "taxonomy", "questions",
    "findings", "evaluation", "limitations", "future", "figures", "references",
)  # fmt: skip
BODY = """We survey 40 papers on water and sort them into three classes.

## Method

We searched two databases for papers on rivers and read every abstract.

## Findings

We found that rivers carry more sand in spring than in autumn.
"""
MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]


def claims_of(value: Review | Comparison) -> list[Claim]:
    if isinstance(value, Review):
        return [claim for field in value.fields for claim in field.items]
    return [claim for cell in value.cells for claim in cell.claims]


@pytest.mark.model
def test_a_review_has_its_parts_and_every_item_is_cited(demo_library: Library) -> None:
    partials = list(demo_library.stream_review("Shen"))
    review = partials[-1]
    assert tuple(field.name for field in review.fields) == FIELDS
    assert review.finished and not partials[0].finished
    assert [len(p.fields) for p in partials] == sorted(len(p.fields) for p in partials)
    assert review.sections_read <= review.sections
    claims = claims_of(review)
    assert len(claims) > 10
    document = demo_library.document(review.survey.documents[0].id)
    sentences = [sentence.text for _, sentence in document.sentences()]
    for claim in claims:
        assert claim.supported
        for citation in claim.citations:
            assert citation.sentence < 0 or sentences[citation.sentence] == citation.quote
    one_line = review.field("one_line")
    assert one_line is not None and len(one_line.items) == 1


@pytest.mark.model
def test_a_review_is_kept_and_comes_back_equal(demo_library: Library) -> None:
    first = demo_library.review("Wang")
    started = time.monotonic()
    again = demo_library.review("Wang")
    assert time.monotonic() - started < 0.5
    assert again == first
    assert load(Review, dump(first)) == first
    chinese = demo_library.review("Wang", language="zh")
    assert chinese != first and chinese.fields[0].heading != first.fields[0].heading
    assert "~~" not in review_markdown(first)


@pytest.mark.model
def test_a_comparison_has_a_cell_for_each(demo_library: Library) -> None:
    aspects = ["taxonomy", "open problems", "varroa mites", " Taxonomy  of   methods"]
    table = demo_library.compare(["Shen", "Yao", "Shen"], aspects=aspects)
    assert len(table.surveys) == 2, "the same survey twice is one column"
    assert table.aspects[-1] == "Taxonomy of methods"
    assert len(table.cells) == table.size == 8
    assert table.finished
    for survey in table.surveys:
        stated = table.cell(survey, "taxonomy")
        assert stated is not None and stated.stated
        for claim in stated.claims:
            assert claim.supported
            assert {citation.survey.id for citation in claim.citations} == {survey.id}
        missing = table.cell(survey, "varroa mites")
        assert missing is not None and not missing.stated
    assert "not found in 68 sentences" in comparison_markdown(table)
    started = time.monotonic()
    again = demo_library.compare(["Shen", "Yao"], aspects=aspects)
    assert time.monotonic() - started < 0.5
    assert again.cells == table.cells
    assert load(Comparison, dump(table)) == table
    with pytest.raises(UnknownName, match="taxonomy"):
        table.cell(table.surveys[0], "taxonomie")


def test_without_aspects_one_survey_gets_the_usual_ones(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    partials = list(library.stream_compare(["rivers"]))
    assert partials[-1].aspects == DEFAULT_ASPECTS
    assert [len(partial.cells) for partial in partials][:3] == [0, 1, 2]
    assert partials[0].cell(partials[0].surveys[0], "scope") is None


@pytest.mark.parametrize(
    "aspects", [[], [""], ["…"], ["x" * 300], [f"aspect {n}" for n in range(200)]]
)
def test_aspects_that_make_no_sense_are_refused(
    make_library: MakeLibrary, survey_file: SurveyFile, aspects: list[str]
) -> None:
    library = make_library()
    library.add(survey_file())
    with pytest.raises(AssistantError):
        library.compare(["rivers"], aspects=aspects)
    with pytest.raises(UnknownName):
        library.compare([])


def test_an_unknown_survey_gives_the_nearest(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file("Survey of Glaciers"))
    library.add(survey_file("Survey of Volcanoes"))
    for call in (library.review, lambda name: library.compare([name]), library.remove):
        with pytest.raises(UnknownName, match="Survey of Glaciers"):
            call("Survey of Glasiers in Nepal")
    with pytest.raises(UnknownName, match="fits"):
        library.survey("Survey of")
    for name in ("glaciers", "SURVEY OF GLACIERS", library.surveys()[0].id):
        assert library.survey(name) == library.surveys()[0]


def test_what_it_was_made_from_makes_a_result_stale(
    make_library: MakeLibrary, survey_file: SurveyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = make_library("We survey 40 papers on water.", "Something else.")
    library.add(survey_file(body=BODY, name="v1.md"))
    first = library.review("rivers")
    assert library.review("rivers") == first
    library.add(survey_file(body=f"{BODY}\nWe also found gold.", name="v2.md"))
    library.merge(library.surveys())
    second = library.review("rivers")
    assert len(second.survey.documents) == 2
    assert second != first
    digests = {**prompts.digests(), "answer": "another"}
    monkeypatch.setattr(prompts, "digests", lambda: digests)
    assert library.review("rivers").seconds != second.seconds, "it was written anew"


def test_a_review_that_is_not_finished_is_not_kept(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    stream = library.stream_review("rivers")
    next(stream)
    stream.close()
    assert rows(library, "SELECT count(*) FROM results") == [(0,)]
    assert library.review("rivers").finished


def test_removing_a_survey_removes_what_was_made_from_it(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    library.review("rivers")
    library.compare(["rivers"], aspects=["findings"])
    library.remove("rivers")
    assert rows(library, "SELECT count(*) FROM results") == [(0,)]


def test_stop_keeps_the_cells_that_are_done(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    stream = library.stream_compare(["rivers"], aspects=["scope", "findings", "year"])
    stopped = [next(stream) for _ in range(3)][-1]
    stream.close()
    kept = "SELECT count(*) FROM results"
    assert len(stopped.cells) == 2 and rows(library, kept) == [(2,)]
    whole = library.compare(["rivers"], aspects=["scope", "findings", "year"])
    assert whole.cells[:2] == stopped.cells
    assert rows(library, kept) == [(3,)]


class Made(dict[str, str]):
    """A store of results that notes which cells are written."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[tuple[str, str]] = []

    def result(self, key: str) -> str | None:
        return self.get(key)

    def keep(self, key: str, kind: str, value: str) -> None:
        self[key] = value
        cell = load(Cell, value)
        self.cells.append((cell.survey_id, cell.aspect))


def test_another_survey_costs_only_its_own_cells(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    library.add(survey_file("A Survey of Lakes", body="We found that lakes freeze in winter."))
    rivers, lakes = library.surveys()
    made = Made()
    kept = KeptResults(made, lambda: "a model")
    surveys, model = (
        Surveys(library.surveys, library.survey, lambda text: ()),
        FakeListChatModel(responses=[""]),
    )
    corpus = Corpus(library.document, lambda texts: np.zeros((len(texts), 1), dtype=np.float32))
    service = ComparisonService(
        corpus,
        kept,
        ReviewService(corpus, kept, surveys, lambda: model),
        lambda text, survey, budget: library.retrieve(text, [survey], budget),
        surveys,
        lambda: model,
    )
    list(service.compare([rivers], ["scope", "findings"]))
    del made.cells[:]
    list(service.compare([rivers, lakes], ["scope", "findings"]))
    assert made.cells == [(lakes.id, "scope"), (lakes.id, "findings")]
    list(service.compare([rivers, lakes], ["findings", "year", "scope"]))
    assert made.cells[2:] == [(rivers.id, "year"), (lakes.id, "year")]


def test_a_cell_is_corrected_by_hand_and_made_anew(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    before = library.compare(["rivers"], aspects=["year", "main findings"])
    edited = library.comparisons.edit_cell("rivers", "main findings", "  Sand, in\nspring ")
    assert edited.text == "Sand, in spring" and edited.edited
    table = library.compare(["rivers"], aspects=["main findings"])
    assert table.cells == (edited,)
    assert "Sand, in spring" in comparison_markdown(table) and "edited" in comparison_markdown(
        table
    )
    assert library.comparisons.edit_cell("rivers", "year", "").stated is False
    with pytest.raises(AssistantError, match="2000"):
        library.comparisons.edit_cell("rivers", "year", "x" * 3000)
    anew = library.comparisons.recompute_cell("rivers", "main findings")
    assert anew == before.cell(before.surveys[0], "main findings")
    assert library.compare(["rivers"], aspects=["main findings"]).cells == (anew,)


def test_a_survey_removed_meanwhile_leaves_its_cells_empty_and_the_rest_whole(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    library.add(survey_file("A Survey of Lakes", body="We found that lakes freeze in winter."))
    stream = library.stream_compare(["rivers", "lakes"], aspects=["scope", "main findings"])
    next(stream)
    library.remove("lakes")
    table = list(stream)[-1]
    assert table.finished and len(table.cells) == 4
    rivers, lakes = table.surveys
    gone = table.cell(lakes, "main findings")
    assert gone is not None and not gone.stated and "removed" in gone.note
    stays = table.cell(rivers, "main findings")
    assert stays is not None and stays.stated
    assert "removed" in comparison_markdown(table)
    assert library.compare(["rivers"], aspects=["scope"]).finished


def test_without_aspects_several_surveys_get_those_that_they_share(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    text = "\n\n## Floods\n\nFloods are frequent.\n\n## {}\n\nMore is said here."
    library.add(survey_file(body=BODY + text.format("Dams")))
    library.add(survey_file("A Survey of Lakes", body="Lakes freeze." + text.format("Ice")))
    proposed = {a.name: a.why for a in library.comparisons.propose_aspects(["rivers", "lakes"])}
    assert "a part of" in proposed["floods"] and "only" in proposed["Dams"]
    table = library.compare(["rivers", "lakes"])
    assert table.aspects == tuple(proposed)
    assert table.synthesis.agree and table.synthesis.matches
    assert {"Floods", "Dams"} <= {c.name for c in library.reviews.taxonomy("rivers")}
    assert [near.survey.title for near in library.reviews.related("rivers")] == [
        "A Survey of Lakes"
    ]


def test_forty_surveys_by_twenty_aspects_run_and_go_on_where_they_stopped(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    for number in range(40):
        body = f"We found that river {number} carries sand in spring."
        library.add(survey_file(f"A Survey of River Number {number}", body=body))
    surveys = library.surveys()
    aspects = [*DEFAULT_ASPECTS, *(f"aspect {n} of mites" for n in range(14))]
    stream = library.stream_compare(surveys, aspects=aspects)
    for partial in stream:
        if len(partial.cells) == 100:
            stream.close()
            break
    started = time.monotonic()
    table = library.compare(surveys, aspects=aspects)
    assert table.finished and len(table.cells) == table.size == 800
    assert time.monotonic() - started < 120
    rows = list(csv.reader(io.StringIO(table.as_csv())))
    assert len(rows) == 21 and {len(row) for row in rows} == {81}


def test_an_aspect_that_nobody_states_is_a_row_of_not_found(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    for title in ("A Survey of Rivers", "A Survey of Lakes"):
        library.add(survey_file(title, BODY))
    table = library.compare(library.surveys(), aspects=["varroa mites", "varroa (yes/no)"])
    assert table.finished and not any(cell.stated for cell in table.cells)
    told = " ".join(claim.text for claim in table.synthesis.differ + table.synthesis.alone)
    assert "varroa" not in told
    assert comparison_markdown(table).count("not found in") == 4


def test_one_survey_alone_has_nothing_to_be_compared_with(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file(body=BODY))
    table = library.compare(["rivers", "rivers"], aspects=["scope"])
    assert len(table.surveys) == 1 and table.finished
    assert not (table.synthesis.agree or table.synthesis.differ or table.synthesis.alone)
