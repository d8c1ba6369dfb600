"""The two networks of PP-OCR in ONNX Runtime: the only door to that library.

A detector marks where lines of text are, a recognizer reads one line. Both come from the wheel of
rapidocr, which is not installed: numpy is all that their input and output need.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from assistant.models.files.recognition import DETECTOR_FILE, RECOGNIZER_FILE

_INPUT = "x"
_ONLY_ERRORS = 3
_CHANNELS = 3
_MOST_THREADS = 4


@dataclass(frozen=True)
class Networks:
    """Both networks, loaded from a folder; they use ``threads`` cores."""

    folder: Path
    threads: int

    @classmethod
    def of(cls, folder: Path) -> Networks:
        """The networks in a folder, on the cores that this process may use, at most four."""
        there = hasattr(os, "sched_getaffinity")
        cores = len(os.sched_getaffinity(0)) if there else os.cpu_count() or 1
        return cls(folder, min(cores, _MOST_THREADS))

    def likelihoods(self, image: np.ndarray) -> np.ndarray:
        """How likely each pixel lies within a line of text: float32 of the image's shape.

        ``image`` has the shape (height, width), grey levels from 0 to 255, and sides that are
        multiples of 32.
        """
        found: np.ndarray = self._detector.run(None, {_INPUT: _normal(image[None])})[0]
        likely: np.ndarray = found[0, 0]
        return likely

    def symbols(self, line: np.ndarray) -> np.ndarray:
        """The likelihood of each symbol at each step along a line: float32, (steps, symbols).

        ``line`` has the shape (48, width), grey levels from 0 to 255. Symbol 0 is none.
        """
        found: np.ndarray = self._recognizer.run(None, {_INPUT: _normal(line[None])})[0]
        steps: np.ndarray = found[0]
        return steps

    def load(self) -> None:
        """Load the recognizer, before several threads ask for it."""
        _ = self.characters

    @cached_property
    def characters(self) -> tuple[str, ...]:
        """What each symbol of the recognizer stands for; the first for nothing."""
        listed = self._recognizer.get_modelmeta().custom_metadata_map["character"]
        return ("", *listed.split("\n"), " ")

    @cached_property
    def _detector(self) -> Any:
        return _session(self.folder / DETECTOR_FILE, self.threads)

    @cached_property
    def _recognizer(self) -> Any:
        return _session(self.folder / RECOGNIZER_FILE, 1)  # lines are read side by side


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _ONLY_ERRORS
    # Threads that wait let others work: the app answers while a scan is read.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
    )


def _normal(images: np.ndarray) -> np.ndarray:
    """Grey levels as the networks take them: -1 to 1, in three channels."""
    levels = images.astype(np.float32) / 127.5 - 1
    return np.repeat(levels[:, None], _CHANNELS, axis=1)
