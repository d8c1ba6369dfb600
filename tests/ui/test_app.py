"""The parts of the web app that need no browser."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.answers.answer import Answer
from assistant.documents.survey import Survey
from assistant.errors import ModelCrashed, ServeError
from assistant.evidence.claims import Citation, Claim
from assistant.export.markdown import Notes
from assistant.library import Library
from assistant.ui.app import Serving, serve, start
from assistant.ui.assets import Assets
from assistant.ui.state.downloads import DownloadFolder
from assistant.ui.state.streaming import newest_values
from assistant.ui.state.visitors import Visitor
from assistant.ui.views.conversation import Session, messages
from assistant.ui.views.evidence import EvidenceView
from assistant.ui.views.markup import claim_html, escape, note_html

HOSTILE = "<script>x</script> **b** [l](javascript:x) `c` $$y$$ ${z} {{w}} https://a.b \"'&amp;"


class Shown(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def survey(title: str = "A survey") -> Survey:
    return Survey("s1", title, ("Jane Doe",), 2020, None, None)


def citation(quote: str, sentence: int = 2, title: str = "A survey") -> Citation:
    return Citation(survey(title), "d1", "a.md", "Findings", 4, quote, sentence, True)


def test_escaped_text_is_shown_as_it_is_and_has_no_special_character() -> None:
    assert Shown(escape(HOSTILE)).text == HOSTILE
    assert Shown(escape(HOSTILE)).elements == []
    assert not set("<>\"'*[]()`$!_~|:/@.\\{}") & set(escape(HOSTILE))
    assert escape("a\x00b\u202ec") == "abc"
    assert escape("对齐 naïve") == "对齐 naïve"


def test_claims_are_marked_struck_or_quoted() -> None:
    notes = Notes()
    held = Claim("It holds.", "supported", (citation("Quote one."), citation("Quote two.")))
    shown = claim_html(held, notes, "chat-1-")
    assert 'href="#chat-1-1"' in shown
    assert 'href="#chat-1-2"' in shown
    again = claim_html(Claim("Again.", "supported", (citation("Quote two."),)), notes, "chat-1-")
    assert 'href="#chat-1-2"' in again
    struck = claim_html(Claim(HOSTILE, "partly", (citation("Q."),), HOSTILE), notes, "chat-1-")
    assert Shown(struck).elements == ["span", "s", "span"]
    assert "href" not in struck
    assert "<q " in claim_html(Claim("Q.", "supported", (citation("Q."),), quoted=True), notes, "")


def shown_answer(*claims: Claim, finished: bool = True) -> str:
    session = Session(None)  # type: ignore[arg-type]
    exchange = session.begin(HOSTILE)
    exchange.answer = Answer(HOSTILE, claims, pending="And then", finished=finished)
    return str(messages(session)[-1].content["value"])  # type: ignore[index]


def test_an_answer_says_what_its_quotes_are_for() -> None:
    held = Claim("It holds.", "supported", (citation("Q."),))
    struck = Claim("It does not.", "unsupported", reason="no evidence")
    quoted = Claim("Q two.", "supported", (citation("Q two."),), quoted=True)
    assert "The evidence supports none of this" in Shown(shown_answer(struck, quoted)).text
    both = Shown(shown_answer(held, struck, quoted)).text
    assert "Nothing of that" not in both
    assert both.index("It holds.") < both.index("own words") < both.index("Q two.")
    assert "1 of 2 sentences supported" in both
    assert "li" in Shown(shown_answer(Claim("one", "partly"), Claim("two", "partly"))).elements
    assert "li" not in Shown(shown_answer(held, struck)).elements


def test_an_answer_that_may_be_none_says_so_first() -> None:
    session = Session(None, visitor=Visitor("zh"))  # type: ignore[arg-type]
    exchange = session.begin("Which rivers?")
    claim = Claim("Rivers flow.", "supported", (citation("Rivers flow."),))
    doubt = "This may not answer the question. “seas” does not occur in the surveys asked."
    exchange.answer = Answer("Which rivers?", (claim,), reason=doubt, finished=True)
    shown = str(messages(session)[-1].content["value"])  # type: ignore[index]
    text = Shown(shown).text
    assert text.index("这可能没有回答问题") < text.index("Rivers flow.")
    assert "没有出现" in text


def test_a_sentence_in_work_is_shown_until_the_answer_is_settled() -> None:
    assert "And then" in Shown(shown_answer(finished=False)).text
    assert "And then" not in Shown(shown_answer()).text


def test_error_notes_are_announced() -> None:
    assert 'role="alert"' in note_html("No.", "error")
    assert Shown(note_html(HOSTILE)).elements == ["p"]


def test_evidence_shows_the_quote_between_its_neighbours_in_the_section(
    library: Library, survey_file: Callable[..., Path]
) -> None:
    sentences = [f"Sentence number {number} is about a river." for number in range(6)]
    added = library.add(survey_file(body=" ".join(sentences)))
    found = [sentence.text for _, sentence in library.document(added.documents[0].id).sentences()]
    quote = sentences[1]
    cited = Citation(
        replace(added, title=HOSTILE),
        added.documents[0].id,
        "<a>.md",
        "Findings",
        4,
        quote,
        found.index(quote),
        True,
    )
    html = EvidenceView(library).cards([cited], "x-")
    shown = Shown(html)
    assert 'id="x-1"' in html
    assert not {"script", "a"} & set(shown.elements)
    assert "Findings · p. 4" in shown.text
    assert HOSTILE in shown.text
    assert f"{sentences[0]} {quote} {sentences[2]} {sentences[3]}" in shown.text
    assert sentences[4] not in shown.text


def test_evidence_of_a_removed_document_is_its_quote(library: Library) -> None:
    html = EvidenceView(library).cards([citation("Only this.")], "x-")
    assert "Only this." in Shown(html).text


def test_newest_gives_the_last_value_and_raises_what_is_raised() -> None:
    assert [value for value in newest_values(lambda: iter(range(1, 2000))) if value][-1] == 1999

    def fails() -> Iterator[int]:
        yield 1
        raise ModelCrashed("dead")

    seen = []
    with pytest.raises(ModelCrashed, match="dead"):
        for value in newest_values(fails):
            seen.append(value)
    assert 1 in seen


def test_closing_newest_returns_at_once_and_closes_the_iterator_at_its_next_value() -> None:
    go_on, closed = threading.Event(), threading.Event()

    def slow() -> Iterator[int]:
        try:
            go_on.wait(10)
            yield 1
            yield 2
            pytest.fail("it was not closed")
        finally:
            closed.set()

    values = newest_values(slow)
    assert next(values) is None
    started = time.monotonic()
    values.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 0.5
    go_on.set()
    assert closed.wait(5)


def test_downloads_are_named_after_their_title_and_leave_nothing() -> None:
    downloads = DownloadFolder()
    path = Path(downloads.write("Review: ../Shen et al. (2023)", "md", "text\n"))
    assert path.name == "review-shen-et-al-2023.md"
    assert path.read_bytes() == b"text\n"
    folder = path.parent.parent
    del downloads
    assert not folder.exists()


def test_port_in_use_is_one_clear_line(library: Library) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        expected = f"Port {port} is in use. Stop what uses it, or choose another with --port."
        with pytest.raises(ServeError, match=expected):
            start(library, Serving(port=port))
        with pytest.raises(ServeError, match=expected):
            serve(library, Serving(port=port), report=lambda line: pytest.fail(line))


def test_address_of_another_machine_is_refused(library: Library) -> None:
    with pytest.raises(ServeError, match="--host"):
        start(library, Serving("192.0.2.1", without_password=True))


def test_address_that_others_reach_needs_a_password(library: Library) -> None:
    with pytest.raises(ServeError, match="survey-assistant password"):
        start(library, Serving("0.0.0.0"))


def test_assets_are_packed_once_and_come_back_as_they_are() -> None:
    script, asked = b"const x = 1; // \xe6\x96\x87\n" * 200, []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        found = scope["path"].endswith("x.js")
        headers = [(b"content-type", b"application/javascript")]
        await send({"type": "http.response.start", "status": 200 if found else 404,
                    "headers": headers})  # fmt: skip
        await send({"type": "http.response.body", "body": script[:50], "more_body": True})
        await send({"type": "http.response.body", "body": script[50:]})

    client = TestClient(Assets(app))
    for _ in range(3):
        reply = client.get("/assets/x.js")
        assert reply.content == script
    assert reply.headers["content-encoding"] == "gzip"
    assert "immutable" in reply.headers["cache-control"]
    assert asked == ["/assets/x.js"]
    assert client.get("/assets/x.js", headers={"accept-encoding": "identity"}).content == script
    assert client.get("/assets/x.js", headers={"range": "bytes=0-9"}).content == script
    for _ in range(2):
        assert client.get("/assets/missing.js").status_code == 404
        client.get("/other/x.js")
    assert asked.count("/assets/missing.js") == 2 == asked.count("/other/x.js")
