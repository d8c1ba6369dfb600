"""The catalogue: what the code takes for granted of every model in it."""

from __future__ import annotations

from assistant.models.files.catalogue import CATALOGUE, EARLIER
from assistant.models.files.hub import HubFile


def test_the_catalogue_can_be_trusted_by_the_code() -> None:
    names = [entry.name for entry in CATALOGUE]
    assert len({*names, *EARLIER, "default"}) == len(names) + len(EARLIER) + 1
    for entry in CATALOGUE:
        assert HubFile.parse(f"{entry.repo}/m.gguf") == HubFile(entry.repo, "m.gguf")
        assert entry.memory_bytes > entry.size_bytes > 300_000_000
        assert 0 < entry.active_weights <= entry.weights


def test_every_entry_says_what_a_person_chooses_by() -> None:
    for entry in CATALOGUE:
        assert entry.languages and entry.licence and entry.note.endswith("."), entry.name
        assert entry.quantizations and entry.context_tokens >= 8192
        # Four to nine bits for each of its parameters, which is what the quantizations say.
        bits = 8 * entry.size_bytes / entry.weights
        assert 4 <= bits <= 9, f"{entry.name}: {bits:.1f} bits a parameter"


def test_names_of_earlier_versions_are_files_of_a_repository() -> None:
    for file in EARLIER.values():
        assert HubFile.parse(f"{file.repo}/{file.path}") == file
