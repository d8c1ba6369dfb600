"""The named endpoints: what clients can cause comes back as the error that they understand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gradio as gr
import pytest

from assistant.library import Library
from assistant.scheduling import FairQueue
from assistant.ui.api import MOST_HITS, Endpoints


@pytest.fixture
def endpoints(library: Library, survey_file: Callable[..., Path]) -> Endpoints:
    library.add(survey_file())
    return Endpoints(library, FairQueue())


def test_surveys_are_listed_and_searched(endpoints: Endpoints) -> None:
    (survey,) = endpoints.surveys()
    assert survey["title"] == "A Survey of Rivers"
    assert endpoints.search("water", None, MOST_HITS * 10)
    assert len(endpoints.search("water", [], -3)) == 1


def test_an_answer_a_review_and_a_table_are_plain_values(endpoints: Endpoints) -> None:
    assert {"text", "claims", "abstained", "reason"} <= set(endpoints.ask("Where does water flow?"))
    assert endpoints.review("Rivers", "ja")["language"] == "ja"
    table = endpoints.compare(["Rivers"], ["scope"])
    assert [row["aspect"] for row in table["rows"]] == ["scope"]


def test_what_a_caller_can_cause_is_a_gradio_error(endpoints: Endpoints, tmp_path: Path) -> None:
    with pytest.raises(gr.Error, match="nobody"):
        endpoints.review("nobody")
    with pytest.raises(gr.Error, match="nobody"):
        endpoints.ask("What?", ["nobody"])
    with pytest.raises(gr.Error, match="no web address"):
        endpoints.add(None, "/etc/passwd")
    with pytest.raises(gr.Error, match="missing"):
        endpoints.add(str(tmp_path / "missing.pdf"), "")


def test_a_page_that_is_not_there_is_told(endpoints: Endpoints) -> None:
    document = endpoints.library.surveys()[0].documents[0].id
    assert "not PDF" in endpoints.page_image(document, 1)["error"]
    assert "error" in endpoints.page_image("nowhere", 1, 3)
    assert "not PDF" in endpoints.figure_image(document, "Figure 1")["error"]


def test_a_file_is_added(endpoints: Endpoints, survey_file: Callable[..., Path]) -> None:
    added = endpoints.add(str(survey_file("Survey of Seas")), "")
    assert added["title"] == "Survey of Seas"
    assert len(endpoints.surveys()) == 2
