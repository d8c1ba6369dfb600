"""Which of a repository's files is a model in the quantization that is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A file in several pieces; the first names all of them.
_PIECE = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)
# Parts of a model for pictures and sound, drafts of one, and what was measured to make one.
_NO_MODEL = ("mmproj", "imatrix", "mtp", "draft")


def choose_variant(names: Sequence[str], quantizations: Sequence[str]) -> str | None:
    """The path of the file in the first of the quantizations that there is; None without.

    Files in the repository's own folder go before those in folders, short names before long ones.
    Files in several pieces are not taken.

    >>> choose_variant(["m-Q8_0.gguf", "m-Q4_K_M.gguf", "mmproj-Q4_K_M.gguf"], ["Q4_K_M"])
    'm-Q4_K_M.gguf'
    >>> choose_variant(["m-Q4_K_M-00001-of-00002.gguf"], ["Q4_K_M"]) is None
    True
    """
    models = [name for name in names if _is_model(name)]
    for wanted in quantizations:
        pattern = re.compile(rf"(?<![a-z0-9_]){re.escape(wanted)}(?![a-z0-9_])", re.IGNORECASE)
        fitting = [name for name in models if pattern.search(name.rsplit("/", 1)[-1])]
        if fitting:
            return min(fitting, key=lambda name: (name.count("/"), len(name), name))
    return None


def _is_model(name: str) -> bool:
    file = name.rsplit("/", 1)[-1].lower()
    words = re.split(r"[^a-z0-9]+", file)
    return file.endswith(".gguf") and not _PIECE.search(file) and not set(words) & set(_NO_MODEL)
