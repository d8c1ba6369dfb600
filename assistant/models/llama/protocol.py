"""How the app and the model process talk: a JSON header and raw bytes, with their lengths.

The app sends requests, one class each, named by ``op``; the process answers each with any number of
``Text`` and then the request's own reply or a ``Failure``. ``Stop`` has no answer.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, BinaryIO, ClassVar, Generic, Literal, TypedDict, TypeVar

Header = Mapping[str, Any]
# What went wrong: the prompt or the grammar was refused, time was up, it was stopped, or another.
Kind = Literal["prompt", "grammar", "timeout", "stopped", "failed"]
_HEAD = struct.Struct("<II")


class ProtocolError(Exception):
    """A message of a kind that this side does not know, or with fields that it does not have."""


class ChatMessage(TypedDict):
    """One message of a conversation; ``role`` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True)
class ModelFacts:
    """A chat model that was loaded; ``context`` in tokens, ``features`` are the processor's."""

    name: str
    context: int
    parameters: int
    has_template: bool
    features: str


@dataclass(frozen=True)
class EmbedderFacts:
    """An embedding model that was loaded, and the length of its vectors."""

    dimension: int


@dataclass(frozen=True)
class Usage:
    """Tokens and seconds of a generation so far; ``finish`` says why it ended."""

    prompt_tokens: int
    reused_tokens: int
    completion_tokens: int = 0
    first_token_seconds: float = 0.0
    finish: str = "length"


@dataclass(frozen=True)
class Vectors:
    """The shape of the float32 numbers that come as raw bytes."""

    shape: tuple[int, ...]


@dataclass(frozen=True)
class Counts:
    """How many tokens each text has."""

    counts: list[int]


@dataclass(frozen=True)
class Likelihoods:
    """For each text the log-probability, in nats, that it is the reply."""

    likelihoods: list[float]


# A sentence's logit, how likely it answers, start and end of the span in characters, its score.
SentenceNumbers = tuple[float, float, int, int, float, float]


@dataclass(frozen=True)
class Rankings:
    """For each passage the logit of no answer, and what is said of each of its sentences."""

    none: Sequence[float]
    sentences: Sequence[Sequence[SentenceNumbers]]


@dataclass(frozen=True)
class VerdictShares:
    """For each claim how likely it is supported, refuted, or neither."""

    shares: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Loaded:
    """What was asked for is loaded."""


Reply = TypeVar(
    "Reply",
    ModelFacts,
    EmbedderFacts,
    Usage,
    Vectors,
    Counts,
    Likelihoods,
    Rankings,
    VerdictShares,
    Loaded,
)


AnyReply = (
    ModelFacts
    | EmbedderFacts
    | Usage
    | Vectors
    | Counts
    | Likelihoods
    | Rankings
    | VerdictShares
    | Loaded
)


class Request(Generic[Reply]):
    """What the app asks for; ``reply`` is the class of the last message that it gets."""

    op: ClassVar[str]
    reply: type[Reply]


@dataclass(frozen=True)
class LoadChat(Request[ModelFacts]):
    """Load the chat model in a file, with an ``adapter`` for it; ``context`` in tokens."""

    op: ClassVar[str] = "load_chat"
    reply = ModelFacts
    path: str
    context: int
    threads: int
    adapter: str | None = None


@dataclass(frozen=True)
class LoadEmbedder(Request[EmbedderFacts]):
    """Load the embedding model in a file; ``vocabulary`` is where its tokenizer lies apart."""

    op: ClassVar[str] = "load_embedder"
    reply = EmbedderFacts
    path: str
    threads: int
    vocabulary: str | None = None


@dataclass(frozen=True)
class Chat(Request[Usage]):
    """Go on with a conversation; without ``max_tokens`` until the context is full.

    With the model as it was tuned where it is ``adapted``, else as it came.
    """

    op: ClassVar[str] = "chat"
    reply = Usage
    messages: Sequence[ChatMessage]
    max_tokens: int | None = None
    temperature: float = 0.0
    top_p: float = 0.95
    repeat_penalty: float = 1.0
    seed: int | None = None
    stop: Sequence[str] = field(default_factory=tuple)
    grammar: str | None = None
    json_schema: Mapping[str, object] | None = None
    adapted: bool = False


@dataclass(frozen=True)
class Embed(Request[Vectors]):
    """Make vectors of texts, each given as its parts, for what they are: questions or passages."""

    op: ClassVar[str] = "embed"
    reply = Vectors
    texts: Sequence[Sequence[str]]
    role: Literal["query", "passage"] = "passage"


