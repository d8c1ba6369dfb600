"""A GGUF file with other weights: ``python -m assistant.models.llama.quantize FROM TO TYPE``.

llama.cpp does it with native code, which can end a process, so it has one of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from assistant.errors import ModelError

# Types of weights, each with llama.cpp's number (``llama_ftype``).
TYPES = {"Q8_0": 7, "Q4_0": 2}
# Seconds; a model of 8 GB takes some two minutes on two cores.
LIMIT = 900.0


def quantize(source: Path, target: Path, quantization: str) -> None:
    """Write ``target``, the model of ``source`` with weights of a type of ``TYPES``.

    Weights that are quantized already are unpacked first. Raises ``ModelError`` where llama.cpp
    cannot do it; ``target`` may then be there in part.
    """
    import llama_cpp

    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = TYPES[quantization]
    params.allow_requantize = True
    code = llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), params)
    if code:
        raise ModelError(
            "llama.cpp could not write {name} as {weights} (code {code}).",
            name=source.name,
            weights=quantization,
            code=code,
        )


def quantize_in_child(source: Path, target: Path, quantization: str) -> None:
    """As ``quantize``, in a process of its own; raises ``ModelError`` where that dies, too."""
    command = [sys.executable, "-m", __name__, str(source), str(target), quantization]
    search = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": search},
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ModelError(
            "llama.cpp did not write {name} within {seconds} s.",
            name=target.name,
            seconds=f"{LIMIT:.0f}",
        ) from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        why = said[-1] if said else f"exit status {done.returncode}"
        raise ModelError(
            "{name} could not be written as {weights}: {why}",
            name=source.name,
            weights=quantization,
            why=why,
        )


def main() -> int:
    """Write one file; 1 with one line on standard error where that fails."""
    source, target, quantization = sys.argv[1:4]
    try:
        quantize(Path(source), Path(target), quantization)
    except ModelError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
