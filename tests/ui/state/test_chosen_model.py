"""The chosen model: only one that is on this machine and runs inside the app."""

from __future__ import annotations

import json

import pytest

from assistant.errors import ModelError
from assistant.library import Library
from assistant.ui.state.chosen_model import SETTING, restore_model, use_model


def test_a_model_outside_the_app_cannot_be_exchanged(library: Library) -> None:
    with pytest.raises(ModelError, match="outside this app"):
        use_model(library, "default")
    assert library.kept(SETTING) is None


def test_restoring_what_is_gone_changes_nothing(library: Library) -> None:
    before = library.chat_model
    restore_model(library)
    library.keep(SETTING, "setting", json.dumps({"name": "no-such-model"}))
    restore_model(library)
    assert library.chat_model is before
