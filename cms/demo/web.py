"""`python -m cms.demo.web`: migrate, seed, and serve, in one process because starting Django takes seconds."""

import sys

import django
import uvicorn
from django.core.management import call_command
from django.db import connections

from cms.server import UVICORN

from .child import HOST


def main() -> None:
    django.setup()
    print("Datenbank …", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("demo")
    sys.stdout.flush()
    connections.close_all()
    uvicorn.run("cms.asgi:application", host=HOST, port=int(sys.argv[1]), log_level="warning", **UVICORN)


if __name__ == "__main__":
    main()
