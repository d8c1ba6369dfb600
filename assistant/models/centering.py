"""Vectors without what all texts of a language share, so that a cosine tells how alike they are.

multilingual-e5-small gives any two texts a cosine of 0.7 and more, and two texts of one language a
higher one than a question and its answer in another: most of a vector says which language it is
in. So the mean vector of the language, times ``share``, is taken off (Libovický, Rosa and Fraser,
2020, "On the Language Neutrality of Pre-trained Multilingual Representations").

``language_means.json`` is written by ``python -m evals.calibration.means``, which also measures
what it gives.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vectorstore.analyzer import script_of
from vectorstore.embedding import Role, normalise

FILE = Path(__file__).with_name("language_means.json")
# Latin script, and whatever else ``script_of`` does not name.
OTHER_SCRIPTS = "en"


@dataclass(frozen=True)
class LanguageMeans:
    """Mean unit vectors by language and role, float32, shape (dimension,), and their share.

    ``digest`` changes whenever they do.
    """

    share: float
    means: Mapping[tuple[str, Role], np.ndarray]
    digest: str

    def centre(self, vectors: np.ndarray, text: str, role: Role) -> np.ndarray:
        """Unit vectors of a text and its parts without the mean of its language, shape kept.

        A row of zeros, a part that was cut off, stays.
        """
        language = script_of(text) or OTHER_SCRIPTS
        mean = self.means.get((language, role))
        if mean is None:  # a language without a mean of its own
            mean = self._overall(role)
        there = vectors.any(axis=1, keepdims=True)
        return normalise(np.where(there, vectors - self.share * mean, 0.0)).astype(np.float32)

    def _overall(self, role: Role) -> np.ndarray:
        found = [mean for (_, its), mean in self.means.items() if its == role]
        overall: np.ndarray = np.mean(found, axis=0)
        return overall


def language_means(values: str) -> LanguageMeans:
    """The means in a JSON text of the form of ``FILE``."""
    record = json.loads(values)
    means: dict[tuple[str, Role], np.ndarray] = {}
    for language, by_role in record["languages"].items():
        for role, mean in by_role.items():
            means[language, role] = np.asarray(mean, np.float32)
    return LanguageMeans(record["share"], means, hashlib.sha256(values.encode()).hexdigest()[:8])


@functools.cache
def shipped_means() -> LanguageMeans:
    """The means of multilingual-e5-small that come with the program."""
    return language_means(FILE.read_text(encoding="utf-8"))


def centred(
    vectors: Sequence[np.ndarray], texts: Sequence[Sequence[str]], role: Role
) -> list[np.ndarray]:
    """For each text, given as its parts, the centred vectors of it and of its parts."""
    means = shipped_means()
    return [
        means.centre(rows, " ".join(parts), role)
        for rows, parts in zip(vectors, texts, strict=True)
    ]
