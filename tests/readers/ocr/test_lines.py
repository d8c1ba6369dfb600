"""Images of pages to lines of text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from assistant.readers.ocr.lines import text_lines
from assistant.readers.ocr.networks import Networks
from assistant.readers.ocr.resampling import level
from tests.readers.ocr.pages import PROSE, TITLE, levels, printed
from tests.readers.pdf_writer import HEIGHT, Page


@pytest.fixture(scope="module")
def networks(weights: Path) -> Networks:
    return Networks(weights, 1)


@pytest.mark.parametrize("dpi", [150, 300])
def test_lines_are_read_where_they_stand(networks: Networks, dpi: int) -> None:
    image = levels(printed(), dpi)
    lines = text_lines(networks, image)
    wanted = " ".join([TITLE, "1 Introduction", *PROSE])
    found = " ".join(line.text for line in lines)
    assert Levenshtein.distance(found, wanted) <= 0.01 * len(wanted)
    assert all(line.confidence > 0.95 for line in lines)
    scale = image.shape[0] / HEIGHT
    first = lines[2].ink
    assert first.base / scale == pytest.approx(180, abs=1)
    assert first.left / scale == pytest.approx(60, abs=1.5)
    assert first.size / scale == pytest.approx(11, rel=0.12)
    assert lines[0].ink.size / first.size == pytest.approx(18 / 11, rel=0.12)


def test_bold_letters_have_thicker_strokes(networks: Networks) -> None:
    page = Page().text(60, 100, "Plain words of a line", size=12)
    page.text(60, 130, "Heavy words of a line", size=12, font="F2")
    plain, heavy = text_lines(networks, levels(page))
    assert heavy.ink.stroke > 1.3 * plain.ink.stroke


def test_a_page_that_hangs_is_read_as_if_it_were_level(networks: Networks) -> None:
    askew = level(levels(printed()), -0.02)
    lines = text_lines(networks, askew)
    found = " ".join(line.text for line in lines)
    assert "finds lines of text while the other one says" in found
    assert len(lines) == 2 + len(PROSE)


def test_letters_in_white_on_black_are_read(networks: Networks) -> None:
    lines = text_lines(networks, 255 - levels(printed()))
    assert TITLE in [line.text for line in lines]


def test_chinese_is_read(networks: Networks) -> None:
    text = "强化学习通过试错与环境交互获得策略的改进"
    drawn = levels(Page().text(60, 200, text, size=12, font="F3"))
    if not (drawn < 128).any():
        pytest.skip("this machine has no Chinese font to draw with")
    found = "".join(line.text for line in text_lines(networks, drawn))
    assert Levenshtein.distance(found, text) <= 1


@pytest.mark.parametrize("shape", [(40, 4000), (4000, 40), (1500, 1500)])
def test_noise_of_any_shape_is_no_text(networks: Networks, shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(7).integers(0, 256, shape, dtype=np.uint8)
    assert sum(len(line.text) for line in text_lines(networks, noise)) < 40
