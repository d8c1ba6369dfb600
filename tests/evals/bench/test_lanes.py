"""The bench of many clients: its scripted server answers as the app expects, so many at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from langchain_core.embeddings import DeterministicFakeEmbedding

from assistant.library import Library
from assistant.models.server_health import server_health
from assistant.settings import Settings
from evals.bench.lanes import NAME, QUESTION, SAID, ScriptedServer


def test_the_scripted_server_is_asked_and_writes_as_many_answers_as_it_has_slots(
    tmp_path: Path, survey_file: Callable[..., Path]
) -> None:
    server = ScriptedServer(slots=2, seconds=0.1)
    settings = Settings(home=tmp_path / "home", base_url=server.url, model=NAME)
    embeddings = DeterministicFakeEmbedding(size=32)
    try:
        health = server_health(server.url, NAME, None)
        assert (health.slots, health.problem) == (2, "")
        with Library.open(
            tmp_path / "library", settings=settings, embeddings=embeddings
        ) as library:
            library.add(survey_file("The Shen Survey of Alignment", SAID))
            texts: list[str] = []
            threads = [
                threading.Thread(target=lambda: texts.append(library.ask(QUESTION).text))
                for _ in range(5)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
    finally:
        server.close()
    assert len(texts) == 5 and all(SAID in text for text in texts)
    assert server.most_at_once == 2
