"""A real Elasticsearch without a container, for trying and testing the second search engine; started when asked only.

Maven, which many machines have, fetches the bare server; it needs a JDK from 17 on. It listens on 127.0.0.1 at a port
of its own choice. ELASTICSEARCH_URL replaces it.
"""

import contextlib
import hashlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

from .place import Place, ServiceError, tail, var_dir

NAME = "Elasticsearch"
VERSION = "8.19.21"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SHA256 = "215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a"
OLDEST_JAVA = 17
HOST = "127.0.0.1"
PATIENCE = 120  # seconds until a start or stop counts as failed

CONFIGURATION = """\
cluster.name: ratschlag
discovery.type: single-node
network.host: {host}
http.port: {http_port}
transport.port: {transport_port}
xpack.security.enabled: false
action.auto_create_index: false
cluster.routing.allocation.disk.threshold_enabled: false
path.data: {folder}/data
path.logs: {folder}/logs
"""
HEAP = "-Xms512m\n-Xmx512m\n-XX:TieredStopAtLevel=1\n"  # a short life: start fast


def missing() -> str:
    """Why it cannot run here (German), or nothing."""
    if not shutil.which("mvn"):
        return "Maven fehlt (Debian: maven)"
    if _java_home() is None:
        return f"ein JDK ab Version {OLDEST_JAVA} fehlt (Debian: default-jre-headless)"
    return ""


def url(place: Place) -> str:
    """Its address; empty as long as it has never run here."""
    configuration = _folder(place) / "config" / "elasticsearch.yml"
    with contextlib.suppress(OSError):
        if port := re.search(r"^http\.port: (\d+)$", configuration.read_text(), re.MULTILINE):
            return f"http://{HOST}:{port[1]}"
    return ""


def is_running(place: Place) -> bool:
    """Whether the node answers. The bare server has no start page; it knows its health."""
    if not (address := url(place)):
        return False
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/_cluster/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def pid(place: Place) -> int | None:
    try:
        return int((_folder(place) / "pid").read_text())
    except (OSError, ValueError):
        return None


def start(place: Place) -> None:
    """Fetch it at first, start it unless it runs, and wait until it answers. The caller holds the lock.

    Raises ServiceError.
    """
    if is_running(place):
        return
    if reason := missing():
        raise ServiceError(f"Elasticsearch kann hier nicht laufen: {reason}. ELASTICSEARCH_URL nennt ein anderes.")
    programs = _fetch(place)
    _configure(place, programs)
    command = [str(programs / "bin" / "elasticsearch"), "-d", "-p", str(_folder(place) / "pid")]
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, **_options(place))
    if process.wait() or not _answers(place):
        raise ServiceError(f"Elasticsearch startet nicht.\n{tail(_folder(place) / 'logs' / 'ratschlag.log')}")


def stop(place: Place) -> None:
    """Stop it if it runs and wait until it has gone. Raises ServiceError."""
    number = pid(place)
    if number is None or not _is_ours(number):
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, 15)
    deadline = time.monotonic() + PATIENCE
    while _is_ours(number):
        if time.monotonic() > deadline:
            raise ServiceError("Elasticsearch lässt sich nicht beenden.")
        time.sleep(0.1)


def _folder(place: Place) -> Path:
    return place.folder / "elasticsearch"


def _fetch(place: Place) -> Path:
    """The folder of its programs; fetched, checked and unpacked at first (107 MB)."""
    target = place.software / f"elasticsearch-{VERSION}"
    if target.exists():
        return target
    download = var_dir() / "download"
    command = ["mvn", "-B", "-q", "-C", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={download}"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    archive = download / f"elasticsearch-{VERSION}.zip"
    if result.returncode or not archive.is_file():
        raise ServiceError(f"Maven konnte Elasticsearch nicht holen:\n{result.stdout.strip()[-1000:]}")
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != SHA256:
        archive.unlink()
        raise ServiceError(f"{archive.name} hat die Prüfsumme {digest} statt {SHA256}.")
    place.install(archive, target, _unpack)
    shutil.rmtree(download)
    return target


def _unpack(archive: Path, folder: Path) -> None:
    """Without the archive's own top folder; programs stay executable."""
    with zipfile.ZipFile(archive) as file:
        for member in file.infolist():
            path = folder.joinpath(*Path(member.filename).parts[1:])
            if member.is_dir():
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with file.open(member) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
            path.chmod((member.external_attr >> 16) & 0o777 or 0o644)


def _configure(place: Place, programs: Path) -> None:
    """Writes its settings anew, with ports that are free now."""
    folder = _folder(place)
    config = folder / "config"
    (config / "jvm.options.d").mkdir(parents=True, exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    for name in ("jvm.options", "log4j2.properties"):
        shutil.copyfile(programs / "config" / name, config / name)
    (config / "jvm.options.d" / "heap.options").write_text(HEAP)
    http_port, transport_port = _free_ports(2)
    ports = {"http_port": http_port, "transport_port": transport_port}
    (config / "elasticsearch.yml").write_text(CONFIGURATION.format(host=HOST, folder=folder, **ports))
    for path in (folder, *folder.rglob("*")):
        if place.owner:
            os.chown(path, place.owner.pw_uid, place.owner.pw_gid)


def _options(place: Place) -> dict[str, Any]:
    options = place.process_options()
    folder = _folder(place)
    java = {"ES_JAVA_HOME": str(_java_home()), "ES_PATH_CONF": str(folder / "config"), "ES_TMPDIR": str(folder / "tmp")}
    return {**options, "env": {**options["env"], **java}}


def _java_home() -> Path | None:
    """Where a JDK that is new enough lives."""
    java = shutil.which("java")
    if java is None:
        return None
    result = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', result.stderr + result.stdout)
    return Path(java).resolve().parent.parent if version and int(version[1]) >= OLDEST_JAVA else None


def _answers(place: Place) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not is_running(place):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _is_ours(number: int) -> bool:
    """Whether that process is a living Elasticsearch and not another program that has got its number."""
    try:
        os.kill(number, 0)
    except (ProcessLookupError, PermissionError):
        return False
    with contextlib.suppress(OSError):  # no such process any more, or no /proc
        status = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        return status != "Z" and b"elasticsearch" in Path(f"/proc/{number}/cmdline").read_bytes()
    return True


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as probes:
        return [probes.enter_context(socket.create_server((HOST, 0))).getsockname()[1] for _ in range(count)]
