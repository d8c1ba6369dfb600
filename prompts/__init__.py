"""What the model reads: one Markdown file a prompt, rendered with named variables.

A file has front matter (``description``), then ``## system``, ``## user`` and ``## assistant``
parts in the order in which the model sees them; Jinja2 fills in the variables.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import jinja2
import jinja2.meta

FOLDER = Path(__file__).parent
_PART = re.compile(r"^## (system|user|assistant)[ \t]*\n", re.MULTILINE)
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


class PromptError(Exception):
    """A prompt file lacks a part, or a variable is missing or surplus."""


@dataclass(frozen=True)
class Message:
    """One message to the model; ``role`` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True)
class Prompt:
    """A prompt file: ``digest`` is the first 12 hex digits of its SHA-256."""

    name: str
    description: str
    parts: tuple[tuple[str, str], ...]
    variables: frozenset[str]
    digest: str

    def render(self, **variables: object) -> list[Message]:
        """The messages with every variable filled in; PromptError names one missing or surplus."""
        given = frozenset(variables)
        if missing := sorted(self.variables - given):
            raise PromptError(f"The prompt {self.name!r} needs {', '.join(missing)}.")
        if surplus := sorted(given - self.variables):
            raise PromptError(f"The prompt {self.name!r} has no use for {', '.join(surplus)}.")
        return [
            Message(role, _environment().from_string(text).render(**variables).strip())
            for role, text in self.parts
        ]


@functools.cache
def load(name: str) -> Prompt:
    """The prompt in ``prompts/<name>.md``.

    >>> sorted(load("answer").variables)
    ['evidence', 'question']
    """
    path = FOLDER / f"{name}.md"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.md")))
        raise PromptError(f"No prompt {name!r} in {FOLDER}. There are: {known}.")
    return parse(name, path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Prompt:
    """A prompt from the text of its file."""
    front = _FRONT.match(text)
    if front is None:
        raise PromptError(f"The prompt {name!r} does not start with front matter (---).")
    values = dict(line.split(": ", 1) for line in front.group(1).splitlines() if ": " in line)
    if "description" not in values:
        raise PromptError(f"The prompt {name!r} has no description in its front matter.")
    pieces = _PART.split(text[front.end() :])
    parts = tuple(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    if not parts or parts[-1][0] != "user":
        raise PromptError(f"The prompt {name!r} does not end with a '## user' part.")
    variables: set[str] = set()
    for _, part in parts:
        variables |= jinja2.meta.find_undeclared_variables(_environment().parse(part))
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Prompt(name, values["description"], parts, frozenset(variables), digest)


def digests() -> dict[str, str]:
    """Every prompt's digest by name, for reports and caches."""
    return {path.stem: load(path.stem).digest for path in sorted(FOLDER.glob("*.md"))}


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=False
    )
