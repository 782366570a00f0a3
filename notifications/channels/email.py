"""E-mail over SMTP, as plain text. What a server did not answer is sent again: a letter twice does no harm."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from urllib.parse import parse_qs, unquote, urlsplit

from notifications.outbox import Claimed, Settlement
from notifications.policy import backoff
from notifications.states import State
from schema import clock
from schema.settings import Settings

NAME = "smtp"
TIMEOUT_SECONDS = 15.0
PORTS = {"smtps": 465, "smtp": 587}
HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Server:
    """What SMTP_URL says."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str
    sender: str

    @classmethod
    def of(cls, url: str) -> Server:
        """Read `smtps://user:password@host:465?from=address`; `smtp` begins in the clear and asks for STARTTLS."""
        parts = urlsplit(url)
        sender = parse_qs(parts.query).get("from", [""])[-1]
        user = unquote(parts.username) if parts.username else None
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.scheme, parts.hostname or "", port, user, unquote(parts.password or ""), sender)


class Email:
    """Sends by one server. The first line of a message's words is its subject."""

    name = NAME

    def __init__(self, settings: Settings):
        self._server = Server.of(settings.smtp_url) if settings.smtp_url else None
        self._municipality = settings.municipality

    def send(self, message: Claimed) -> Settlement:
        """Hand one letter over and say where that led."""
        if self._server is None:
            return Settlement(State.SUPPRESSED, channel=NAME, reason="no_smtp_url")
        try:
            letter = self._letter(self._server, message)
            with self._connected(self._server) as connection:
                connection.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refusal:
            return _refused(min(code for code, _ in refusal.recipients.values()), message.attempts)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
            return _refused(refusal.smtp_code, message.attempts)
        except OSError as fault:  # SMTP's own faults are of this kind too
            return _later("no_connection" if type(fault).__module__ != "smtplib" else "smtp_fault", message.attempts)
        except ValueError:  # an address that no header can hold
            return Settlement(State.FAILED, channel=NAME, reason="bad_address")
        return Settlement(State.SENT, channel=NAME)

    def _letter(self, server: Server, message: Claimed) -> EmailMessage:
        subject, _, words = message.body.partition("\n\n")
        letter = EmailMessage()
        letter["From"] = formataddr((self._municipality, server.sender))
        letter["To"] = message.number
        letter["Subject"] = subject
        letter["Date"] = format_datetime(clock.now())
        letter["Message-ID"] = f"<{message.id}.{message.attempts}.vemkommer@{server.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"  # nobody's holiday answer comes back
        letter.set_content(words + "\n")
        letter["Content-Language"] = message.language
        return letter

    def _connected(self, server: Server) -> smtplib.SMTP:
        """A connection, over TLS where the server has it; never a password in the clear over the network."""
        context, ourselves = ssl.create_default_context(), server.sender.rpartition("@")[2]
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, ourselves, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, ourselves, timeout=TIMEOUT_SECONDS)
        try:
            _greet(connection, server, context)
        except OSError:
            connection.close()
            raise
        return connection


def _greet(connection: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    connection.ehlo()
    secret = server.scheme == "smtps"
    if not secret and connection.has_extn("starttls"):
        connection.starttls(context=context)
        connection.ehlo()
        secret = True
    if server.user:
        if not secret and server.host not in HERE:
            raise smtplib.SMTPNotSupportedError("no TLS: the password stays here")
        connection.login(server.user, server.password)


def _refused(code: int, attempts: int) -> Settlement:
    """4xx: not now; 5xx: never."""
    return _later(str(code), attempts) if code < 500 else Settlement(State.FAILED, channel=NAME, reason=str(code))


def _later(reason: str, attempts: int) -> Settlement:
    retry_at = clock.now() + timedelta(seconds=backoff(attempts))
    return Settlement(State.QUEUED, reason=reason, retry_at=retry_at)
