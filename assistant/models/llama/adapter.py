"""An adapter of low rank on a loaded chat model, put on and off between requests."""

from __future__ import annotations

import ctypes

import llama_cpp


class Adapter:
    """The adapter in a GGUF file; off until it is switched on."""

    def __init__(self, llama: llama_cpp.Llama, path: str) -> None:
        self._context = llama._ctx.ctx
        self._loaded = llama_cpp.llama_adapter_lora_init(llama._model.model, path.encode())
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
