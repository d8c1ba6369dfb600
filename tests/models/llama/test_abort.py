"""The flag that stops llama.cpp."""

from __future__ import annotations

import ctypes
import time

import llama_cpp

from assistant.models.llama.abort import Abort


def test_the_flag_that_stops_llama_cpp_is_read_without_python() -> None:
    """``strlen`` of the flag's text is the callback's answer."""
    abort = Abort()
    held: list[tuple[ctypes.c_void_p, int]] = []

    def is_set() -> bool:
        ((callback, data),) = held
        function = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)(callback.value)  # type: ignore[arg-type]
        return bool(function(data))

    original = llama_cpp.llama_set_abort_callback
    llama_cpp.llama_set_abort_callback = lambda _, call, data: held.append(
        (ctypes.cast(call, ctypes.c_void_p), data)
    )
    try:
        abort.install(None)
    finally:
        llama_cpp.llama_set_abort_callback = original
    abort.start(60.0)
    assert not is_set() and abort.reason == ""
    abort.set("stopped")
    abort.set("timeout")
    assert is_set() and abort.reason == "stopped", "the first reason stays"
    abort.start(0.05)
    assert not is_set()
    time.sleep(0.3)
    assert is_set() and abort.reason == "timeout"
    abort.finish()
