"""`make demo` from the outside: up, mended, and gone without a trace."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from cms.demo.child import HOST, ROOT
from tests.harness.site import wait_for


@pytest.fixture
def port():
    with socket.create_server((HOST, 0)) as probe:
        return probe.getsockname()[1]


def start(port: int, folder: Path, database_url: str) -> subprocess.Popen[bytes]:
    """The demo; what it says goes to the file `said` in its folder."""
    environment = {**os.environ, "PORT": str(port), "RATSCHLAG_VAR": str(folder), "DATABASE_URL": database_url}
    environment.pop("VALKEY_URL", None)
    command = [sys.executable, "-m", "cms.demo"]
    with said(folder).open("w") as output:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)


def said(folder: Path) -> Path:
    return folder / "said"


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=30) as response:
            return b"Demonstration" in response.read()
    except OSError:
        return False


def processes(folder: Path) -> dict[int, str]:
    """Command lines of the living processes that work for this demo, by number."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment, command = (entry / "environ").read_bytes(), (entry / "cmdline").read_bytes()
        except OSError:
            continue
        text = command.replace(b"\0", b" ").decode()
        if text and (f"RATSCHLAG_VAR={folder}\0".encode() in environment or str(folder) in text):
            found[int(entry.name)] = text
    return found


@pytest.mark.faults
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads processes from /proc")
def test_demo_comes_up_heals_and_leaves_nothing(own_database, port, tmp_path):
    with start(port, tmp_path, own_database) as demo:
        try:
            wait_for(
                lambda: "Bereit" in said(tmp_path).read_text() or demo.poll() is not None, "not ready", patience=300
            )
            assert demo.poll() is None, said(tmp_path).read_text()
            [web] = [number for number, command in processes(tmp_path).items() if "cms.demo.web" in command]
            os.kill(web, signal.SIGKILL)
            wait_for(lambda: answers(port), "the web server was not started again")
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=60)
        finally:
            for number in processes(tmp_path):
                os.kill(number, signal.SIGKILL)
    output = said(tmp_path).read_text()
    assert demo.returncode == 0, output
    assert "mitglied@demo.example" in output
    assert f"http://{HOST}:{port}" in output
    assert "Der Webserver wurde unerwartet beendet und startet neu" in output
    assert processes(tmp_path) == {}


def test_a_taken_port_is_named(own_database, port, tmp_path):
    with socket.create_server((HOST, port)), start(port, tmp_path, own_database) as demo:
        demo.wait(timeout=60)
    assert demo.returncode == 1
    assert f"Port {port} ist nicht frei" in said(tmp_path).read_text()
    assert not (tmp_path / "services").exists()
