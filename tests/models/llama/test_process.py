"""The process of the models: streaming, stopping, dying, grammars, embeddings."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import (
    GrammarError,
    ModelCrashed,
    ModelError,
    ModelTimeout,
    PromptTooLong,
)
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.files.defaults import EmbeddingModel
from assistant.models.llama.process import LlamaProcess
from assistant.models.llama.protocol import Chat, ChatMessage, Usage

pytestmark = pytest.mark.model
WORDS = "rivers carry sand and gravel from the hills down to a wide and quiet sea".split()


def filler(words: int, seed: int) -> str:
    """Text of about so many tokens that no prompt before it began with."""
    rng = np.random.default_rng(seed)
    return " ".join(rng.choice(WORDS, words))


def request(text: str, **options: Any) -> Chat:
    return Chat([ChatMessage(role="user", content=text)], **{"max_tokens": 24, **options})


def answer(process: LlamaProcess, text: str, **options: Any) -> tuple[str, Usage]:
    """The whole text and the last usage."""
    parts = list(process.chat(request(text, **options), 60.0))
    usage = parts[-1][1]
    assert usage is not None
    return "".join(part for part, _ in parts), usage


@pytest.fixture
def own(llama: LlamaProcess) -> Iterator[LlamaProcess]:
    """A process that a test may kill; the shared one is idle meanwhile."""
    process = LlamaProcess(llama.chat_model, llama.embedding_model, threads=2)
    yield process
    process.close()


def test_text_streams_in_pieces(llama: LlamaProcess) -> None:
    pieces = list(llama.chat(request("Write about the sea.", max_tokens=60), 60.0))
    texts = [text for text, _ in pieces if text]
    assert len(texts) > 2
    assert pieces[-1][0] == ""
    usage = pieces[-1][1]
    assert usage is not None
    assert usage.finish in ("stop", "length")
    assert 0 < usage.completion_tokens <= 60
    assert usage.prompt_tokens > 5


def test_the_same_request_gives_the_same_text(llama: LlamaProcess) -> None:
    first, _ = answer(llama, "Name three colours.")
    again, usage = answer(llama, "Name three colours.")
    assert first == again
    assert usage.reused_tokens > 0.8 * usage.prompt_tokens


def test_a_stop_text_ends_it_and_is_left_out(llama: LlamaProcess) -> None:
    whole, _ = answer(llama, "Count from one to ten.", max_tokens=40)
    stop = whole[len(whole) // 2 : len(whole) // 2 + 4]
    cut, usage = answer(llama, "Count from one to ten.", max_tokens=40, stop=[stop])
    assert cut == whole[: whole.index(stop)]
    assert usage.finish == "stop"


def test_closing_the_iterator_stops_the_model(llama: LlamaProcess) -> None:
    stream = llama.chat(request("Write a long story.", max_tokens=2000), 60.0)
    next(stream)
    started = time.monotonic()
    stream.close()
    assert time.monotonic() - started < 1.0
    assert answer(llama, "Say yes.")[1].completion_tokens > 0


def test_closing_the_iterator_stops_inside_a_long_prompt(llama: LlamaProcess) -> None:
    text = filler(3000, seed=1)
    assert llama.count_tokens(text) >= 2500
    stream = llama.chat(request(text), 60.0)
    started = time.monotonic()
    first, usage = next(stream)
    assert not first and usage is None, "the prompt was read before a chance came"
    stream.close()
    assert time.monotonic() - started < 1.0
    assert answer(llama, "Say yes.")[1].completion_tokens > 0


def test_many_quick_stops_leave_it_sound(llama: LlamaProcess) -> None:
    child = llama.process_id
    started = time.monotonic()
    for seed in range(12):
        stream = llama.chat(request(filler(40 * seed + 1, seed), max_tokens=500), 60.0)
        next(stream)
        stream.close()
    assert time.monotonic() - started < 12.0
    assert llama.process_id == child
    assert answer(llama, "Say yes.")[1].completion_tokens > 0


def test_an_interrupt_stops_it_at_any_moment(
    llama: LlamaProcess, request: pytest.FixtureRequest
) -> None:
    """Ctrl-C comes as an exception at any place; the model must be free again at once."""
    child = llama.process_id
    main = threading.main_thread().ident
    assert main is not None
    # Where tests run in the background of a shell, interrupts are ignored from the start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    for delay in (0.0, 0.002, 0.02, 0.2):
        timer = threading.Timer(delay, signal.pthread_kill, (main, signal.SIGINT))
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            timer.start()
            answer(llama, filler(2000, seed=int(delay * 1e6) + 50), max_tokens=1500)
        assert time.monotonic() - started < 3.0
    assert llama.process_id == child
    assert answer(llama, "Say yes.")[1].completion_tokens > 0


def test_a_timeout_is_a_clear_error(llama: LlamaProcess) -> None:
    child = llama.process_id
    with pytest.raises(ModelTimeout, match="SURVEY_ASSISTANT_ANSWER_TIMEOUT"):
        list(llama.chat(request(filler(2500, seed=2), max_tokens=1000), 0.3))
    assert llama.process_id == child, "it stopped by itself and need not be started anew"
    assert answer(llama, "Say yes.")[1].completion_tokens > 0


def test_a_kill_costs_one_answer(own: LlamaProcess) -> None:
    stream = own.chat(request("Write a long story.", max_tokens=2000), 60.0)
    next(stream)
    assert own.process_id is not None
    os.kill(own.process_id, signal.SIGKILL)
    with pytest.raises(ModelCrashed, match=r"signal 9.*starts a new one"):
        list(stream)
    assert answer(own, "Say yes.")[1].completion_tokens > 0


def test_a_kill_between_two_answers_costs_nothing(own: LlamaProcess) -> None:
    answer(own, "Say yes.")
    assert own.process_id is not None
    os.kill(own.process_id, signal.SIGKILL)
    time.sleep(0.2)
    assert answer(own, "Say yes.")[1].completion_tokens > 0


def test_three_deaths_in_a_row_give_advice(own: LlamaProcess) -> None:
    messages = []
    for _ in range(3):
        stream = own.chat(request("Write a long story.", max_tokens=2000), 60.0)
        next(stream)
        os.kill(own.process_id or 0, signal.SIGKILL)
        with pytest.raises(ModelCrashed) as caught:
            list(stream)
        messages.append(str(caught.value))
    assert "doctor" not in messages[0] + messages[1]
    assert "doctor" in messages[2]


def test_a_hung_process_is_ended(own: LlamaProcess) -> None:
    answer(own, "Say yes.")
    assert own.process_id is not None
    os.kill(own.process_id, signal.SIGSTOP)
    with pytest.raises(ModelTimeout):
        list(own.chat(request("Say yes."), 0.2))
    assert answer(own, "Say yes.")[1].completion_tokens > 0


def test_closing_ends_the_child(own: LlamaProcess) -> None:
    answer(own, "Say yes.")
    child = own.process_id
    assert child is not None
    own.close()
    assert own.process_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.parametrize("held", [False, True], ids=["alone", "pipe inherited"])
def test_the_child_ends_with_the_app(held: bool, llama: LlamaProcess) -> None:
    """A killed app must not leave a model process behind, even one that is reading a long prompt.

    The pipe that the child listens on may have been inherited by another process of the app's,
    which keeps it open.
    """
    code = (
        "import subprocess, sys, threading, time\nfrom pathlib import Path\n"
        "from assistant.models.llama.process import LlamaProcess\n"
        "process = LlamaProcess(Path(sys.argv[1]), None, threads=1)\nprocess.warm_up()\n"
        "from assistant.models.llama.protocol import Chat\n"
        "request = Chat([{'role': 'user', 'content': 'sea ' * 3500}], max_tokens=99)\n"
        "pieces = process.chat(request, 60)\nnext(pieces)\n"
        "held = process._child.stdin.fileno()\n"
        "other = subprocess.Popen(['sleep', '20'], pass_fds=[held] if sys.argv[2] else [])\n"
        "print(process.process_id, other.pid, flush=True)\ntime.sleep(60)\n"
    )
    arguments = [sys.executable, "-c", code, str(llama.chat_model), "held" if held else ""]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        child, other = map(int, app.stdout.readline().split())
        app.kill()
    try:
        for _ in range(50):
            if _ended(child):
                return
            time.sleep(0.1)
        pytest.fail("the model process outlived its app")
    finally:
        os.kill(other, signal.SIGKILL)


def _ended(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return True
    return state == "Z"


def test_a_grammar_is_obeyed(llama: LlamaProcess) -> None:
    text, _ = answer(llama, "Is water wet?", grammar='root ::= "maybe" | "perhaps"')
    assert text in ("maybe", "perhaps")


def test_a_json_schema_is_obeyed(llama: LlamaProcess) -> None:
    import json

    schema = {
        "type": "object",
        "properties": {"colour": {"enum": ["red", "blue"]}, "count": {"type": "integer"}},
        "required": ["colour", "count"],
    }
    text, _ = answer(llama, "A colour and a number.", json_schema=schema, max_tokens=80)
    value = json.loads(text)
    assert value["colour"] in ("red", "blue")
    assert isinstance(value["count"], int)


@pytest.mark.parametrize(
    "options",
    [
        {"grammar": 'root ::= "unclosed'},
        {"grammar": 'stem ::= "no root"'},
        {"grammar": "root ::= missing"},
        {"json_schema": {"type": "unheard-of"}},
        {"json_schema": {"$ref": "#/nowhere"}},
    ],
)
def test_a_broken_grammar_is_refused(llama: LlamaProcess, options: dict[str, Any]) -> None:
    child = llama.process_id
    with pytest.raises(GrammarError):
        answer(llama, "Say yes.", **options)
    assert answer(llama, "Say yes.")[1].completion_tokens > 0
    assert child is None or llama.process_id == child


def test_a_prompt_longer_than_the_context_is_refused(llama: LlamaProcess) -> None:
    with pytest.raises(PromptTooLong, match="SURVEY_ASSISTANT_CONTEXT_TOKENS"):
        answer(llama, filler(9000, seed=3))


def test_an_empty_prompt_is_answered_or_refused(llama: LlamaProcess) -> None:
    with contextlib.suppress(PromptTooLong):
        answer(llama, "")
    assert answer(llama, "Say yes.")[1].completion_tokens > 0


@pytest.mark.parametrize("token", ["<|im_end|>", "<|im_start|>", "<|endoftext|>"])
def test_control_tokens_in_a_text_are_read_as_text(llama: LlamaProcess, token: str) -> None:
    assert llama.count_tokens(token) > 1
    plain = answer(llama, "One two three.", max_tokens=1)[1].prompt_tokens
    marked = answer(llama, f"One two {token} three.", max_tokens=1)[1].prompt_tokens
    assert marked - plain > 1, "it became one control token"


def test_odd_characters_do_not_break_it(llama: LlamaProcess) -> None:
    text, _ = answer(llama, "\x00 \ud800 \U0001f600 对齐 \ue0000\ue001 say something")
    assert text


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fake.gguf"
    path.write_bytes(b"GGUF" + b"\x00" * 100)
    process = LlamaProcess(path, EmbeddingModel(path), threads=1)
    try:
        with pytest.raises(ModelError, match=str(path)):
            answer(process, "Hello")
        with pytest.raises(ModelError, match=str(path)):
            EngineEmbeddings(process).embed_query("Hello")
    finally:
        process.close()
    nothing = LlamaProcess(None, None)
    try:
        with pytest.raises(ModelError, match="make models"):
            nothing.count_tokens("Hello")
        with pytest.raises(ModelError, match="make models"):
            EngineEmbeddings(nothing).embed_query("Hello")
    finally:
        nothing.close()


def test_embeddings_are_unit_vectors_in_order(real_embeddings: EngineEmbeddings) -> None:
    texts = [filler(length, seed=length) for length in (3, 200, 1, 90, 12, 300, 40, 7) * 12]
    vectors = real_embeddings.embed_array(texts)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    alone = np.concatenate([real_embeddings.embed_array([text]) for text in texts[:8]])
    assert (np.sum(vectors[:8] * alone, axis=1) > 0.999).all()
    assert len({tuple(vector) for vector in np.round(vectors[:8], 3)}) == 8


def test_embeddings_of_odd_texts(real_embeddings: EngineEmbeddings) -> None:
    texts = ["", " ", "\x00", "\ud800", "对齐", "x" * 5000, filler(2000, seed=4)]
    vectors = real_embeddings.embed_array(texts)
    assert np.isfinite(vectors).all()
    assert real_embeddings.embed_array([]).shape[0] == 0
    # What stands beyond the model's length does not count.
    longer = real_embeddings.embed_array([texts[-1], texts[-1] + " and more words"])
    assert longer[0] @ longer[1] > 0.999


def test_chat_and_embeddings_from_many_threads(llama: LlamaProcess) -> None:
    failures: list[BaseException] = []
    done: list[str] = []

    def work(number: int) -> None:
        try:
            if number % 2:
                EngineEmbeddings(llama).embed_array([filler(30, number + i) for i in range(3)])
            else:
                answer(llama, f"Say {number}.", max_tokens=8)
            done.append(str(number))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert len(done) == 10


def test_an_unfinished_answer_does_not_block_the_next(llama: LlamaProcess) -> None:
    """Whoever asks while reading another answer waits for the model, not for the reader."""
    stream = llama.chat(request("Write about the sea.", max_tokens=30), 60.0)
    first, _ = next(stream)
    assert len(EngineEmbeddings(llama).embed_query("a question")) == 384
    assert answer(llama, "Say yes.")[1].completion_tokens > 0
    rest = "".join(text for text, _ in stream)
    whole, _ = answer(llama, "Write about the sea.", max_tokens=30)
    assert first + rest == whole
