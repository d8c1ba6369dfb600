"""The catalogue: what the code takes for granted of every model in it."""

from __future__ import annotations

from assistant.models.files.catalogue import CATALOGUE
from assistant.models.files.hub import HubFile


def test_the_catalogue_can_be_trusted_by_the_code() -> None:
    names = [entry.name for entry in CATALOGUE]
    files = [entry.file for entry in CATALOGUE]
    assert len(set(names)) == len(names) and len(set(files)) == len(files)
    for entry in CATALOGUE:
        assert HubFile.parse(f"{entry.repo}/{entry.file}") == HubFile(entry.repo, entry.file)
        assert entry.memory_bytes > entry.size_bytes > 300_000_000
        assert "-of-" not in entry.file and entry.name != "default"


def test_every_entry_says_what_a_person_chooses_by() -> None:
    for entry in CATALOGUE:
        assert entry.languages and entry.licence and entry.note.endswith("."), entry.name
        assert entry.parameters.endswith("B") and float(entry.parameters[:-1]) > 0
        # Four to nine bits for each of its parameters, which is what the file names say.
        bits = 8 * entry.size_bytes / (float(entry.parameters[:-1]) * 1e9)
        assert 4 <= bits <= 9, f"{entry.name}: {bits:.1f} bits a parameter"
