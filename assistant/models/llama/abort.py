"""The flag that stops llama.cpp at its next step."""

from __future__ import annotations

import ctypes
import threading
from typing import Any, Literal

import llama_cpp


class Abort:
    """A flag that llama.cpp reads between the nodes of its graph, at no cost.

    llama.cpp calls ``bool callback(void *data)`` hundreds of times a token, so that a Python
    callback would cost a third of the speed. ``strlen`` of the C library has the right shape: it
    is 0 for an empty string and 1 for a string of one character, and the data is that string.
    """

    def __init__(self) -> None:
        self._text = ctypes.create_string_buffer(2)
        self._strlen = ctypes.cast(ctypes.CDLL(None).strlen, ctypes.c_void_p)
        self.reason: Literal["", "stopped", "timeout"] = ""
        self._timer: threading.Timer | None = None

    def install(self, context: Any) -> None:
        """Make a llama.cpp context look at this flag."""
        callback = ctypes.cast(self._strlen, llama_cpp.ggml_abort_callback)
        llama_cpp.llama_set_abort_callback(context, callback, ctypes.addressof(self._text))

    def set(self, reason: Literal["stopped", "timeout"]) -> None:
        """Stop the call that runs at its next step; ``reason`` says why."""
        self.reason = self.reason or reason
        self._text[0] = b"\x01"

    def start(self, timeout: float) -> None:
        """Clear the flag, to be set again after ``timeout`` seconds."""
        self.finish()
        self.reason = ""
        self._text[0] = b"\x00"
        self._timer = threading.Timer(timeout, self.set, ("timeout",))
        self._timer.daemon = True
        self._timer.start()

    def finish(self) -> None:
        """Take back the timer of the call that ended."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
