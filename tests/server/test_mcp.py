"""The Model Context Protocol server, used as other programs do: by the protocol's own client."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.memory import create_connected_server_and_client_session

from assistant.errors import ServeError
from assistant.library import Library
from assistant.server.mcp import build, serve
from tests.e2e.conftest import free_port
from tests.library_checks import rows

OUTER = "How does the Shen survey divide outer alignment?"
QUOTE = (
    "The Shen survey divides outer alignment into non-recursive oversight and scalable oversight."
)


@pytest.fixture(scope="module")
def folder(demo_library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo library."""
    rows(demo_library, "PRAGMA wal_checkpoint(TRUNCATE)")
    target = tmp_path_factory.mktemp("mcp") / "library"
    shutil.copytree(demo_library.folder, target)
    return target


async def called(session: ClientSession, tool: str, **arguments: Any) -> Any:
    """What a tool returns; AssertionError with its message where it fails."""
    result = await session.call_tool(tool, arguments)
    assert not result.isError, result.content
    assert result.structuredContent is not None
    return result.structuredContent.get("result", result.structuredContent)


async def refused(session: ClientSession, tool: str, **arguments: Any) -> str:
    result = await session.call_tool(tool, arguments)
    assert result.isError
    return " ".join(str(getattr(item, "text", "")) for item in result.content)


async def finds_and_answers(session: ClientSession) -> None:
    """The tools return quotes with their places."""
    tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    assert set(tools) == {"surveys", "search", "ask", "review", "compare"}
    assert all(tool.description for tool in tools.values())
    assert len(await called(session, "surveys")) == 3
    hits = await called(session, "search", question=OUTER, count=3)
    assert len(hits) == 3
    assert any(QUOTE in hit["quote"] and hit["section"] for hit in hits)
    answer = await called(session, "ask", question=OUTER)
    citations = [cited for claim in answer["claims"] for cited in claim["citations"]]
    assert QUOTE in [cited["quote"] for cited in citations]
    assert {"section", "page", "survey", "document"} <= set(citations[0])


async def reviews_and_compares(session: ClientSession) -> None:
    review = await called(session, "review", survey="Shen")
    items = [item for field in review["fields"] for item in field["items"]]
    assert any(item["citations"] for item in items)
    table = await called(session, "compare", surveys=["Shen", "Wang"], aspects=["scope"])
    assert [row["aspect"] for row in table["rows"]] == ["scope"]
    assert len(table["rows"][0]["cells"]) == 2


@pytest.mark.model
def test_over_standard_input_and_output(folder: Path) -> None:
    command = ["-m", "assistant.cli", "--library", str(folder), "mcp"]
    server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))

    async def visit() -> None:
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            await finds_and_answers(session)
            await reviews_and_compares(session)

    anyio.run(visit)


@pytest.mark.model
def test_over_http_and_not_for_other_sites(folder: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/mcp"
    command = [
        sys.executable,
        "-m",
        "assistant.cli",
        "--library",
        str(folder),
        "mcp",
        "--http",
    ]
    process = subprocess.Popen([*command, "--port", str(port)])
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                strange = httpx.post(url, headers={"Origin": "http://example.org"}, json={})
                break
            except httpx.TransportError:
                assert process.poll() is None and time.monotonic() < deadline
                time.sleep(0.2)
        assert strange.status_code == 403
        assert httpx.post(url, headers={"Host": "example.org"}, json={}).status_code == 421

        async def visit() -> None:
            async with (
                streamable_http_client(url) as (read, write, _),
                ClientSession(read, write) as session,
            ):
                await session.initialize()
                await finds_and_answers(session)

        anyio.run(visit)
    finally:
        process.terminate()
        process.wait(20)


@asynccontextmanager
async def connected(library: Library) -> AsyncIterator[ClientSession]:
    async with create_connected_server_and_client_session(build(library)._mcp_server) as session:
        yield session


def test_what_a_caller_gets_wrong_is_told(library: Library) -> None:
    async def visit() -> None:
        async with connected(library) as session:
            assert "nothing" in (await refused(session, "review", survey="nothing")).lower()
            assert await refused(session, "ask", question="x" * 5000)
            assert await refused(session, "search", question="x", count=0)
            assert await refused(session, "compare", surveys=[])
            assert (await called(session, "ask", question=" "))["abstained"]
            assert (await called(session, "ask", question="Any rivers?"))["reason"]

    anyio.run(visit)


def test_other_machines_need_a_password_and_a_free_port(library: Library) -> None:
    with pytest.raises(ServeError, match="survey-assistant password"):
        serve(library, http=True, host="0.0.0.0", port=free_port())
