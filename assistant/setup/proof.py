"""Whether the llama.cpp that was built works: it generates, in a process of its own.

Standard library only; the process runs in ``.venv``.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

TIMEOUT = 180  # seconds; a build that works takes three

# A prompt of some 300 tokens, because short ones never reach the kernels for whole batches. It
# repeats one sentence, so that any working model, however small, goes on with that sentence.
_SCRIPT = """
import sys
import llama_cpp
from assistant.models.files.resolve import default_chat_model
from assistant.settings import Settings
model = llama_cpp.Llama(str(default_chat_model(Settings.from_environment())), n_ctx=1024,
                        n_batch=512, n_ubatch=512, seed=1, verbose=False)
sentence = "The two authors wrote their survey of the field in the spring of that year."
prompt = " ".join([sentence] * 18)
assert len(model.tokenize(prompt.encode())) > 280
text = model(prompt, max_tokens=12, temperature=0.0)["choices"][0]["text"]
if not text.strip().startswith(sentence[:20]):
    sys.exit(f"it generates nonsense: {text!r}")
"""


def prove(python: Path, root: Path) -> str | None:
    """Generate with the default model in a child process; returns why it failed, or None."""
    try:
        done = subprocess.run(
            [str(python), "-c", _SCRIPT],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it did not finish in {TIMEOUT} seconds"
    if done.returncode == 0:
        return None
    if done.returncode < 0:
        return f"it died of signal {-done.returncode}"
    said = done.stderr.strip().splitlines()
    return said[-1] if said else f"it ended with status {done.returncode}"
