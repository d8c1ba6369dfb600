"""The app's named endpoints, used by ``gradio_client`` as scripts do; twenty at a time."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tests.e2e.conftest import ON_A_PAGE, SAID, Served

pytestmark = ON_A_PAGE
OUTER = "How does the Shen survey divide outer alignment?"


@pytest.fixture
def client(quick: Served, tmp_path: Path) -> Client:
    return Client(quick.url, verbose=False, analytics_enabled=False, download_files=tmp_path)


def test_every_verb_returns_quotes_and_places(client: Client, tmp_path: Path) -> None:
    names = [survey["name"] for survey in client.predict(api_name="/surveys")]
    assert "Shen et al. (2023)" in names
    hits = client.predict(OUTER, ["Shen"], 3, api_name="/search")
    assert {hit["survey"] for hit in hits} == {"Shen et al. (2023)"}
    answer = client.predict(OUTER, None, api_name="/ask")
    assert answer["text"] == SAID
    assert answer["claims"][0]["citations"][0]["quote"] == SAID
    review = client.predict("Shen", "ja", api_name="/review")
    assert review["language"] == "ja" and review["fields"]
    table = client.predict(["Shen", "Wang"], ["scope"], api_name="/compare")
    assert [row["aspect"] for row in table["rows"]] == ["scope"]


def test_a_file_is_added_and_a_wrong_one_is_told(
    quick: Served, client: Client, tmp_path: Path
) -> None:
    path = tmp_path / "lakes.md"
    path.write_text("# A Survey of Lakes\n\n## Findings\n\nLakes are still water.\n", "utf-8")
    added = client.predict(handle_file(path), "", api_name="/add")
    assert added["title"] == "A Survey of Lakes"
    wrong = tmp_path / "noise.xyz"
    wrong.write_bytes(bytes(range(256)))
    with pytest.raises(AppError, match="No reader"):
        client.predict(handle_file(wrong), "", api_name="/add")
    with pytest.raises(AppError, match="no web address"):
        client.predict(None, "/etc/passwd", api_name="/add")
    with pytest.raises(AppError, match="nobody"):
        client.predict("nobody", "en", api_name="/review")
    quick.library.remove(added["id"])


def test_twenty_ask_at_once_and_all_are_answered(quick: Served) -> None:
    answers: list[Any] = []

    def ask() -> None:
        one = Client(quick.url, verbose=False, analytics_enabled=False)
        answers.append(one.predict(OUTER, None, api_name="/ask"))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer["text"] for answer in answers] == [SAID] * 20
