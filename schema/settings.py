"""Settings: the only reader of the process environment. A half-configured process does not start."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from schema import vapid
from schema.variables import Reader, is_zone

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
SMS_MODES = ("console", "allowlist", "live")
PROVIDERS = ("twilio", "elks")
DISCLOSURES = ("times", "names", "services")
NEIGHBOURS = (
    "MIGRATION_DATABASE_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_MESSAGING_SERVICE_SID",
    "TWILIO_BASE_URL", "SECURITY_CONTACT", "SMTP_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET",
    "OIDC_WORKER_CLAIM", "OIDC_SECOND_FACTOR", "ELKS_USERNAME", "ELKS_PASSWORD", "ELKS_BASE_URL", "ELKS_FROM",
    "SMS_CONTACT", "VAPID_PRIVATE_KEY",
)  # fmt: skip
"""Settings that may be missing: each is a field of the same name."""
A_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """Every fault of the settings at once, one a line; the message never repeats a secret."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("Vem kommer cannot start, its settings are not right:\n  " + "\n  ".join(faults))


@dataclass(frozen=True)
class Settings:
    """What the installation is told from outside. `repr` shows no secret."""

    municipality: str
    public_url: str
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    data_keys: tuple[bytes, ...] = field(repr=False)
    index_key: bytes = field(repr=False)
    timezone: str
    card_disclosure: str
    sms_mode: str
    sms_allowlist: frozenset[str] = field(repr=False)
    log_level: str
    migration_database_url: str | None = field(default=None, repr=False)
    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = field(default=None, repr=False)
    twilio_from: str | None = None
    twilio_messaging_service_sid: str | None = None
    twilio_base_url: str | None = None
    elks_username: str | None = None
    elks_password: str | None = field(default=None, repr=False)
    elks_base_url: str | None = None
    elks_from: str | None = None
    """Who a text by 46elks is from; TWILIO_FROM unless it is given."""
    sms_contact: str | None = None
    """The number (E.164) that a text carries where its unit has none."""
    sms_first: str = "twilio"
    """Which provider of texts is tried first, where there are two."""
    sms_segment_price: float = 0.45
    """Kronor, for what texts cost and would cost."""
    sending_at_once: int = 16
    """Calls to providers under way together, of one process: also what a crash puts in doubt."""
    proxies: int = 0
    """How many proxies of our own stand in front: as many steps of X-Forwarded-For are believed, and no more."""
    security_contact: str | None = None
    """Whom to tell of a weakness: mailto: or https:, for security.txt."""
    smtp_url: str | None = field(default=None, repr=False)
    vapid_private_key: str | None = field(default=None, repr=False)
    """By which push services know us; None: browsers are not pushed to."""
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = field(default=None, repr=False)
    oidc_worker_claim: str | None = None
    """The claim that holds the plan's worker_id, like employee_id."""
    oidc_second_factor: str | None = None
    """The claims that say a second factor was given there, like `amr=mfa acr=loa3`: one of them is enough."""

    @property
    def answerable(self) -> bool:
        """Whether what people answer to a text reaches us: not where a provider sends under a name."""
        return all(sender is None or A_NUMBER.fullmatch(sender) for sender in (self.twilio_from, self.elks_from))

    @property
    def https(self) -> bool:
        """Whether the public address is https, and cookies and headers insist on it."""
        return self.public_url.startswith("https://")


