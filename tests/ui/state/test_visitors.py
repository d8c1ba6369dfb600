"""Who is at a page: each browser has a secret of its own, which the library does not keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.ui.state.visitors import COOKIE, Visitor, VisitorCookies
from tests.ui.pages import request

PAGE = "<html><head><title>é</title></head></html>"


def client(script: str = "", links: Callable[[], str] = str) -> TestClient:
    async def page(asked: Any) -> HTMLResponse:
        return HTMLResponse(PAGE)

    routes = [Route("/", page, methods=["GET", "POST"]), Route("/other", page)]
    return TestClient(VisitorCookies(Starlette(routes=routes), script, links))


def test_a_browser_is_given_a_secret_once_and_keeps_it() -> None:
    visitor = client()
    secret = visitor.get("/").cookies[COOKIE]
    assert len(secret) >= 20
    assert visitor.get("/").cookies[COOKIE] == secret
    assert client().get("/").cookies[COOKIE] != secret


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() -> None:
    header = client().get("/").headers["set-cookie"]
    assert "HttpOnly" in header and "SameSite=Strict" in header


def test_a_secret_that_is_no_secret_is_replaced() -> None:
    for bad in ("short", "x" * 65, "sp ace" * 5):
        reply = client().get("/", headers={"cookie": f"{COOKIE}={bad}"})
        assert reply.cookies[COOKIE] != bad


def test_the_script_runs_first_and_the_length_is_right() -> None:
    reply = client("let x;").get("/")
    assert reply.text == PAGE.replace("<head>", "<head><script>let x;</script>")
    assert int(reply.headers["content-length"]) == len(reply.content)


def test_the_links_of_the_moment_follow_the_script() -> None:
    links = iter(["", "<link>"])
    visitor = client("x", lambda: next(links))
    assert "<script>x</script><title>" in visitor.get("/").text
    assert "<script>x</script><link><title>" in visitor.get("/").text


def test_only_the_page_itself_is_touched() -> None:
    for reply in (client("x").get("/other"), client("x").post("/")):
        assert "set-cookie" not in reply.headers
        assert reply.text == PAGE


def test_a_visitor_is_known_by_the_cookie_and_not_by_its_text() -> None:
    cookie = {COOKIE.replace("-", "_"): "s" * 30}
    one = Visitor.from_request(request("ja", **cookie), shared=False)
    again = Visitor.from_request(request("zh", **cookie), shared=False)
    other = Visitor.from_request(request(), shared=False)
    assert one.language == "ja" and one.reader == again.reader != other.reader
    assert one.reader and "sss" not in one.reader
    assert Visitor.from_request(request(**cookie), shared=True).reader is None
