"""The writer's records as token ids, with what each of them counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

import prompts
from assistant.evidence.numbered import numbered, reply_line
from assistant.models.llama.protocol import ChatMessage
from assistant.models.prompting import escape_for_prompt
from evals.training.writer.records import WriterRecord

PROMPT = "answer_numbered"
# How much a number in a reply counts beside a word of it: choosing matters most.
KEY_WEIGHT = 4.0
Tokens = Callable[[str], list[int]]


@dataclass(frozen=True)
class Example:
    """Token ids, and for each how much it counts as one to be said (0: it is given)."""

    ids: tuple[int, ...]
    weights: tuple[float, ...]


class Encoding:
    """Records as token ids, by the model's own tokenizer and chat template.

    ``prompt_tokens`` gives the ids of messages up to where the reply begins, ``tokens`` those of a
    text, ``end`` is the id that ends a reply.
    """

    def __init__(
        self, prompt_tokens: Callable[[Sequence[ChatMessage]], list[int]], tokens: Tokens, end: int
    ) -> None:
        self._prompt_tokens = prompt_tokens
        self._tokens = tokens
        self._end = end

    def prompt(self, record: WriterRecord) -> list[int]:
        """The ids of the prompt of a record."""
        evidence = numbered([escape_for_prompt(text) for text in record.sentences])
        messages = prompts.load(PROMPT).render(evidence=evidence, question=record.question)
        return self._prompt_tokens([ChatMessage(role=m.role, content=m.content) for m in messages])

    def example(self, record: WriterRecord) -> Example:
        """The ids of prompt and reply."""
        given = self.prompt(record)
        ids, weights = list(given), [0.0] * len(given)
        for part, weight in _said(record):
            new = self._tokens(part)
            ids += new
            weights += [weight] * len(new)
        ids.append(self._end)
        weights.append(1.0)
        return Example(tuple(ids), tuple(weights))


def _said(record: WriterRecord) -> Iterator[tuple[str, float]]:
    """The pieces of a reply, with what each counts."""
    for number, (places, text) in enumerate(record.reply or [((), "")]):
        yield ("\n" if number else "") + reply_line(places, ""), KEY_WEIGHT
        if text:
            yield f" {text}", 1.0


def collate(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids (texts, tokens) padded at the end; the ids that follow each; and what these count."""
    longest = max(len(item.ids) for item in examples)
    ids = torch.zeros(len(examples), longest, dtype=torch.long)
    weights = torch.zeros(len(examples), longest)
    for row, item in enumerate(examples):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        weights[row, : len(item.ids)] = torch.tensor(item.weights)
    return ids[:, :-1], ids[:, 1:], weights[:, 1:]
