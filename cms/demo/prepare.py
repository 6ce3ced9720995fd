"""`python -m cms.demo.prepare`: migrate and seed, in one process because starting Django takes time."""

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("demo")


if __name__ == "__main__":
    main()
