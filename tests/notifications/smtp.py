"""A mail server of the test's own that takes, refuses or hangs."""

import asyncio
import email
import email.policy

from aiosmtpd.controller import Controller


class Postman:
    """``answers`` maps a recipient to the server's answer; ``hangs`` keeps everybody waiting."""

    def __init__(self):
        self.mails, self.raw, self.senders, self.answers, self.hangs = [], [], [], {}, False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hangs:
            await asyncio.sleep(30)
        self.raw.append(envelope.original_content)
        self.senders.append(envelope.mail_from)
        self.mails.append(email.message_from_bytes(envelope.original_content, policy=email.policy.default))
        return "250 OK"


def serve(postman, port=0):
    controller = Controller(postman, hostname="127.0.0.1", port=port, ready_timeout=10)
    if port == 0:
        controller.port = free_port()
    controller.start()
    return controller


def free_port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def mailers(port, timeout=1):
    """The setting MAILERS for a server at this port."""
    options = {"host": "127.0.0.1", "port": port, "timeout": timeout}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
