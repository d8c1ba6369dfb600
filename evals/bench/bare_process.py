"""The bench's side of ``evals.bench.bare_llama``: starts it and asks it, one thing at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.models.files.defaults import MINILM, default_embedding_model
from assistant.models.files.resolve import find
from assistant.settings import Settings
from evals.task import EvalError

ROOT = Path(__file__).parents[2]


class BareProcess:
    """The process of ``evals.bench.bare_llama``."""

    def __init__(self, settings: Settings) -> None:
        self._child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "evals.bench.bare_llama",
                str(find(settings.model, settings)),
                str(default_embedding_model(replace(settings, embedder=MINILM)).path),
                str(settings.thread_count),
                str(settings.context_tokens),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            text=True,
        )

    def __call__(self, **request: Any) -> dict[str, Any]:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.write(json.dumps(request) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            raise EvalError("The bare llama.cpp process died.")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        """End the process."""
        self._child.kill()
        self._child.communicate()
