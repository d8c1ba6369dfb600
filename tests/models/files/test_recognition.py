"""The networks that read scans: fetched as a wheel, checked, put in place; scans go without."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import UnknownName
from assistant.models.files.recognition import (
    DETECTOR_FILE,
    are_networks_there,
    install_recognition,
    recognition_weights,
)
from assistant.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, weights: Path) -> Settings:
    """Settings of a home with the networks of the usual one."""
    settings = Settings(home=tmp_path)
    settings.models_folder.mkdir()
    for path in [*weights.glob("PP-OCR*.onnx"), *weights.glob(".PP-OCR*.stamp")]:
        (settings.models_folder / path.name).write_bytes(path.read_bytes())
    return settings


def test_networks_in_place_are_used_and_not_fetched_again(settings: Settings) -> None:
    lines: list[str] = []
    install_recognition(settings, lines.append)
    assert lines == [] and recognition_weights(settings) == settings.models_folder


def test_who_wants_no_recognition_has_none(settings: Settings) -> None:
    off = replace(settings, ocr="none")
    assert recognition_weights(off) is None and are_networks_there(off)
    with pytest.raises(UnknownName, match=r"SURVEY_ASSISTANT_OCR=often .* auto, none"):
        recognition_weights(replace(settings, ocr="often"))


def test_a_damaged_network_is_not_used_and_being_offline_is_no_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (settings.models_folder / DETECTOR_FILE).open("r+b") as file:
        file.truncate(1000)
    assert recognition_weights(settings) is None
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    lines: list[str] = []
    install_recognition(settings, lines.append)
    assert len(lines) == 2 and lines[1].startswith("Scans cannot be read yet: Could not get")
