"""Somebody else's Wagtail site: a new project in an environment of its own, with the plug-ins from a wheel.

Nothing of ours but the wheel: Django's user model, no allauth, no Channels, no worker, its own `home` and `search`.
What is added to settings and addresses stands in docs/developers/plugins.md and is read from there.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import dj_database_url

from cms import services
from cms.demo.child import HOST, Child

from .site import wait_for

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
WHEEL = ("forum", "directory", "notifications", "kit")
OURS = ("DJANGO_", "DATABASE_URL", "VALKEY_URL", "RATSCHLAG_", "PYTEST_", "PYTHON", "VIRTUAL_ENV")
NAME = "stadtgarten"
PASSWORD = "Giesskanne-am-Zaun"
STYLE = "body { border-top: 7px solid rgb(1, 2, 3); }\n"


def lines_of_the_manual() -> dict[str, list[str]]:
    """What the manual adds to ``settings`` and ``urlpatterns``: the lines of its two blocks of code."""
    manual = (ROOT / "docs" / "developers" / "plugins.md").read_text()
    settings, addresses = re.findall(r"```python\n(.*?)```", manual, re.DOTALL)[:2]
    return {"settings": settings.splitlines(), "urls": addresses.splitlines()}


class OtherSite:
    """`url` serves its pages; `manage` runs its commands."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.project = folder / NAME
        self.python = folder / "environment" / "bin" / "python"
        self.database_url = database_url
        # No trace of the site these tests run in.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        with socket.create_server((HOST, 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        command = [str(self.python), str(self.project / "manage.py"), "runserver", "--noreload", f"{HOST}:{self.port}"]
        self.server = Child("other-site", command, self.environment, services.var_dir() / "log" / "other-site.log")

    def build(self) -> None:
        """Makes wheel, environment, project and database."""
        self.wheel = self._wheel()
        self._install()
        self._run(self.python.with_name("wagtail"), "start", NAME, cwd=self.folder)
        self._configure()
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str) -> str:
        """What a command of the project prints, errors too. Raises RuntimeError."""
        return self._run(self.python, "manage.py", *arguments, cwd=self.project)

    def start(self) -> None:
        self.server.start()
        wait_for(self._answers, f"no answer, see {self.server.log}")

    def _answers(self) -> bool:
        if self.server.has_died():
            raise RuntimeError(self.server.log.read_text())
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0

    def _wheel(self) -> Path:
        source, target = self.folder / "source", self.folder / "wheel"
        for name in WHEEL:
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source)
        build = (UV, "build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable)
        self._run(*build, "--out-dir", target, source)
        [wheel] = target.glob("*.whl")
        return wheel

    def _install(self) -> None:
        self._run(UV, "venv", "--quiet", "--python", sys.executable, self.python.parents[1])
        install = (UV, "pip", "install", "--python", self.python)
        self._run(*install, "--require-hashes", "-r", ROOT / "requirements" / "other-site.txt")
        self._run(*install, "--no-deps", self.wheel)

    def _configure(self) -> None:
        """The manual's lines, a database, and this site's own style sheet on the plug-ins' pages."""
        lines = lines_of_the_manual()
        settings = self.project / NAME / "settings" / "base.py"
        database = f"DATABASES = {{'default': {dj_database_url.parse(self.database_url)!r}}}"
        settings.write_text("\n".join([settings.read_text(), *lines["settings"], database, ""]))
        development = settings.with_name("dev.py")
        development.write_text(
            re.sub(r"^EMAIL_BACKEND.*$", "", development.read_text(), flags=re.MULTILINE)
        )  # outdated
        urls = self.project / NAME / "urls.py"
        before, marker, after = urls.read_text().partition("if settings.DEBUG:")
        urls.write_text("\n".join([before, *lines["urls"], marker + after]))
        (self.project / NAME / "static" / "css" / f"{NAME}.css").write_text(STYLE)
        frame = (ROOT / "kit" / "templates" / "kit" / "base.html").read_text()
        own = f'<link rel="stylesheet" href="{{% static \'css/{NAME}.css\' %}}">'
        folder = self.project / NAME / "templates" / "kit"
        folder.mkdir()
        (folder / "base.html").write_text(frame.replace("{% block head %}", own + "{% block head %}"))

    def _run(self, *command: object, cwd: Path = ROOT) -> str:
        words = [str(word) for word in command]
        done = subprocess.run(words, cwd=cwd, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr
