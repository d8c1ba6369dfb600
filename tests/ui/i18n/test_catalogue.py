"""The catalogue: nothing is missing, nothing is stale, values stay in place."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import errors
from assistant.messages import Message
from assistant.ui.i18n import catalogue
from assistant.ui.i18n.catalogue import FILES, texts, translate
from assistant.ui.i18n.languages import LANGUAGES
from assistant.ui.theme import NAMES

SOURCE = Path(__file__).parents[3] / "assistant"
UI = SOURCE / "ui"
OTHERS = sorted(set(LANGUAGES) - {"en"})
# What runs in a terminal or before there is an interface.
NOT_SHOWN = ("cli", "maintenance", "setup", "server")
ERRORS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.AssistantError)
}
# Names of formats, of a model and of examples are the same in every language.
NAMES_OF_THINGS = {
    "Markdown", "HTML", "JSON", "CSV", "Excel", "LaTeX", "BibTeX", "SVG", "arxiv:2309.15025",
    "survey-assistant", "en",
}  # fmt: skip
LABELS = {"label", "value", "placeholder", "info", "submit_btn"}
COMPONENTS = {
    "Accordion", "Button", "CheckboxGroup", "Checkbox", "Dataframe", "DownloadButton", "Dropdown",
    "File", "Radio", "Tab", "Textbox",
}  # fmt: skip
OWN_COMPONENTS = ("address_box", "start_and_stop")
# Not on the page: what the endpoint that takes a file is called.
ENDPOINT = {"file", "address"}


def values(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


def calls(folder: Path) -> Iterator[tuple[Path, str, ast.Call]]:
    """Every call below a folder with its module and the name that is called."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield path, name, node


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be: a literal, or one of two by a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def shown(path: Path) -> bool:
    return path.relative_to(SOURCE).parts[0] not in NOT_SHOWN


def test_every_text_is_in_every_language_with_values_that_it_has() -> None:
    for text, by_language in texts().items():
        assert sorted(by_language) == OTHERS, text
        for translation in by_language.values():
            assert set(values(translation)) <= set(values(text)), text


def test_a_text_of_the_interface_keeps_all_of_its_values() -> None:
    path = Path(catalogue.__file__).parent / FILES[0]
    for text, by_language in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for translation in by_language.values():
            assert values(translation) == values(text), text


def test_no_text_is_in_two_files() -> None:
    folder = Path(catalogue.__file__).parent
    files = [tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in FILES]
    assert sum(map(len, files)) == len(texts())


def test_every_message_is_in_the_catalogue() -> None:
    missing = {
        text
        for path, name, node in calls(SOURCE)
        if name == "Message" and node.args and shown(path)
        for text in literals(node.args[0])
        if text not in texts()
    }
    assert missing == set()


def test_every_error_is_in_the_catalogue() -> None:
    """An error is raised with a template, never with a text that is put together in code."""
    raised = [
        (path, node.args[0])
        for path, name, node in calls(SOURCE)
        if name in ERRORS and node.args and shown(path)
    ]
    assert not [(path, text.lineno) for path, text in raised if isinstance(text, ast.JoinedStr)]
    assert {text for _, node in raised for text in literals(node)} - set(texts()) == set()


def test_every_message_of_the_catalogue_is_said_somewhere() -> None:
    said = {
        node.value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    path = Path(catalogue.__file__).parent / FILES[1]
    assert set(tomllib.loads(path.read_text(encoding="utf-8"))) - said == set()


def test_what_is_translated_is_in_the_catalogue() -> None:
    missing = {
        text
        for path, name, node in calls(UI)
        if name in ("translate", "inform") and node.args
        for text in literals(node.args[0])
        if text not in texts()
    }
    assert missing == set()
    assert {name for name in NAMES if name not in texts()} == set()


def test_every_label_of_the_page_is_in_the_catalogue() -> None:
    missing = {
        text
        for _, name, node in calls(UI)
        if name in COMPONENTS or name in OWN_COMPONENTS
        for argument in (*node.args[:1], *(k.value for k in node.keywords if k.arg in LABELS))
        for text in literals(argument)
        if text and text not in texts()
    }
    assert missing - NAMES_OF_THINGS - ENDPOINT == set()


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        (Message("no evidence sentence says this"), "没有任何依据这样说"),
        (
            Message("the number {number} is not in the evidence", number="120"),
            "数字 120 不在依据中",
        ),
        (
            Message(
                "{why} The nearest they have is in {place}: “{text}”",
                why=Message("{words} does not occur in the surveys asked.", words="“tides”"),
                place="Shen et al. (2023), Outer alignment, p. 3",
                text="A {why} sentence.",
            ),
            "所问的综述中没有出现 “tides”。最接近的内容见 Shen et al. (2023), Outer alignment, "
            "p. 3：“A {why} sentence.”",
        ),
        (
            Message(
                "{owners} have a part on {parts}.",
                owners=["Shen", "Yao", "Wang"],
                parts="“attacks”",
            ),
            "Shen, Yao、Wang 都有关于“attacks”的部分。",
        ),
        (
            Message(
                "On {aspect}, they differ: {text}", aspect=Message("taxonomy"), text="A: b; C: d."
            ),
            "关于“分类体系”，各篇不同：A: b; C: d.",
        ),
        ("what nobody ever said", "what nobody ever said"),
    ],
)
def test_messages_are_translated_with_their_values(message: str, chinese: str) -> None:
    assert translate(message, "zh") == chinese
    assert translate(message, "en") == message


def test_a_language_that_is_not_there_is_english() -> None:
    assert translate("Stop", "fr") == "Stop"
    assert translate("{count} waiting", "fr", count=3) == "3 waiting"
