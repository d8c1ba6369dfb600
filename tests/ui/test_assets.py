"""Scripts and styles of the page, packed once."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from assistant.ui.assets import START_SECONDS, Assets, FirstAssets


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

    client = TestClient(Assets(app, FirstAssets()))
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


def test_a_page_names_what_the_pages_before_it_began_with() -> None:
    now = [0.0]
    first = FirstAssets(lambda: now[0])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})

    client = TestClient(Assets(app, first))
    client.get("/assets/before-any-page.js")
    assert first.links() == ""
    client.get("/")
    for path in ("/assets/x.js", "/assets/x.css", "/assets/x.js", "/assets/x.png", "/api/x.js"):
        client.get(path)
    now[0] = START_SECONDS
    client.get("/assets/later.js")
    assert first.links() == (
        '<link rel="modulepreload" crossorigin href="./assets/x.js">'
        '<link rel="preload" as="style" crossorigin href="./assets/x.css">'
    )
