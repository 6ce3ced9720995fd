"""Places at which tests let a worker die as if its machine had lost power (tests/faults).

The environment of a process arms one of them; without it, passing costs one comparison.
"""

import os
import signal

FAILPOINTS = (
    "before_fan_out",
    "after_post_locked",
    "after_group_locked",
    "after_events",
    "after_plan",
    "before_fan_out_commit",
    "after_fan_out",
    "before_doorbell",
    "after_doorbell",
    "before_claim",
    "after_claim",
    "after_connect",
    "before_compose",
    "before_smtp",
    "after_smtp_ok",
    "before_note_commit",
    "after_note",
    "before_release",
)

VARIABLE = "RATSCHLAG_FAILPOINT"
_armed = os.environ.get(VARIABLE, "")


def failpoint(name: str) -> None:
    """Ends the process at once, without any clearing up, where it is armed for this place."""
    if name == _armed:
        os.kill(os.getpid(), signal.SIGKILL)
