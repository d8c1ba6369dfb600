"""The right weights for a processor: what is kept, and what an interruption leaves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.models.files.defaults import CHAT_FILE, default_chat_model
from assistant.models.files.resolve import find
from assistant.models.files.weights import Trial, note_path, rewritten_path
from assistant.models.trial import best, choose_weights
from assistant.settings import Settings

CAME = Trial("Q4_1", 4, 100.0, 50.0, 20.0)


def test_the_fastest_of_those_as_good_is_kept() -> None:
    faster = replace(CAME, quantization="Q8_0", prompt=300.0, perplexity=20.3)
    fastest = replace(CAME, quantization="Q4_0", prompt=400.0, perplexity=20.5)
    kept, why = best([CAME, faster, fastest])
    assert kept == faster and why == (
        "a usual answer 2.02 times as fast as with Q4_1; perplexity rules out Q4_0"
    )
    assert best([CAME, faster, replace(fastest, perplexity=20.4)])[0].quantization == "Q4_0"


def test_what_is_no_faster_is_not_kept() -> None:
    barely = replace(CAME, quantization="Q8_0", prompt=102.0)
    assert best([CAME, barely]) == (CAME, "nothing as good is faster by 5%")
    assert best([CAME])[0] == CAME


@pytest.fixture
def settings(tmp_path: Path, real_settings: Settings) -> Settings:
    """Settings of a models folder that holds the default chat model only."""
    found = replace(real_settings, home=tmp_path / "home", weights="fastest", threads=1)
    found.models_folder.mkdir(parents=True)
    came = default_chat_model(real_settings)
    for path in (came, came.with_name(f".{CHAT_FILE}.stamp")):
        shutil.copy2(path, found.models_folder / path.name)
    return found


@pytest.mark.model
def test_weights_are_tried_noted_and_not_tried_again(settings: Settings) -> None:
    model, lines = default_chat_model(settings), list[str]()
    choice = choose_weights(model, settings, lines.append)
    assert choice is not None and choice.trials[0].quantization == "Q4_1"
    by_type = {trial.quantization: trial for trial in choice.trials}
    assert set(by_type) == {"Q4_1", "Q8_0", "Q4_0"}
    assert choice.kept != "Q4_0", "rewriting Q4_1 as Q4_0 loses much"
    assert by_type["Q4_0"].perplexity > 1.1 * by_type["Q4_1"].perplexity
    assert by_type["Q8_0"].perplexity == pytest.approx(by_type["Q4_1"].perplexity, rel=0.02)
    assert "Trying" in lines[0] and "Kept" in lines[-1]
    kept = model if choice.kept == "Q4_1" else rewritten_path(model, choice.kept)
    assert find(None, settings) == kept
    assert {path.name for path in settings.models_folder.glob("*.gguf")} == {model.name, kept.name}

    started = time.monotonic()
    assert choose_weights(model, settings, lines.append) == choice and len(lines) == 2
    assert time.monotonic() - started < 0.5


CHOOSE = """
import sys
from pathlib import Path
from assistant.models.trial import choose_weights
from assistant.settings import Settings
choose_weights(Path(sys.argv[1]), Settings.from_environment(weights="fastest"), print)
"""


@pytest.mark.model
def test_a_kill_leaves_the_weights_that_came(settings: Settings) -> None:
    model = default_chat_model(settings)
    child = subprocess.Popen([sys.executable, "-c", CHOOSE, str(model)], stdout=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while not list(settings.models_folder.glob(".install-*/Q8_0.gguf")):
            assert time.monotonic() < until and child.poll() is None
            time.sleep(0.02)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
    assert find(None, settings) == model and not note_path(model).exists()


def test_a_full_disk_and_settings_leave_the_weights_that_came(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, lines = default_chat_model(settings), list[str]()
    assert choose_weights(model, replace(settings, weights="shipped"), lines.append) is None
    assert lines == []
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 10_000_000))
    assert choose_weights(model, settings, lines.append) is None
    assert "takes 219 MB of disk" in lines[0] and "10 MB left" in lines[0]
    assert find(None, settings) == model