def _database(read: Reader) -> str:
    url = read.text("DATABASE_URL", f"sqlite:///{INSTANCE / 'vemkommer.db'}")
    if url.startswith(f"sqlite:///{INSTANCE}"):
        INSTANCE.mkdir(exist_ok=True)
    known = url.startswith(("sqlite:///", "postgresql+psycopg://"))
    read.check(known, "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
    return url


def _public_url(read: Reader) -> str:
    url = read.text("PUBLIC_URL").rstrip("/")
    parts = urlsplit(url)
    sound = not url or (parts.scheme in ("http", "https") and bool(parts.netloc) and not parts.query)
    read.check(sound, "PUBLIC_URL must be the address people type, like https://hemtjanst.example.se")
    return url


def _check_texting(read: Reader, live: bool) -> None:
    """Somebody to send by, whole: Twilio, 46elks, or both."""
    elks = [bool(read.maybe(name)) for name in ("ELKS_USERNAME", "ELKS_PASSWORD")]
    read.check(all(elks) or not any(elks), "ELKS_USERNAME and ELKS_PASSWORD are given together or not at all")
    sender = bool(read.maybe("ELKS_FROM") or read.maybe("TWILIO_FROM"))
    read.check(sender or not any(elks), "ELKS_FROM is missing: 46elks needs to know who a text is from")
    _check_twilio(read, live and not any(elks))
    _check_names(read)


def _check_names(read: Reader) -> None:
    """Under a name nobody can answer STOPP: then each text says whom to ring."""
    contact, names = read.maybe("SMS_CONTACT"), ("TWILIO_FROM", "ELKS_FROM")
    read.check(contact is None or bool(A_NUMBER.fullmatch(contact)), "SMS_CONTACT must be a number like +4618123456")
    for name in names:
        sender = read.maybe(name)
        answered = sender is None or A_NUMBER.fullmatch(sender)
        fault = f"{name} is a name, which nobody can answer: give SMS_CONTACT, whom each text then says to ring"
        read.check(bool(answered or contact), fault)


def _check_twilio(read: Reader, live: bool) -> None:
    given = {name: bool(read.maybe(name)) for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")}
    sender = bool(read.maybe("TWILIO_FROM") or read.maybe("TWILIO_MESSAGING_SERVICE_SID"))
    if live or any(given.values()):
        for name, there in given.items():
            read.check(there, f"{name} is missing: SMS_MODE={read.maybe('SMS_MODE') or 'console'} needs it")
        read.check(sender, "TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID is missing")


def _secrets(read: Reader) -> tuple[str, bytes]:
    secret, index_keys = read.text("SECRET_KEY"), read.keys("INDEX_KEY")
    read.check(not secret or len(secret) >= 32, "SECRET_KEY must be at least 32 characters")
    read.check(len(index_keys) < 2, "INDEX_KEY must be one key: look-ups would miss under a second")
    return secret, index_keys[0] if index_keys else b""


def _check_provider(read: Reader) -> None:
    """The identity provider is told whole or not at all; its address is https, but on this machine itself."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    if not any(read.maybe(name) for name in names):
        return
    for name in names:
        read.check(bool(read.maybe(name)), f"{name} is missing: the others of OIDC_* are given")
    issuer = urlsplit(read.maybe("OIDC_ISSUER") or "https://x")
    safe = issuer.scheme == "https" or (issuer.scheme == "http" and issuer.hostname in ("127.0.0.1", "localhost"))
    read.check(safe, "OIDC_ISSUER must be the provider's https address")


def _check_letters(read: Reader) -> None:
    url = read.maybe("SMTP_URL")
    try:
        parts = urlsplit(url or "smtp://x?from=x@x")
        _ = parts.port  # raises for one that is none
        sender = parse_qs(parts.query).get("from", [""])[-1]
        sound = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and "@" in sender
    except ValueError:
        sound = False
    read.check(sound, "SMTP_URL must be like smtps://user:password@host:465?from=hemtjanst@example.se")


def _check_signed(read: Reader) -> None:
    """What others know us by: the key of pushes, and whom to write to."""
    key = read.maybe("VAPID_PRIVATE_KEY")
    sound = vapid.is_private_key(key)
    read.check(sound, "VAPID_PRIVATE_KEY must be a private key of P-256: 32 bytes in base64url, or PEM")
    contact = read.text("SECURITY_CONTACT", "mailto:")
    read.check(contact.startswith(("mailto:", "https://")), "SECURITY_CONTACT must begin with mailto: or https://")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of contract section 2 from the environment.

    Raises SettingsError naming every fault at once.
    """
    read = Reader(os.environ if environ is None else environ)
    mode = read.choice("SMS_MODE", SMS_MODES)
    allowlist = frozenset(number.strip() for number in read.text("SMS_ALLOWLIST", " ").split(",") if number.strip())
    read.check(mode != "allowlist" or bool(allowlist), "SMS_ALLOWLIST is empty: SMS_MODE=allowlist needs it")
    zone = read.text("TIMEZONE", "Europe/Stockholm")
    read.check(is_zone(zone), "TIMEZONE must be a zone of the IANA list, like Europe/Stockholm")
    _check_texting(read, live=mode != "console")
    _check_provider(read)
    _check_letters(read)
    _check_signed(read)
    secret, index_key = _secrets(read)
    neighbours: dict[str, Any] = {name.lower(): read.maybe(name) for name in NEIGHBOURS}
    settings = Settings(
        municipality=read.text("MUNICIPALITY"),
        public_url=_public_url(read),
        database_url=_database(read),
        secret_key=secret,
        data_keys=read.keys("DATA_KEYS"),
        index_key=index_key,
        timezone=zone,
        card_disclosure=read.choice("CARD_DISCLOSURE", DISCLOSURES),
        sms_mode=mode,
        sms_allowlist=allowlist,
        log_level=read.choice("LOG_LEVEL", LOG_LEVELS, "INFO"),
        proxies=read.number("PROXIES", 0, 0, 9),
        sms_segment_price=read.price("SMS_SEGMENT_PRICE", "0.45"),
        sms_first=read.choice("SMS_FIRST", PROVIDERS),
        sending_at_once=read.number("SENDING_AT_ONCE", 16, 1, 128),
        **neighbours,
    )
    if read.faults:
        raise SettingsError(read.faults)
    return settings


def child_environment(**more: str) -> dict[str, str]:
    """This process's environment with `more` on top, for a child process that the launcher starts."""
    return {**os.environ, **more}
