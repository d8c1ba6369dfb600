"""The Model tab's table and facts."""

from __future__ import annotations

from pathlib import Path

from assistant.library import Library
from assistant.models.cost import note_speed
from assistant.models.files.pulled import note_pulled
from assistant.models.files.resolve import CATALOGUE, CHAT_FILE
from assistant.models.llama.speed import Speed
from assistant.settings import Settings
from assistant.ui.views.model import HEADERS, WIDTHS, catalogue_rows, facts_html, speed_text
from tests.chat_endpoint import ChatEndpoint
from tests.gguf_file import sparse_gguf
from tests.ui.pages import Shown


def test_each_model_has_a_row_that_says_whether_it_is_here(tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").touch()
    (tmp_path / CHAT_FILE).touch()
    note_pulled(tmp_path, CATALOGUE[0].name, "mine.gguf")
    rows = catalogue_rows(tmp_path, "en")
    assert rows[0][0] == "default"
    assert {row[0] for row in rows[1:]} == {entry.name for entry in CATALOGUE}
    assert {len(row) for row in rows} == {len(HEADERS)} == {len(WIDTHS)}
    assert {row[0] for row in rows if row[6] == "✓"} == {"default", CATALOGUE[0].name}


def test_an_answer_s_seconds_are_told_once_they_can_be(tmp_path: Path) -> None:
    assert {row[3] for row in catalogue_rows(tmp_path, "en")} == {""}
    model = sparse_gguf(tmp_path / "m.gguf", 5_000)
    note_speed(tmp_path, model, Speed(1e6, 1e6))
    assert all(row[3].endswith(" s") for row in catalogue_rows(tmp_path, "en")[1:])


def test_notes_are_translated(tmp_path: Path) -> None:
    english, chinese = (catalogue_rows(tmp_path, language) for language in ("en", "zh"))
    for one, other in zip(english, chinese, strict=True):
        assert one[:2] == other[:2] and one[4] != other[4] and one[7] != other[7]


def test_facts_of_a_model_outside_the_app(library: Library) -> None:
    text = Shown(facts_html(library, "en")).text
    assert library.model_name in text and "Memory free" in text


def test_speed_is_told_with_what_it_makes_of_an_answer() -> None:
    text = speed_text(Speed(100.0, 20.0), 500, "en")
    assert "100" in text and "20" in text and "8.0 s" in text


def test_the_health_of_a_model_server_is_shown(tmp_path: Path) -> None:
    server = ChatEndpoint("Rivers.", name="lab", slots=4)
    settings = Settings(home=tmp_path, base_url=server.url, model="lab")
    with Library.open(tmp_path / "library", settings=settings) as library:
        shown = Shown(facts_html(library, "en")).text
        assert server.url in shown and "It answers, within" in shown
        assert "Answers at a time4" in shown
        server.close()
        away = Shown(facts_html(library, "zh")).text
        assert "没有应答" in away and "服务器未说明数目" in away
