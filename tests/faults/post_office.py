"""A mail server that takes, refuses, hangs, or hangs up at the worst moment."""

import asyncio
import email
import email.policy
import time
from collections import Counter
from enum import StrEnum

from cms.demo import mailbox


class Mood(StrEnum):
    TAKES = "takes"
    REFUSES = "refuses every mail (451)"
    HANGS = "hangs"
    CLOSES_AFTER = "closes after its 250"
    CLOSES_BEFORE = "takes a mail and closes before its 250"


class PostOffice:
    """What came, by Message-ID."""

    def __init__(self):
        self.mood = Mood.TAKES
        self.taken = Counter()
        self.asked = 0
        self._controller = mailbox.serve(self)
        self.port = self._controller.port

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.asked += 1
        if self.mood == Mood.REFUSES:
            return "451 not now"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.mood == Mood.HANGS:
            await asyncio.sleep(60)
            return "451 too late"
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        self.taken[mail["Message-ID"]] += 1
        if self.mood == Mood.CLOSES_AFTER:
            asyncio.get_running_loop().call_later(0.01, server.transport.close)
        if self.mood == Mood.CLOSES_BEFORE:
            server.transport.abort()
        return "250 OK"

    @property
    def doubled(self):
        return self.taken.total() - len(self.taken)

    def wait_until_asked(self, patience=90):
        """Until a worker has tried a mail from now on."""
        before, deadline = self.asked, time.monotonic() + patience
        while self.asked == before:
            assert time.monotonic() < deadline, "nobody tried to send a mail"
            time.sleep(0.05)

    def close(self):
        self._controller.stop()
