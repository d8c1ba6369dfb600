"""The chat model of the child process, in llama.cpp."""

from __future__ import annotations

import codecs
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import llama_cpp
import numpy as np
from llama_cpp import llama_chat_format

from assistant.messages import Message
from assistant.models.llama.adapter import Adapter
from assistant.models.llama.prefix import ReadPrefix
from assistant.models.llama.protocol import Chat, ChatMessage, ModelFacts, Score, Usage
from assistant.models.llama.template import (
    PromptRefused,
    render_prompt,
    until_stop,
)

BATCH = 512
# Tokens of a reply whose likelihood is asked.
LONGEST_REPLY = 100
# Control tokens around thoughts, without which they could not be told from the answer.
THOUGHT_MARKS = ("<think>", "</think>", "<|channel>", "<channel|>")


class GrammarRefused(Exception):
    """The grammar or JSON schema cannot be compiled."""


class ChatEngine:
    """A chat model in llama.cpp; keeps the longest common prefix of one prompt and the next.

    An ``adapter`` of low rank for it changes it for the requests that want that.
    """

    def __init__(self, path: str, context: int, threads: int, adapter: str | None = None) -> None:
        trained = _trained_context(path)
        self._llama = llama_cpp.Llama(
            path,
            n_ctx=min(context, trained) if trained else context,
            n_batch=BATCH,
            n_ubatch=BATCH,
            n_threads=threads,
            n_threads_batch=threads,
            flash_attn=True,
            verbose=False,
        )
        self._template = self._formatter()
        self._prefix = ReadPrefix(self._llama)
        self._thought_tokens = self._single_tokens(THOUGHT_MARKS)
        self._usage = Usage(0, 0)
        model = self._llama._model.model
        self._adapter = Adapter(model, self.context, adapter) if adapter else None

    @property
    def context(self) -> Any:
        """The llama.cpp context, for the abort flag."""
        return self._llama._ctx.ctx

    def facts(self) -> ModelFacts:
        """What is known of the loaded model."""
        metadata = self._llama.metadata
        return ModelFacts(
            name=metadata.get("general.name", ""),
            context=self._llama.n_ctx(),
            parameters=int(llama_cpp.llama_model_n_params(self._llama._model.model)),
            has_template=self._template is not None,
            features=llama_cpp.llama_print_system_info().decode(),
        )

    @property
    def end(self) -> int:
        """The token that ends a message."""
        return int(self._llama.token_eos())

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text; control tokens in it are plain text."""
        return self._llama.tokenize(text.encode("utf-8", "replace"), False, False)

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return len(self.tokens(text))

    def usage(self) -> Usage:
        """Tokens and seconds of the last generation."""
        return self._usage

    def generate(self, request: Chat, stopped: Callable[[], bool]) -> Iterator[str]:
        """The model's text, token by token, up to a stop text, the limit or ``stopped``."""
        tokens = self.prompt_tokens(request.messages)
        limit = self._limit(len(tokens), request.max_tokens)
        grammar = self._grammar(request)
        self._adapt(request.adapted)
        self._usage = Usage(len(tokens), reused_tokens=self._prefix.prepare(tokens))
        if request.seed:
            self._llama.set_seed(request.seed)
        stream = self._llama.generate(
            tokens,
            temp=request.temperature,
            top_p=request.top_p,
            repeat_penalty=request.repeat_penalty,
            grammar=grammar,
        )
        text = self._decode(stream, limit, stopped)
        yield from until_stop(text, request.stop, self._finish_by_stop)

    def _adapt(self, wanted: bool) -> None:
        """Put the adapter on or off; what was read before was read by another model."""
        if self._adapter is not None and self._adapter.switch(wanted):
            self._prefix.forget()

    def _finish_by_stop(self) -> None:
        self._usage = replace(self._usage, finish="stop")

    def likelihoods(self, request: Score) -> list[float]:
        """For each of the ``texts`` the log-probability, in nats, that it is the reply to the
        ``messages``; of long texts only the beginning counts.
        """
        llama = self._llama
        self._adapt(False)
        prompt = self.prompt_tokens(request.messages)
        if len(prompt) + LONGEST_REPLY > llama.n_ctx():
            raise _too_long(len(prompt), llama.n_ctx())
        replies = [
            llama.tokenize(text.encode("utf-8", "replace"), False, False)[:LONGEST_REPLY]
            for text in request.texts
        ]
        first = self._read_prompt(prompt)
        return [self._likelihood(first, reply) for reply in replies]

    def _read_prompt(self, tokens: Sequence[int]) -> np.ndarray:
        """Read a prompt on top of what it shares with the last one; the logits after it."""
        llama = self._llama
        shared = min(self._prefix.prepare(tokens), len(tokens) - 1)
        if self._prefix.goes_back:
            llama._ctx.kv_cache_seq_rm(-1, shared, -1)
            llama.n_tokens = shared
        llama.eval(tokens[llama.n_tokens :])
        logits = self._logits(1)
        if not self._prefix.goes_back:
            self._prefix.save()
        return logits

    def _likelihood(self, first: np.ndarray, reply: Sequence[int]) -> float:
        """The log-probability of a reply after the prompt that was read, which stays as it is."""
        if not reply:
            return 0.0
        llama = self._llama
        read = llama.n_tokens
        # What is decoded here is not the prompt's own end: it has to be read anew for generating.
        llama._requires_eval = True
        try:
            llama._batch.set_batch(reply, n_past=read, logits_all=True)
            llama._ctx.decode(llama._batch)
            logits = np.concatenate([first, self._logits(len(reply))[:-1]])
        finally:
            if self._prefix.goes_back:
                llama._ctx.kv_cache_seq_rm(-1, read, -1)
            else:
                self._prefix.rewind()
        largest = logits.max(axis=1, keepdims=True)
        total = largest[:, 0] + np.log(np.exp(logits - largest).sum(axis=1))
        return float((logits[np.arange(len(reply)), reply] - total).sum())

    def _logits(self, count: int) -> np.ndarray:
        """The logits of the last ``count`` tokens decoded, shape (count, vocabulary)."""
        pointer = llama_cpp.llama_get_logits_ith(self.context, -count)
        size = self._llama.n_vocab()
        return np.ctypeslib.as_array(pointer, shape=(count * size,)).reshape(count, size).copy()

    def _decode(
        self, stream: Iterator[int], limit: int, stopped: Callable[[], bool]
    ) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        vocabulary = self._llama._model.vocab
        started = time.monotonic()
        for count, token in enumerate(stream, start=1):
            if count == 1:
                seconds = time.monotonic() - started
                self._usage = replace(self._usage, first_token_seconds=seconds)
            if llama_cpp.llama_vocab_is_eog(vocabulary, token):
                self._finish_by_stop()
                break
            self._usage = replace(self._usage, completion_tokens=count)
            special = token in self._thought_tokens
            if piece := decoder.decode(self._llama.detokenize([token], special=special)):
                yield piece
            if count >= limit or stopped():
                break
        if rest := decoder.decode(b"", final=True):
            yield rest

    def _limit(self, prompt_tokens: int, wanted: int | None) -> int:
        room = self._llama.n_ctx() - prompt_tokens
        if room < min(16, wanted or 16):
            raise _too_long(prompt_tokens, self._llama.n_ctx())
        return min(wanted or room, room)

    def _grammar(self, request: Chat) -> llama_cpp.LlamaGrammar | None:
        text = request.grammar
        if request.json_schema:
            try:
                schema = json.dumps(request.json_schema)
                text = llama_cpp.llama_grammar.json_schema_to_gbnf(schema)
            except Exception as error:
                raise GrammarRefused(
                    f"The JSON schema cannot be turned into a grammar: {error}"
                ) from error
        if not text:
            return None
        sampler = llama_cpp.llama_sampler_init_grammar(
            self._llama._model.vocab, text.encode(), b"root"
        )
        if not sampler:
            raise GrammarRefused(f"The grammar cannot be compiled: {text[:200]!r}")
        llama_cpp.llama_sampler_free(sampler)
        return llama_cpp.LlamaGrammar.from_string(text, verbose=False)

    def _single_tokens(self, marks: Sequence[str]) -> set[int]:
        """The tokens of those marks that the vocabulary has as one token."""
        found = (self._llama.tokenize(mark.encode(), False, True) for mark in marks)
        return {tokens[0] for tokens in found if len(tokens) == 1}

    def _formatter(self) -> llama_chat_format.Jinja2ChatFormatter | None:
        template = self._llama.metadata.get("tokenizer.chat_template")
        if not template:
            return None
        model = self._llama._model

        def token(number: int) -> str:
            return model.token_get_text(number) if number >= 0 else ""

        return llama_chat_format.Jinja2ChatFormatter(
            template,
            eos_token=token(self._llama.token_eos()),
            bos_token=token(self._llama.token_bos()),
        )

    def prompt_tokens(self, messages: Sequence[ChatMessage]) -> list[int]:
        """The template's own text is read with control tokens, what stands in it without.

        So a document that holds ``<|im_end|>`` cannot end its message.
        """
        pieces = render_prompt(self._template, messages)
        tokens: list[int] = []
        for index, (text, special) in enumerate(pieces):
            add_bos = index == 0 and self._adds_bos(text)
            tokens += self._llama.tokenize(text.encode("utf-8", "replace"), add_bos, special)
        if not tokens:
            raise PromptRefused(Message("The prompt is empty. Ask something."))
        return tokens

    def _adds_bos(self, text: str) -> bool:
        if not llama_cpp.llama_vocab_get_add_bos(self._llama._model.vocab):
            return False
        bos = self._llama.token_bos()
        return bos < 0 or not text.startswith(self._llama._model.token_get_text(bos))


def _trained_context(path: str) -> int:
    model = llama_cpp.Llama(path, vocab_only=True, verbose=False)
    metadata = model.metadata
    model.close()
    key = f"{metadata.get('general.architecture', '')}.context_length"
    return int(metadata.get(key, 0))


def _too_long(tokens: int, most: int) -> PromptRefused:
    return PromptRefused(
        Message(
            "The prompt has {tokens} tokens, the model's context holds {most}. Ask for less, or "
            "set SURVEY_ASSISTANT_CONTEXT_TOKENS.",
            tokens=tokens,
            most=most,
        )
    )
