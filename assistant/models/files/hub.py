"""GGUF files from the Hugging Face hub. The only module that knows ``huggingface_hub``.

``hf_hub_download`` starts a file again from its first byte when a new process calls it (since
version 2), which is no good for files of several GB on a home connection. So the library is asked
for what the hub knows of a file, and the bytes are fetched here, into a partial file named after
the SHA-256 it has to end up with.
"""

from __future__ import annotations

import difflib
import errno
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DownloadError, ModelNotFound
from assistant.messages import Message
from assistant.models.files.checksum import file_sha256, is_intact, put_in_place
from assistant.models.files.gguf import check_gguf
from assistant.models.files.variants import choose_variant

Report = Callable[[str], None]

_ATTEMPTS = 5  # connections in a row that bring no byte
_FIRST_PAUSE = 0.5  # seconds after the first of them; each pause is twice the one before
SPARE_BYTES = 100_000_000  # what a download leaves free on the disk
_TIMEOUT = 30.0
_REPORT_SECONDS = 2.0


@dataclass(frozen=True)
class HubFile:
    """A file on the hub: ``repo`` is ``owner/name``, ``path`` the file's path inside it."""

    repo: str
    path: str

    @classmethod
    def parse(cls, text: str) -> HubFile | None:
        """``owner/repo/file.gguf`` as a HubFile, or None when it is not of that form."""
        parts = text.split("/")
        odd = any(part in ("", ".", "..") or part != part.strip() for part in parts)
        if len(parts) < 3 or odd or "\\" in text or not text.lower().endswith(".gguf"):
            return None
        return cls("/".join(parts[:2]), "/".join(parts[2:]))

    @property
    def name(self) -> str:
        """The file's name without its repository."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class _Record:
    """What the hub says of one file."""

    revision: str
    size: int
    sha256: str


def download(file: HubFile, folder: Path, report: Report, *, endpoint: str | None = None) -> Path:
    """Put ``file`` into ``folder`` and return its path; does nothing when it is there and intact.

    Raises ``DownloadError``.
    """
    from filelock import FileLock

    target = folder / file.name
    with _map_errors(file, folder):
        record = _record(file, endpoint)
        if _is_here(target, record.sha256):
            report(f"{file.name} is already in {folder}.")
            return target
        partial = folder / ".partial" / f"{record.sha256}.gguf"
        partial.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{partial}.lock"):
            if not target.exists():
                _check_space(partial, record.size)
                _fetch(file, record, partial, report, endpoint)
                _verify(file, record, partial, report)
                put_in_place(partial, target, record.sha256)
    report(f"{file.name} is in {folder}.")
    return target


def resolve_file(
    repo: str, quantizations: Sequence[str], *, endpoint: str | None = None
) -> HubFile:
    """The file of a repository in the first of the quantizations that the hub has.

    Raises ``DownloadError``, which names what there is where none of them is.
    """
    from huggingface_hub import HfApi

    with _map_errors(HubFile(repo, ""), Path()):
        info = HfApi(endpoint=endpoint).model_info(repo, timeout=_TIMEOUT)
    names = [sibling.rfilename for sibling in info.siblings or []]
    if chosen := choose_variant(names, quantizations):
        return HubFile(repo, chosen)
    files = [name for name in names if name.lower().endswith(".gguf")]
    raise DownloadError(
        Message(
            "The repository {repo} has no model file in {wanted}. Its GGUF files: {files}. Pull "
            "one of them as {repo}/FILE.",
            repo=repo,
            wanted=" / ".join(quantizations),
            files=", ".join(files) or "–",
        )
    )


def _is_here(target: Path, sha256: str) -> bool:
    """Whether ``target`` is the file wanted; a different file of the same name is an error."""
    if not target.is_file():
        return False
    if is_intact(target, sha256) or file_sha256(target) == sha256:
        return True
    raise DownloadError(
        "{path} is there already and is a different file. Move or delete it, then pull again.",
        path=target,
    )


def _record(file: HubFile, endpoint: str | None) -> _Record:
    from huggingface_hub import HfApi

    info = HfApi(endpoint=endpoint).model_info(file.repo, files_metadata=True, timeout=_TIMEOUT)
    files = {sibling.rfilename: sibling for sibling in info.siblings or []}
    if file.path not in files:
        names = [name for name in files if name.lower().endswith(".gguf")]
        near = difflib.get_close_matches(file.path, names, n=3, cutoff=0.3)
        none = Message(
            "There is no file {path} in the repository {repo}.", path=file.path, repo=file.repo
        )
        raise DownloadError(
            Message("{what} The nearest: {near}.", what=none, near=", ".join(near))
            if near
            else none
        )
    entry = files[file.path]
    if entry.lfs is None or entry.size is None or info.sha is None:
        raise DownloadError(
            "The hub has no SHA-256 for {repo}/{path}, so it could not be checked. Choose another "
            "file.",
            repo=file.repo,
            path=file.path,
        )
    return _Record(info.sha, entry.size, entry.lfs.sha256)


def _check_space(partial: Path, size: int) -> None:
    free = shutil.disk_usage(partial.parent).free
    missing = size - _size(partial) + SPARE_BYTES
    if free < missing:
        raise DownloadError(
            "Not enough disk space in {folder}: {needed} MB are needed and {free} MB are free. "
            "Free some, or set SURVEY_ASSISTANT_HOME to a folder on another disk.",
            folder=partial.parent.parent,
            needed=f"{missing / 1e6:,.0f}",
            free=f"{free / 1e6:,.0f}",
        )


class _NoBytes(Exception):
    """A connection that brought nothing."""


def _fetch(
    file: HubFile, record: _Record, partial: Path, report: Report, endpoint: str | None
) -> None:
    """Bring ``partial`` to its full size, going on where an earlier attempt stopped."""
    from huggingface_hub import hf_hub_url
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

    url = hf_hub_url(file.repo, file.path, revision=record.revision, endpoint=endpoint)
    progress = _Progress(file.name, record.size, _size(partial), report)
    # Counted anew after each connection that brought something.
    attempts = Retrying(
        retry=retry_if_exception_type(_NoBytes),
        stop=stop_after_attempt(_ATTEMPTS),
        wait=wait_exponential(_FIRST_PAUSE),
        reraise=True,
    )
    try:
        while _size(partial) < record.size:
            attempts(_fetch_more, url, partial, progress)
    except _NoBytes as error:
        raise DownloadError(
            "The download of {name} stopped at {done} of {total} MB ({error}). Pull it again to go "
            "on from there.",
            name=file.name,
            done=f"{_size(partial) / 1e6:,.0f}",
            total=f"{record.size / 1e6:,.0f}",
            error=str(error),
        ) from error


def _fetch_more(url: str, partial: Path, progress: _Progress) -> None:
    """Fetch on from where ``partial`` ends, as far as the connection lasts."""
    from huggingface_hub.errors import HfHubHTTPError, HTTPError

    have = _size(partial)
    cause = "the connection was closed early"
    try:
        _fetch_rest(url, partial, have, progress)
    except HfHubHTTPError:
        raise
    except HTTPError as error:
        cause = str(error) or type(error).__name__
    if _size(partial) <= have:
        raise _NoBytes(cause)


def _size(partial: Path) -> int:
    return partial.stat().st_size if partial.exists() else 0


def _fetch_rest(url: str, partial: Path, have: int, progress: _Progress) -> None:
    """One request for the bytes after ``have``; what arrives is kept even if it is cut off."""
    from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

    headers = build_hf_headers()
    headers["Accept-Encoding"] = "identity"
    if have:
        headers["Range"] = f"bytes={have}-"
    request = get_session().stream(
        "GET", url, headers=headers, follow_redirects=True, timeout=_TIMEOUT
    )
    with request as response:
        hf_raise_for_status(response)
        resumed = response.status_code == 206
        with partial.open("ab" if resumed else "wb") as out:
            progress.have = have if resumed else 0
            # No chunk size: bytes that wait for a chunk to fill are lost when the line breaks.
            for chunk in response.iter_bytes():
                out.write(chunk)
                progress.add(len(chunk))


def _verify(file: HubFile, record: _Record, partial: Path, report: Report) -> None:
    """Delete ``partial`` and raise unless it is the file that the hub has on record."""
    report(f"Checking {file.name} …")
    found = file_sha256(partial)
    if found != record.sha256:
        partial.unlink()
        raise DownloadError(
            "{name} arrived damaged (SHA-256 {found}…, the hub says {stated}…) and was deleted. "
            "Pull it again.",
            name=file.name,
            found=found[:12],
            stated=record.sha256[:12],
        )
    try:
        check_gguf(partial)
    except ModelNotFound:
        partial.unlink()
        raise DownloadError(
            "{repo}/{path} is not a usable GGUF model, although it arrived whole. Choose another "
            "file.",
            repo=file.repo,
            path=file.path,
        ) from None


class _Progress:
    """Counts the bytes that arrive and reports every two seconds."""

    def __init__(self, name: str, size: int, have: int, report: Report) -> None:
        self.name, self.size, self.have, self.report = name, size, have, report
        self.fetched = 0
        self.start = self.last = time.monotonic()
        going_on = f", going on after {have / 1e6:,.0f} MB" if have else ""
        report(f"Fetching {name} ({size / 1e6:,.0f} MB{going_on}) …")

    def add(self, count: int) -> None:
        self.have += count
        self.fetched += count
        now = time.monotonic()
        if now - self.last < _REPORT_SECONDS:
            return
        self.last = now
        rate = self.fetched / (now - self.start)
        left = (self.size - self.have) / rate
        self.report(
            f"{self.name}: {self.have / 1e6:,.0f} of {self.size / 1e6:,.0f} MB "
            f"({100 * self.have / self.size:.0f} %), {rate / 1e6:.1f} MB/s, {left:,.0f} s left"
        )


@contextmanager
def _map_errors(file: HubFile, folder: Path) -> Iterator[None]:
    """Turn what the hub's library, the network and the disk raise into ``DownloadError``."""
    from huggingface_hub import errors

    try:
        yield
    except errors.GatedRepoError as error:
        raise DownloadError(
            "{repo} asks for its licence to be accepted: open https://huggingface.co/{repo}, "
            "accept it, set HF_TOKEN to your access token and pull again.",
            repo=file.repo,
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise DownloadError(
            "The hub has no repository {repo}, or it is private. Check the name; for a private one "
            "set HF_TOKEN.",
            repo=file.repo,
        ) from error
    except errors.HfHubHTTPError as error:
        status = error.response.status_code if error.response is not None else "an error"
        raise DownloadError(
            "The hub answered {status} for {repo}/{path}. Check the name, or try later.",
            status=status,
            repo=file.repo,
            path=file.path,
        ) from error
    except errors.HFValidationError as error:
        raise DownloadError(
            "{repo} is not a repository's name. Write owner/repo/file.gguf.", repo=repr(file.repo)
        ) from error
    except errors.HTTPError as error:
        raise DownloadError(
            "No connection to the Hugging Face hub for {repo} ({error}). Check the network or the "
            "proxy, or set HF_ENDPOINT to a mirror; any GGUF file on disk works too.",
            repo=file.repo,
            error=str(error),
        ) from error
    except errors.OfflineModeIsEnabled as error:
        raise DownloadError(
            "HF_HUB_OFFLINE is set, so nothing is fetched from the hub. Unset it and pull again."
        ) from error
    except OSError as error:
        full = error.errno == errno.ENOSPC
        what = "the disk is full" if full else error.strerror or str(error)
        raise DownloadError(
            "Cannot write {name} to {folder}: {reason}. Free some space or set "
            "SURVEY_ASSISTANT_HOME to another folder, then pull again to go on.",
            name=file.name,
            folder=folder,
            reason=what,
        ) from error