@dataclass(frozen=True)
class Count(Request[Counts]):
    """Count the tokens of texts."""

    op: ClassVar[str] = "count"
    reply = Counts
    texts: Sequence[str]


@dataclass(frozen=True)
class Score(Request[Likelihoods]):
    """Say how likely each text is as the reply to a conversation."""

    op: ClassVar[str] = "likelihoods"
    reply = Likelihoods
    messages: Sequence[ChatMessage]
    texts: Sequence[str]


@dataclass(frozen=True)
class LoadEvidence(Request[Loaded]):
    """Load evidence models; the files of their bases are in ``folder``."""

    op: ClassVar[str] = "load_evidence"
    reply = Loaded
    paths: Sequence[str]
    folder: str
    threads: int


@dataclass(frozen=True)
class Rank(Request[Rankings]):
    """Score the sentences of passages for a question."""

    op: ClassVar[str] = "rank"
    reply = Rankings
    question: str
    passages: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Verify(Request[VerdictShares]):
    """Say how likely claims are supported, each given with the sentences of its evidence."""

    op: ClassVar[str] = "verify"
    reply = VerdictShares
    claims: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Stop:
    """Stop the request of this number, whether its turn has come or not."""

    op: ClassVar[str] = "stop"
    target: int


AnyRequest = (
    LoadChat | LoadEmbedder | LoadEvidence | Chat | Embed | Count | Score | Rank | Verify | Stop
)
_REQUESTS: Mapping[str, type[AnyRequest]] = {
    kind.op: kind
    for kind in (
        LoadChat,
        LoadEmbedder,
        LoadEvidence,
        Chat,
        Embed,
        Count,
        Score,
        Rank,
        Verify,
        Stop,
    )
}


@dataclass(frozen=True)
class Text:
    """A piece of a model's text, with the usage so far."""

    text: str
    usage: Usage


@dataclass(frozen=True)
class Failure:
    """A request that could not be done, and why."""

    kind: Kind
    text: str


def request_header(
    number: int, request: Request[Any] | Stop, timeout: float | None = None
) -> Header:
    """A request as it is sent; ``timeout`` in seconds."""
    limit = {} if timeout is None else {"timeout": timeout}
    return {"id": number, "op": request.op, **limit, **_values(request)}


def read_request(header: Header) -> AnyRequest:
    """The request in a header; ProtocolError names one that is not known."""
    kind = _REQUESTS.get(header.get("op", ""))
    if kind is None:
        raise ProtocolError(f"unknown request {header.get('op')!r}")
    return _made(kind, header, ("id", "op", "timeout"))


def event_header(number: int, event: Text | Failure | AnyReply) -> Header:
    """An answer to the request of this number as it is sent."""
    if isinstance(event, Text):
        return {"id": number, "event": "text", "text": event.text, **_values(event.usage)}
    name = "error" if isinstance(event, Failure) else "done"
    return {"id": number, "event": name, **_values(event)}


def read_event(header: Header, reply: type[Reply]) -> Text | Failure | Reply:
    """The answer in a header, to a request whose last one is ``reply``."""
    name = header.get("event")
    if name == "text":
        return Text(header["text"], _made(Usage, header, ("id", "event", "text")))
    if name == "error":
        return _made(Failure, header, ("id", "event"))
    if name == "done":
        return _made(reply, header, ("id", "event"))
    raise ProtocolError(f"unknown event {name!r}")


Made = TypeVar("Made")


def _made(kind: type[Made], header: Header, envelope: Sequence[str]) -> Made:
    given = {name: value for name, value in header.items() if name not in envelope}
    try:
        return kind(**given)
    except TypeError as error:
        raise ProtocolError(f"{kind.__name__} does not have these fields: {error}") from error


def _values(message: Any) -> dict[str, Any]:
    """The fields that are set: what is None is left out and is None on the other side too."""
    values = {item.name: getattr(message, item.name) for item in fields(message)}
    return {name: value for name, value in values.items() if value is not None}


def write_frame(stream: BinaryIO, message: Header, payload: bytes = b"") -> None:
    """Send one message with its bytes, at once."""
    header = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(_HEAD.pack(len(header), len(payload)) + header + payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[Header, bytes] | None:
    """The next message with its bytes; None at the end of the stream."""
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    header_length, payload_length = _HEAD.unpack(head)
    header = _exactly(stream, header_length)
    payload = _exactly(stream, payload_length)
    if header is None or payload is None:
        return None
    found: Header = json.loads(header.decode("utf-8", "surrogatepass"))
    return found, payload


def _exactly(stream: BinaryIO, length: int) -> bytes | None:
    parts = []
    while length:
        part = stream.read(length)
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
