"""What a model has read before and need not read again."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Sequence

import llama_cpp

# A shorter beginning is read again as fast as its state is copied.
LEAST_TOKENS = 32
_SEQUENCE = 0


class ReadPrefix:
    """How much of a prompt is known to a model, and the state of the beginning that prompts share.

    Attention can go back to any token that it has read. Recurrent and hybrid models (Qwen3.5, LFM2,
    Granite 4 H) keep one state of all tokens so far, which cannot go back: of those the state after
    what two prompts have in common is kept, and prompts that begin so go on from it.
    """

    def __init__(self, llama: llama_cpp.Llama) -> None:
        self._llama = llama
        model = llama._model.model
        self.goes_back = not (
            llama_cpp.llama_model_is_recurrent(model) or llama_cpp.llama_model_is_hybrid(model)
        )
        self._tokens: list[int] = []
        self._state = b""

    def prepare(self, tokens: Sequence[int]) -> int:
        """Make ready for a prompt to be read; how many of its tokens are known already.

        Where the model cannot go back it is put into the state after them.
        """
        shared = common_prefix(self._read(), tokens)
        if self.goes_back:
            return shared
        shared = min(shared, len(tokens) - 1)
        known = len(self._tokens)
        known = known if known < len(tokens) and list(tokens[:known]) == self._tokens else 0
        if shared > known + LEAST_TOKENS:
            self._clear()
            self._llama.eval(tokens[:shared])
            self.save()
            return 0
        if known:
            self.rewind()
        else:
            self._clear()
        return known

    def save(self) -> None:
        """Keep the state as it is now, after all that the model has read."""
        tokens = self._read()
        size = llama_cpp.llama_state_seq_get_size(self._llama._ctx.ctx, _SEQUENCE)
        state = (ctypes.c_uint8 * size)()
        written = llama_cpp.llama_state_seq_get_data(self._llama._ctx.ctx, state, size, _SEQUENCE)
        self._tokens, self._state = (tokens, bytes(state)) if written else ([], b"")

    def rewind(self) -> None:
        """Go back to the state that was kept."""
        llama, size = self._llama, len(self._state)
        self._clear()
        state = (ctypes.c_uint8 * size).from_buffer_copy(self._state)
        llama_cpp.llama_state_seq_set_data(llama._ctx.ctx, state, size, _SEQUENCE)
        llama.n_tokens = len(self._tokens)
        llama.input_ids[: llama.n_tokens] = self._tokens
        llama._requires_eval = True

    def forget(self) -> None:
        """Know nothing any more."""
        self._clear()
        self._tokens, self._state = [], b""

    def _read(self) -> list[int]:
        """The tokens that the model has read."""
        return [int(token) for token in self._llama._input_ids]

    def _clear(self) -> None:
        self._llama.reset()  # type: ignore[no-untyped-call]


def common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike.

    >>> common_prefix([1, 2, 3], [1, 2, 4, 5])
    2
    """
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
