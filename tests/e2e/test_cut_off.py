"""The network is cut, and every tab works or says why not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(300)]
CUT = ["unshare", "--map-root-user", "--net"]


def test_every_tab_works_without_a_network(tmp_path: Path) -> None:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not any(map(shutil.which, CHROMIUM)):
        pytest.skip("no Chromium here: install Debian's package chromium to run these tests")
    if shutil.which("unshare") is None or subprocess.run([*CUT, "true"]).returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    command = [*CUT, sys.executable, "-m", "tests.e2e.cut_off", str(tmp_path / "library")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert ended.returncode == 0, ended.stdout + ended.stderr[-4000:]
    assert "every tab was used" in ended.stdout
