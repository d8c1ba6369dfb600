"""The languages of the interface: nothing is missing, nothing is stale, values stay in place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ui.i18n.languages import LANGUAGES, messages, say, texts, told
from assistant.ui.theme import NAMES

SOURCE = Path(__file__).parents[3] / "assistant"
OTHERS = sorted(set(LANGUAGES) - {"en"})
# Names of formats, of a model and of examples are the same in every language.
NAMES_OF_THINGS = {
    "Markdown", "HTML", "JSON", "CSV", "Excel", "LaTeX", "BibTeX", "SVG", "arxiv:2309.15025",
    "survey-assistant", "en",
}  # fmt: skip
# Put together from smaller parts where they are said.
PIECED = {"Both have parts on"}
LABELS = {"label", "value", "placeholder", "info", "submit_btn"}
COMPONENTS = {
    "Accordion", "Button", "CheckboxGroup", "Checkbox", "Dataframe", "DownloadButton", "Dropdown",
    "File", "Radio", "Tab", "Textbox",
}  # fmt: skip
# Not on the page: what the endpoint that takes a file is called.
ENDPOINT = {"file", "address"}


def values(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("catalogue", [texts, messages])
def test_every_text_is_in_every_language_with_the_same_values(catalogue) -> None:  # type: ignore[no-untyped-def]
    for text, by_language in catalogue().items():
        assert sorted(by_language) == OTHERS, text
        for translation in by_language.values():
            assert set(values(translation)) <= set(values(text)), text
            if catalogue is texts:
                assert values(translation) == values(text), text


def strings(path: Path) -> Iterator[str]:
    """Every literal piece of every string of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_message_still_comes_from_somewhere() -> None:
    below = [path for path in SOURCE.rglob("*.py") if "ui" not in path.relative_to(SOURCE).parts]
    said = "\n".join(string for path in below for string in strings(path))
    said += "\n".join(strings(SOURCE / "ui" / "tabs" / "review.py"))
    for message in messages():
        piece = max(re.split(r"\{\w+\}", message), key=len).strip()
        words = piece.split(" ")  # a word at an end may be a value there
        nearly = (" ".join(words[start : len(words) - end]) for start in (0, 1) for end in (0, 1))
        assert any(part and part in said for part in nearly) or piece in PIECED, message


def test_what_is_said_is_in_the_catalogue() -> None:
    for path in (SOURCE / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in ("say", "inform"):
                text = node.args[0]
                if isinstance(text, ast.Constant):
                    assert text.value in texts(), f"{path.name}: {text.value!r}"
    assert {name for name in NAMES if name not in texts()} == set()


def test_every_label_of_the_page_is_in_the_catalogue() -> None:
    missing = set()
    for path in (SOURCE / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_component(node.func):
                texts_of = [*node.args[:1], *(k.value for k in node.keywords if k.arg in LABELS)]
                missing |= {
                    text.value
                    for text in texts_of
                    if isinstance(text, ast.Constant)
                    and isinstance(text.value, str)
                    and text.value
                    and text.value not in texts()
                }
    assert missing - NAMES_OF_THINGS - ENDPOINT == set()


def _is_component(called: ast.expr) -> bool:
    return (isinstance(called, ast.Attribute) and called.attr in COMPONENTS) or (
        isinstance(called, ast.Name) and called.id in ("address_box", "start_and_stop")
    )


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("no evidence sentence says this", "没有任何依据这样说"),
        ("the number 120 is not in the evidence", "数字 120 不在依据中"),
        (
            "“tides” does not occur in the surveys asked. The nearest they have is in Shen et al. "
            "(2023), Outer alignment, p. 3: “A {x} sentence.”",
            "所问的综述中没有出现 “tides”。最接近的内容见 Shen et al. (2023), Outer alignment, "
            "p. 3：“A {x} sentence.”",
        ),
        (
            "The model process died (signal 9). Ask again: the next question starts a new one.",
            "模型进程已终止（signal 9）。请重新提问：下一个问题会启动新的进程。",
        ),
        ("On taxonomy, they differ: A: b; C: d.", "关于“分类体系”，各篇不同：A: b; C: d."),
        ("what nobody ever said", "what nobody ever said"),
    ],
)
def test_finished_messages_are_told_with_their_values(english: str, chinese: str) -> None:
    assert told(english, "zh") == chinese
    assert told(english, "en") == english
    assert say("Stop", "fr") == "Stop"
