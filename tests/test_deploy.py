"""What deploy/ holds: nothing secret, nothing unpinned, settings that there are, and that it runs.

The units' own commands are started here as processes, on free ports: Chroma, the app, and HAProxy
with the configuration of deploy/ in front of two scripted model servers.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.settings import PREFIX, Settings
from tests.chat_endpoint import ChatEndpoint
from tests.e2e.conftest import free_port

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PATIENCE = 120.0
SAID = "Water flows downhill to the sea."


def texts() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in DEPLOY.iterdir() if path.is_file()}


def unit(name: str) -> tuple[list[str], dict[str, str]]:
    """The command of a unit and its environment."""
    lines = (DEPLOY / f"{name}.service").read_text("utf-8").splitlines()
    (command,) = (line.removeprefix("ExecStart=") for line in lines if line.startswith("ExecStart"))
    pairs = (line.removeprefix("Environment=") for line in lines if line.startswith("Environment="))
    return shlex.split(command), dict(pair.split("=", 1) for pair in pairs)


def test_every_setting_in_it_is_one() -> None:
    known = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}
    for name, text in texts().items():
        found = set(re.findall(rf"{PREFIX}[A-Z_]+", text))
        assert found <= known, name
    assert f"{PREFIX}SLOTS" in texts()["compose.yaml"]


def test_nothing_in_it_is_secret_and_every_image_has_a_version() -> None:
    for name, text in texts().items():
        assert not re.search(r"(?i)(?:password|token|api_key|secret)\s*[=:]\s*[^\s.'\"]", text), (
            name
        )
    images = re.findall(r"(?:image:|FROM) (\S+)", texts()["compose.yaml"] + texts()["Dockerfile"])
    assert len(images) == 4
    assert all(re.search(r":\S*\d", image) and "latest" not in image for image in images)


def test_what_the_compose_file_names_is_there() -> None:
    compose = yaml.safe_load(texts()["compose.yaml"])
    services = compose["services"]
    mounted = [place.split(":")[0] for one in services.values() for place in one.get("volumes", [])]
    kept = {name for name in mounted if not name.startswith(".")}
    assert kept == set(compose["volumes"]) and (DEPLOY / "haproxy.cfg").is_file()
    for name, service in services.items():
        assert set(service.get("depends_on", [])) <= set(services), name
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", texts()["haproxy.cfg"]))
    assert asked == set(services["proxy"]["environment"])
    addresses = [services["proxy"]["environment"][f"MODEL_{number}"] for number in ("ONE", "TWO")]
    assert {address.split(":")[0] for address in addresses} <= set(services)
    slots = int(services["proxy"]["environment"]["MODEL_SLOTS"])
    assert services["app"]["environment"][f"{PREFIX}SLOTS"] == str(slots * len(addresses))
    for name in ("model-one", "model-two"):
        command = services[name]["command"]
        assert command[command.index("--parallel") + 1] == str(slots)


def test_the_chroma_of_the_containers_is_the_one_that_is_locked() -> None:
    locked = re.search(r"^chromadb==(\S+)", (ROOT / "requirements/runtime.txt").read_text(), re.M)
    assert locked is not None and f"chromadb/chroma:{locked[1]}" in texts()["compose.yaml"]


def test_units_are_ones_that_systemd_takes() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    units = sorted(str(path) for path in DEPLOY.glob("*.service"))
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True
    )
    complaints = [line for line in found.stderr.splitlines() if line.strip()]
    assert all("is not executable" in line for line in complaints), complaints


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """A process that is ended with the block."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(address: str, log: Path) -> None:
    """Wait until something answers at an address, whatever it says."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5) as reply:
                reply.read(1)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nothing at {address}: {log.read_text('utf-8', 'replace')[-2000:]}")


@contextmanager
def proxied(servers: list[ChatEndpoint], folder: Path) -> Iterator[str]:
    """HAProxy with the configuration of deploy/ in front of two servers; its address."""
    port, places = free_port(), [server.root.removeprefix("http://") for server in servers]
    environment = {
        "PROXY_BIND": f"127.0.0.1:{port}",
        "MODEL_ONE": places[0],
        "MODEL_TWO": places[1],
        "MODEL_SLOTS": "2",
    }
    command = [str(shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin"))]
    with running([*command, "-f", str(DEPLOY / "haproxy.cfg")], environment, folder / "haproxy"):
        wait_for(f"http://127.0.0.1:{port}/v1/models", folder / "haproxy")
        yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def lab(folder: Path, settings: Settings, model: str) -> Iterator[str]:
    """Chroma and the app as their units start them; the app's address."""
    bin_, chroma_port, port = Path(sys.executable).parent, free_port(), free_port()
    command, environment = unit("survey-assistant-chroma")
    command[0] = str(bin_ / Path(command[0]).name)
    command[command.index("--path") + 1] = str(folder / "chroma")
    command[command.index("--port") + 1] = str(chroma_port)
    with ExitStack() as stack:
        stack.enter_context(running(command, environment, folder / "chroma.log"))
        wait_for(f"http://127.0.0.1:{chroma_port}/api/v2/heartbeat", folder / "chroma.log")
        command, environment = unit("survey-assistant")
        command[0] = str(bin_ / Path(command[0]).name)
        command[command.index("--port") + 1] = str(port)
        environment |= {
            f"{PREFIX}HOME": str(settings.home),
            f"{PREFIX}LIBRARY": str(folder / "library"),
            f"{PREFIX}CHROMA": f"http://127.0.0.1:{chroma_port}",
            f"{PREFIX}BASE_URL": model,
            f"{PREFIX}SLOTS": "4",
        }
        stack.enter_context(running(command, environment, folder / "app.log"))
        wait_for(f"http://127.0.0.1:{port}/", folder / "app.log")
        yield f"http://127.0.0.1:{port}"
    assert (folder / "chroma").is_dir() and not (folder / "library" / "chroma").exists()


@pytest.mark.model
def test_the_lab_answers_through_the_proxy_and_goes_on_without_one_of_its_models(
    tmp_path: Path, real_settings: Settings, survey_file: Any
) -> None:
    if shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        pytest.skip("no HAProxy here: install Debian's package haproxy to run this test")
    from gradio_client import Client, handle_file

    servers = [ChatEndpoint(SAID, name="lab", slots=2, seconds=0.3) for _ in range(2)]
    try:
        with proxied(servers, tmp_path) as model, lab(tmp_path, real_settings, model) as address:
            client = Client(address, verbose=False, analytics_enabled=False)
            body = f"{SAID} It takes weeks in summer."
            client.predict(handle_file(survey_file("A Survey of Water", body)), "", api_name="/add")
            jobs = [
                client.submit("Where does water flow?", None, api_name="/ask") for _ in range(8)
            ]
            assert all(SAID in job.result(PATIENCE)["text"] for job in jobs)
            assert all(server.requests for server in servers)
            assert max(server.most_at_once for server in servers) <= 2
            servers[0].close()
            again = client.predict("Where does the water flow to?", None, api_name="/ask")
            assert SAID in again["text"]
    finally:
        for server in servers[1:]:
            server.close()
