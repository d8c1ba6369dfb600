"""Model files: where they are, what they are, and how to get more of them.

The default models come from the Python package index (``defaults``); larger ones are pulled from
the Hugging Face hub (``hub``).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

from assistant.errors import ModelNotFound, UnknownName
from assistant.messages import Message
from assistant.models.files.catalogue import CATALOGUE, EARLIER, CatalogueModel
from assistant.models.files.checksum import is_stamped
from assistant.models.files.defaults import (
    CHAT_FILE,
    EMBEDDING_FILE,
    MODEL_FILES,
    default_chat_model,
    default_embedding_model,
    install_defaults,
)
from assistant.models.files.gguf import GGUFInfo, check_gguf
from assistant.models.files.hub import HubFile, download, resolve_file
from assistant.models.files.pulled import note_pulled, pulled_files
from assistant.models.files.variants import choose_variant
from assistant.models.files.weights import kept_weights, original_path
from assistant.settings import FASTEST_WEIGHTS, SHIPPED_WEIGHTS, Settings

__all__ = [
    "CATALOGUE",
    "CHAT_FILE",
    "EMBEDDING_FILE",
    "MODEL_FILES",
    "CatalogueModel",
    "GGUFInfo",
    "catalogue_files",
    "check_gguf",
    "default_chat_model",
    "default_embedding_model",
    "doubts",
    "file_here",
    "find",
    "install_defaults",
    "pull",
]


def find(model: str | None, settings: Settings) -> Path:
    """The file of a model: the default (None), a path, or a name in the catalogue.

    ``owner/repo/file.gguf`` and a bare file name mean the file that ``pull`` left in the models
    folder. Where other weights of such a model were chosen for this machine, the file is theirs;
    a path is taken as it is. Raises ``ModelNotFound`` when the file is not there, ``UnknownName``
    when nothing is called ``model``.
    """
    if model is not None and model != "default" and (path := Path(model).expanduser()).is_file():
        return path
    return _weights(_file_that_came(model, settings), settings)


def _weights(path: Path, settings: Settings) -> Path:
    """The file with the weights that the settings want."""
    if settings.weights == SHIPPED_WEIGHTS:
        return path
    if settings.weights == FASTEST_WEIGHTS:
        return kept_weights(path)
    raise UnknownName(
        "There are no weights {name}. SURVEY_ASSISTANT_WEIGHTS can be {fastest} or {shipped}.",
        name=repr(settings.weights),
        fastest=FASTEST_WEIGHTS,
        shipped=SHIPPED_WEIGHTS,
    )


def _file_that_came(model: str | None, settings: Settings) -> Path:
    if model is None or model == "default":
        return default_chat_model(settings)
    path = Path(model).expanduser()
    folder = settings.models_folder
    if model in EARLIER:
        return _pulled_path(folder / EARLIER[model].name, model)
    for entry in CATALOGUE:
        if entry.name == model:
            return _pulled_path(folder / (file_here(entry, folder) or f"{model}.gguf"), model)
    if not model.lower().endswith(".gguf"):
        raise _unknown(model)
    if not path.is_absolute() and HubFile.parse(model) is not None:
        return _pulled_path(folder / path.name, model)
    in_folder = folder / path.name
    if path.name == model and in_folder.is_file():
        return in_folder
    raise ModelNotFound(
        "No model file at {path}. Give the path of a GGUF file, or a name from 'survey-assistant "
        "models list'.",
        path=path,
    )


def doubts(path: Path, settings: Settings) -> str:
    """What speaks against trusting a model file, in one sentence; empty for those we know.

    Known are the default models and those of the catalogue, as they were fetched and verified.
    """
    known = {*MODEL_FILES, *catalogue_files(settings.models_folder)}
    here = path.resolve().parent == settings.models_folder.resolve()
    if here and original_path(path).name in known and is_stamped(path):
        return ""
    where = (
        "was not fetched by survey-assistant"
        if not (here and is_stamped(path))
        else ("comes from a repository that survey-assistant does not know")
    )
    return (
        f"{path} {where}: llama.cpp reads it with native code, in a process of its own. Use it "
        "only if you trust where it is from."
    )


def file_here(entry: CatalogueModel, folder: Path) -> str | None:
    """The name of an entry's file in a models folder: as it was pulled, or under its usual name."""
    stem = entry.repo.rsplit("/", 1)[-1].removesuffix("-GGUF")
    usual = [path.name for path in folder.glob(f"{stem}*.gguf")]
    return pulled_files(folder).get(entry.name) or choose_variant(usual, entry.quantizations)


def catalogue_files(folder: Path) -> set[str]:
    """Names of the files in a models folder that are models of the catalogue, or were once."""
    here = {name for entry in CATALOGUE if (name := file_here(entry, folder))}
    return here | {file.name for file in EARLIER.values()}


def _pulled_path(path: Path, name: str) -> Path:
    if not path.is_file():
        raise ModelNotFound(
            "The model {name} is not here yet ({path}). Run 'survey-assistant models pull {name}'.",
            name=name,
            path=path,
        )
    return path


def _unknown(model: str) -> UnknownName:
    names = [entry.name for entry in CATALOGUE]
    near = difflib.get_close_matches(model.lower(), names, n=3, cutoff=0.4)
    return UnknownName(
        "There is no model called {name}. {near}'survey-assistant models list' shows them all; a "
        "path to a GGUF file works too.",
        name=repr(model),
        near=Message("The nearest: {near}. ", near=", ".join(near)) if near else "",
    )


def pull(
    name: str,
    settings: Settings,
    report: Callable[[str], None],
    *,
    endpoint: str | None = None,
) -> Path:
    """Fetch a model from the Hugging Face hub and check it against the hub's own record.

    ``name`` is a name in the catalogue, ``owner/repo/file.gguf``, or ``default``. An interrupted
    download goes on where it stopped; what is cut short or altered never reaches the models folder.
    ``endpoint`` is another hub, such as a mirror. Raises ``DownloadError`` when the model cannot be
    fetched or is not what the hub says, ``UnknownName`` when nothing is called ``name``.
    """
    if name == "default":
        install_defaults(settings, report)
        return default_chat_model(settings)
    folder = settings.models_folder
    for entry in CATALOGUE:
        if entry.name == name:
            file = resolve_file(entry.repo, entry.quantizations, endpoint=endpoint)
            report(f"{name} is {file.repo}/{file.path}.")
            path = download(file, folder, report, endpoint=endpoint)
            note_pulled(folder, name, path.name)
            return path
    if name in EARLIER:
        return download(EARLIER[name], folder, report, endpoint=endpoint)
    parsed = HubFile.parse(name)
    if parsed is None:
        raise _unknown(name)
    path = download(parsed, folder, report, endpoint=endpoint)
    if doubt := doubts(path, settings):
        report(f"Note: {doubt}")
    return path
