"""An embedder that ends its process once, as a machine that is switched off does."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from langchain_core.embeddings import DeterministicFakeEmbedding


class Deadly(DeterministicFakeEmbedding):
    """Kills its process at the first passage with the word "deadly", ``times`` times in all.

    How often it has done so stands in files in ``folder``.
    """

    folder: str
    times: int = 1

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The fake vectors, if the process lives."""
        if any("deadly" in text for text in texts):
            for number in range(self.times):
                try:
                    (Path(self.folder) / f"death-{number}").touch(exist_ok=False)
                except FileExistsError:
                    continue
                os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.05)
        return super().embed_documents(texts)
