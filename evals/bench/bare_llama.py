"""llama.cpp without the product, in a process of its own: what the bench compares with.

``python -m evals.bench.bare_llama MODEL EMBEDDER THREADS CONTEXT`` answers JSON lines on standard
input: {"op": "generate", "text", "max_tokens"} or {"op": "embed", "texts"}, one at a time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

BATCH = 512


class Bare:
    """One ``llama_cpp.Llama`` to write and one to embed, with the product's settings."""

    def __init__(self, model: str, embedder: str, threads: int, context: int) -> None:
        import llama_cpp
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        def opened(path: str, tokens: int, embedding: bool) -> llama_cpp.Llama:
            return llama_cpp.Llama(
                path,
                embedding=embedding,
                n_ctx=tokens,
                n_batch=BATCH,
                n_ubatch=BATCH,
                n_threads=threads,
                n_threads_batch=threads,
                flash_attn=True,
                verbose=False,
            )

        self._chat = opened(model, context, False)
        self._embedder = opened(embedder, BATCH, True)
        self._format = Jinja2ChatFormatter(
            self._chat.metadata["tokenizer.chat_template"], eos_token="<|im_end|>", bos_token=""
        )

    def generate(self, text: str, max_tokens: int) -> dict[str, Any]:
        """Greedy text of a chat turn, nothing kept from before; seconds to the first token, all."""
        started = time.monotonic()
        prompt = self._format(messages=[{"role": "user", "content": text}]).prompt
        tokens = self._chat.tokenize(prompt.encode(), add_bos=False, special=True)
        self._chat.reset()  # type: ignore[no-untyped-call]
        first = 0.0
        count = 0
        for token in self._chat.generate(tokens, temp=0.0, top_p=0.95, repeat_penalty=1.0):
            first = first or time.monotonic() - started
            count += 1
            if token == self._chat.token_eos() or count >= max_tokens:
                break
        return {
            "prompt_tokens": len(tokens),
            "completion_tokens": count,
            "first": first,
            "seconds": time.monotonic() - started,
        }

    def embed(self, texts: list[str]) -> dict[str, Any]:
        """Seconds to embed all texts in one call."""
        started = time.monotonic()
        self._embedder.embed(texts, normalize=True, truncate=True)
        return {"seconds": time.monotonic() - started}


def main() -> None:
    """Answer until standard input ends."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    # Whatever llama.cpp prints must not mix with replies.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    model, embedder, threads, context = sys.argv[1:5]
    bare = Bare(model, embedder, int(threads), int(context))
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "generate":
            reply = bare.generate(request["text"], request["max_tokens"])
        else:
            reply = bare.embed(request["texts"])
        output.write(json.dumps(reply) + "\n")


if __name__ == "__main__":
    main()
