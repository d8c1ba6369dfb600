"""An adapter of low rank on a loaded chat model, put on and off between requests."""

from __future__ import annotations

import ctypes
from typing import Any

import llama_cpp


class Adapter:
    """The adapter in a GGUF file for a ``model`` in a ``context`` of llama.cpp's; off at first."""

    def __init__(self, model: Any, context: Any, path: str) -> None:
        self._context = context
        self._loaded = llama_cpp.llama_adapter_lora_init(model, path.encode())
        if not self._loaded:
            raise ValueError(f"{path} is no adapter for this model")
        self._on = False

    def switch(self, on: bool) -> bool:
        """Put it on or off; whether that changed anything."""
        if on == self._on:
            return False
        count = int(on)
        loaded = (llama_cpp.llama_adapter_lora_p_ctypes * count)(*[self._loaded][:count])
        scales = (ctypes.c_float * count)(*[1.0][:count])
        code = llama_cpp.llama_set_adapters_lora(self._context, loaded, count, scales)
        if code:
            raise RuntimeError(f"llama.cpp could not switch the adapter (code {code})")
        self._on = on
        return True
