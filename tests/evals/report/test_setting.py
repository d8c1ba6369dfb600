"""What a run ran on."""

from __future__ import annotations

import pytest

import prompts
from assistant.settings import Settings
from evals.report.setting import PACKAGES, processor, setting


@pytest.mark.model
def test_a_run_names_its_model_embedder_prompts_and_machine(real_settings: Settings) -> None:
    found = setting(real_settings, "python -m evals")
    assert found.model.endswith(" MB)") and ".gguf" in found.model
    assert found.embedder.endswith(".gguf")
    assert found.prompts == prompts.digests()
    assert processor() in found.machine and "cores" in found.machine
    assert set(found.packages) == set(PACKAGES)
    assert found.settings["evidence_tokens"] == real_settings.evidence_tokens
    assert found.command == "python -m evals"
