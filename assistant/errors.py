"""What can go wrong because of what a user handed over, as one tree.

AssistantError
├── SourceError            a file, URL or id cannot be read
│   ├── SourceNotFound     nothing is there
│   ├── AddressRefused     an address that is not fetched: not http(s), or a private network
│   ├── FetchError         an address could not be fetched: no connection, too slow, too large
│   ├── UnknownFormat      no reader for this type of file
│   ├── EmptySource        it was read, and holds no text
│   ├── EncryptedSource    it needs a password
│   └── UnreadableSource   it is damaged, or reading it took too long
├── LibraryError           the library folder cannot be used
│   ├── LibraryNotWritable read-only, or the disk is full
│   ├── LibraryTooNew      made by a newer version of this program
│   └── LibraryBusy        another process is writing to it
├── ClusterError           the Ray cluster cannot be used
├── UnknownName            no survey, aspect, field or model of this name (says the nearest)
├── ModelError             the language model cannot be used
│   ├── ModelNotFound      no file there, or it is not a GGUF file
│   ├── ModelCrashed       the model process died
│   ├── ModelTimeout       the model did not finish in time
│   ├── PromptTooLong      the prompt does not fit the model's context
│   └── GrammarError       a grammar or JSON schema cannot be compiled
├── DownloadError          a model could not be fetched or verified
└── ServeError             the web app cannot start (port in use, …)

Every message says what, which value, and what to do next. Anything else that escapes from the
public API is a bug.
"""

from __future__ import annotations

from pathlib import Path

from assistant.messages import Message, Value


class AssistantError(Exception):
    """The base of every error that a user's input or machine can cause.

    It is raised with a template and its values, or with a message that is ready, so that it can be
    shown in other languages.

    >>> str(SourceNotFound("No file at '{path}'.", path="a.pdf"))
    "No file at 'a.pdf'."
    """

    def __init__(self, template: str = "", **values: Value | Path) -> None:
        """Keep the message; ``template`` has a ``{name}`` for each of ``values``."""
        ready = isinstance(template, Message) and not values
        self.message = template if ready else Message(template, **values)
        super().__init__(self.message)


class SourceError(AssistantError):
    """A source cannot be read."""


class SourceNotFound(SourceError):
    """There is nothing at this path or address."""


class AddressRefused(SourceError):
    """An address that is not fetched: not http(s), or on this machine's own network."""


class FetchError(SourceError):
    """An address could not be fetched: no connection, a refusal, too slow or too large."""


class UnknownFormat(SourceError):
    """No reader knows this type of file."""


class EmptySource(SourceError):
    """The source was read and holds no text."""


class EncryptedSource(SourceError):
    """The source needs a password, or a different one."""


class UnreadableSource(SourceError):
    """The source is damaged, or reading it took too long."""


class LibraryError(AssistantError):
    """The library folder cannot be used."""


class LibraryNotWritable(LibraryError):
    """The library cannot be written: read-only, or the disk is full."""


class LibraryTooNew(LibraryError):
    """The library was made by a newer version of this program."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class ClusterError(AssistantError):
    """The Ray cluster that sources are to be read on cannot be used."""


class UnknownName(AssistantError):
    """A name matches nothing; the message lists the nearest."""


class ModelError(AssistantError):
    """The language model cannot be used."""


class ModelNotFound(ModelError):
    """There is no model file there, or it is not a GGUF file."""


class ModelCrashed(ModelError):
    """The model process died; the next call starts a new one."""


class ModelTimeout(ModelError):
    """The model did not finish in time."""


class PromptTooLong(ModelError):
    """The prompt does not fit the model's context."""


class GrammarError(ModelError):
    """A grammar or a JSON schema cannot be compiled."""


class DownloadError(AssistantError):
    """A model could not be fetched or verified."""


class ServeError(AssistantError):
    """The web app cannot start."""
