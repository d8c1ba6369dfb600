"""The page: callbacks change only components that their events list, and what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant.library import Library
from assistant.ui.layout import lay_out
from assistant.ui.page import Page
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor
from assistant.ui.views.conversation import GO_DEEPER
from tests.ui.pages import Shown, in_a_loop, request

SurveyFile = Callable[..., Path]


@pytest.fixture
def page(library: Library) -> Page:
    def make() -> Page:
        with gr.Blocks():
            return lay_out(library, None, shared=False)

    return in_a_loop(make)


@pytest.fixture
def two(library: Library, survey_file: SurveyFile) -> list[str]:
    library.add(survey_file("Survey of Lakes"))
    library.add(survey_file("Survey of Seas"))
    return [survey.id for survey in library.surveys()]


def test_an_empty_library_shows_the_ways_in_and_a_full_one_the_chat(
    page: Page, survey_file: SurveyFile
) -> None:
    shown = page.refresh([], None, None, [], "", 1, request())
    assert shown[page.welcome.area]["visible"] and not shown[page.chat.layout.area]["visible"]
    page.library.add(survey_file())
    shown = page.refresh([], None, None, [], "", 1, request("zh"))
    assert not shown[page.welcome.area]["visible"] and shown[page.chat.layout.area]["visible"]
    assert "model" not in shown[page.surveys.table.rows]["headers"][1]
    assert shown[page.surveys.table.rows]["value"][0][1] == "A Survey of Rivers"


def test_what_is_chosen_stays_unless_it_is_gone(page: Page, two: list[str]) -> None:
    shown = page.refresh(two, two[0], two[1], two, "", 1, request())
    for component in (page.chat.layout.surveys, page.review.survey, page.compare.surveys):
        assert "value" not in shown[component]
    page.library.remove(two[1])
    shown = page.refresh(two, two[0], two[1], two, "", 1, request())
    assert shown[page.chat.layout.surveys]["value"] == two[:1]
    assert shown[page.compare.surveys]["value"] == two[:1]
    assert shown[page.review.survey]["value"] == two[0]


def test_arriving_opens_the_sidebar_where_there_is_room(page: Page) -> None:
    for wide in (True, False):
        shown = page.arrive(wide, None, request("ja"))
        assert shown[page.chat.sidebar.area]["open"] is wide
        assert shown[page.review.language] == "ja"


def test_a_page_that_comes_shows_the_chat_at_once(page: Page, two: list[str]) -> None:
    visitor = Visitor.from_request(request(), shared=False)
    session = Session(page.library.conversation(), visitor=visitor)
    for _ in session.grow(page.library, page.chat.context.queue, session.begin("Water?"), None):
        pass
    shown = page.arrive(True, f"{page.library.folder}:{session.kept}", request())
    layout = page.chat.layout
    assert shown[layout.area]["visible"] and not shown[page.welcome.area]["visible"]
    assert [id_ for _, id_ in shown[layout.surveys]["choices"]] == two
    assert shown[layout.chatbot]["examples"] and len(shown[layout.chatbot]["value"]) == 2
    assert shown[layout.session].kept == session.kept
    others = {page.review.survey, page.compare.surveys, *page.surveys.table.outputs}
    assert not others & set(shown)


def test_a_tab_that_is_opened_shows_what_the_library_holds_now(page: Page, two: list[str]) -> None:
    shown = page.refresh([], two[1], None, [], "", 1, request())
    assert [row[1] for row in shown[page.surveys.table.rows]["value"]] == [
        "Survey of Lakes",
        "Survey of Seas",
    ]
    details = page.surveys.details_html(two[1], request())
    assert "Survey of Seas" in Shown(details).text
    assert page.review.library_updates(None)[page.review.survey]["value"] == two[0]
    choices = page.compare.library_updates([])[page.compare.surveys]["choices"]
    assert [id_ for _, id_ in choices] == two


def test_only_refusals_since_the_page_came_are_warned_of(page: Page, tmp_path: Path) -> None:
    def add(name: str) -> None:
        (tmp_path / name).write_bytes(bytes(range(256)))
        page.adding.queue.submit([tmp_path / name])

    add("old.xyz")
    assert page.adding.queue.wait(30)
    before = page.arrive(True, None, request())[page.adding.refused]
    assert page.adding.warn_of_refusals(before, request()) == before == 1
    with pytest.warns(UserWarning, match="No reader for"):
        assert page.adding.warn_of_refusals(0, request()) == 1


def test_the_buttons_of_a_survey_open_other_tabs(page: Page) -> None:
    assert page.ask_it("s1")[page.tabs]["selected"] == "chat"
    assert page.ask_it("s1")[page.chat.layout.surveys] == ["s1"]
    assert page.review_it("s1")[page.review.survey]["value"] == "s1"
    assert page.ask_it(None) == page.review_it(None) == gr.skip()


def test_the_model_tab_changes_the_header_as_well(page: Page) -> None:
    shown = page.refresh_model("my.gguf", request())
    assert set(shown) == {page.header, *page.model.outputs}
    assert shown[page.model.model]["value"] == "my.gguf"


def test_updates_of_the_chat_are_of_its_outputs(page: Page, two: list[str]) -> None:
    visitor = Visitor("en", "me")
    session = Session(page.library.conversation(), visitor=visitor)
    for opened in (None, session):
        updates = page.chat.page_updates("", opened, visitor)
        assert set(updates) <= set(page.chat.outputs)
    assert page.chat.layout.session not in page.chat.draw("", session, request())


def last(values: Iterator[Any]) -> Any:
    found = None
    for value in values:
        found = value if value != gr.skip() else found
    return found


def test_a_question_is_answered_kept_listed_and_deleted(page: Page, two: list[str]) -> None:
    chat, layout = page.chat, page.chat.layout
    asking = chat.ask("Where does water flow?", [], None, False, request())
    first = next(asking)
    session = first[layout.session]
    assert first[layout.question]["value"] == "" and first[layout.question]["stop_btn"]
    answer = last(asking)[layout.chatbot][-1]
    assert "sa-answer" in str(answer.content["value"])
    chat.settle(session)
    visitor = Visitor.from_request(request(), shared=False)
    session.visitor = visitor
    listed = page.chat.sidebar.updates("", session, visitor)
    assert set(listed) == set(page.chat.sidebar.outputs)
    assert listed[page.chat.sidebar.title]["value"] == "Where does water flow?"
    chat.delete(session)
    with pytest.warns(UserWarning, match="no conversation"):
        assert chat.reopen(session.kept, request()) is None


def test_an_empty_question_is_not_asked(page: Page, two: list[str]) -> None:
    (only,) = page.chat.ask("  ", [], None, True, request())
    assert set(only) == {page.chat.layout.session, page.chat.layout.deeper}
    assert only[page.chat.layout.deeper] is False
    assert only[page.chat.layout.session].exchanges == []


def test_going_deeper_asks_the_last_question_again(page: Page, two: list[str]) -> None:
    chat, layout = page.chat, page.chat.layout
    session = next(chat.ask("Where does water flow?", [], None, False, request()))[layout.session]
    session.settle(page.library)
    deeper = gr.SelectData(None, {"index": [0, 0], "value": GO_DEEPER})
    assert list(chat.choose(deeper, session).values()) == ["Where does water flow?", True]
    assert list(chat.choose(deeper, None).values()) == ["", False]
    other = gr.SelectData(None, {"index": [0, 0], "value": "And why?"})
    assert list(chat.choose(other, session).values()) == ["And why?", False]
    last(chat.ask("Where does water flow?", [], session, True, request()))
    assert session.exchanges[-1].deeper and session.exchanges[-1].answer.read is not None
    turns = session.conversation.turns
    assert [turn.standalone for turn in turns][-1] == "Where does water flow?"


def test_a_browser_that_comes_back_finds_its_conversation(page: Page, two: list[str]) -> None:
    chat, layout = page.chat, page.chat.layout
    visitor = Visitor.from_request(request(), shared=False)
    session = Session(page.library.conversation(), visitor=visitor)
    for _ in session.grow(page.library, chat.context.queue, session.begin("Water?"), None):
        pass
    folder = page.library.folder
    shown = chat.restore(f"{folder}:{session.kept}", request())
    assert [e.question for e in shown[layout.session].exchanges] == ["Water?"]
    for stale in (f"{folder}:999", f"/elsewhere:{session.kept}", None, 3, f"{folder}:x"):
        assert chat.restore(stale, request())[layout.session] is None


def test_a_question_is_taken_back_by_its_message(page: Page, two: list[str]) -> None:
    visitor = Visitor("en", "me")
    session = Session(page.library.conversation(), visitor=visitor)
    for _ in session.grow(page.library, page.chat.context.queue, session.begin("Water?"), None):
        pass
    event = gr.UndoData(None, {"index": 7, "value": ""})
    assert page.chat.edit(event, session) == ""
    event = gr.UndoData(None, {"index": [0, 0], "value": ""})
    assert page.chat.edit(event, session) == "Water?"
    assert session.exchanges == []


def test_a_survey_is_shown_and_removed(page: Page, two: list[str]) -> None:
    tab = page.surveys
    shown = tab.look(two[0], request())
    assert "Survey of Lakes" in Shown(shown[tab.details]).text
    assert shown[tab.choice.related] == "" and not shown[tab.choice.confirm]["visible"]
    asked = tab.ask_to_remove(two[0], request("ja"))
    assert "Survey of Lakes" in Shown(asked[tab.choice.question]).text
    tab.remove(two[0], request())
    assert [survey.id for survey in page.library.surveys()] == two[1:]
    assert tab.details_html(two[0], request()) == ""
    assert not tab.ask_to_remove(two[0], request())[tab.choice.confirm]["visible"]


def test_a_row_of_the_table_chooses_its_survey(page: Page, two: list[str]) -> None:
    def picked(number: int) -> Any:
        data = {"index": [0, 0], "value": "", "row_value": [number, "title"]}
        return page.surveys.pick(gr.SelectData(None, data))

    assert [picked(1), picked(2)] == two
    assert picked(0) == picked(3) == gr.skip()


def test_details_are_corrected_and_merged_and_parted(page: Page, two: list[str]) -> None:
    editor = page.surveys.editor
    fields = editor.updates(two[0])
    assert set(fields) == set(editor.outputs)
    assert fields[editor.details["title"]] == "Survey of Lakes"
    values = [fields[component] for component in editor.details.values()]
    assert "Nothing was changed" in Shown(editor.edit(request(), two[0], *values)).text
    values[0] = "Still water"
    assert "Saved" in Shown(editor.edit(request(), two[0], *values)).text
    assert page.library.survey("Still water").id == two[0]
    assert "2 documents" in Shown(editor.join(two[0], [two[1]], request())).text
    assert "of its own" in Shown(editor.part(two[0], ["survey-of-seas.md"], request())).text
    assert len(page.library.surveys()) == 2
    with pytest.warns(UserWarning, match="gone"):
        assert "sa-error" in editor.join(two[0], ["gone"], request())
    assert "Choose a survey" in Shown(editor.part(None, [], request())).text
    empty = editor.updates(None)
    assert set(empty) == set(editor.outputs) and empty[editor.others]["choices"] == []


def test_sources_are_handed_to_the_queue(page: Page, survey_file: SurveyFile) -> None:
    sources, adding = page.surveys.sources, page.adding
    shown = sources.submit(adding, [str(survey_file())], "en")
    assert set(shown) == {sources.progress, adding.timer}
    assert adding.queue.wait(30)
    assert adding.warn_of_refusals(0, request()) == 0
    assert len(page.library.surveys()) == 1


def test_a_joining_can_be_undone_where_it_is_shown(page: Page, survey_file: SurveyFile) -> None:
    undo, queue = page.surveys.undo, page.adding.queue
    assert not undo.updates()[undo.area]["visible"]
    assert "Choose a document" in Shown(undo.part(None, request())[undo.outcome]).text
    for body, name in (("", "v1.md"), ("A second version.", "v2.md")):
        queue.submit([survey_file(body=body, name=name, author="Ann Lee")])
        assert queue.wait(30)
    shown = undo.updates()
    assert shown[undo.area]["visible"]
    ((label, document),) = shown[undo.document]["choices"]
    assert label == "v2.md"
    shown = undo.part(document, request())
    assert not shown[undo.area]["visible"] and "of its own now" in Shown(shown[undo.outcome]).text
    assert len(page.library.surveys()) == 2
    assert "sa-error" in undo.part(document, request())[undo.outcome]


def test_a_model_outside_the_app_is_neither_measured_nor_exchanged(page: Page) -> None:
    model = page.model
    assert "outside this app" in Shown(last(model.measure_speed(request()))).text
    assert "outside this app" in Shown(last(model.use_chosen("default", request()))).text
    assert "Choose a model" in Shown(last(model.use_chosen(" ", request()))).text
    assert "Choose a model" in Shown(last(model.pull_model(None, request()))).text
    assert "no-such" in Shown(last(model.pull_model("no-such", request()))).text


def test_results_are_rendered_and_written(page: Page, two: list[str]) -> None:
    review = last(page.review.stream(two[0], "en", False))
    body, panel = page.review.render(review, "en")
    assert "Survey of Lakes" in Shown(body).text and "sa-evidence" in panel
    assert [Path(path).suffix for path in page.review.files(review)][:2] == [".md", ".html"]
    table = last(page.compare.stream([], ["scope"]))
    assert len(table.surveys) == 2
    body, _ = page.compare.render(table, "en")
    assert "sa-table" in body
    assert Path(page.compare.files(table)[0]).read_text("utf-8")
    assert page.compare.propose(two, request()) is not None
