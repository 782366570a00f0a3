"""The second factor's codes: each is accepted once. What the library leaves to the application is done here."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask_security import MfRecoveryCodesUtil, SQLAlchemyUserDatastore, Totp
from passlib.exc import UsedTokenError  # type: ignore[import-untyped]
from sqlalchemy import or_, update

from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import User

BOXED = "boxed:"
"""What a secret begins with while a browser's cookie carries it, encrypted. Its column encrypts by itself."""
RECOVERY_CODES = 10


class Authenticator(Totp):
    """As the library's, but a code is used up (the step of the last one is kept), and secrets rest in our own keys."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._totp = self._totp.using(now=lambda: clock.now().timestamp())  # the one clock

    def generate_totp_secret(self) -> str:
        """A new secret, encrypted for the way over the browser."""
        return BOXED + ring().encrypt(str(self._totp.new().base32_key))

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether a code is right and not used up. A user's new secret begins without a past."""
        secret = unboxed(totp_secret)
        if secret != user.tf_totp_secret:
            user.tf_counter = None
            db.session.flush()
        return bool(super().verify_totp(token, self._of(secret), user, window))

    def get_last_counter(self, user: Any) -> int | None:
        """The time step of the last code that was accepted."""
        return user.tf_counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Use a code up. Of two who bring it at once, the second is refused."""
        unused = or_(User.tf_counter.is_(None), User.tf_counter < tmatch.counter)
        used = db.session.execute(update(User).where(User.id == user.id, unused).values(tf_counter=tmatch.counter))
        if not used.rowcount:  # type: ignore[attr-defined]  # an update's result counts rows
            raise UsedTokenError(expire_time=tmatch.expire_time)

    def pretty(self, totp_secret: str) -> str:
        """A secret in groups of four, to type into an app by hand."""
        return str(self.get_totp_pretty_key(self._of(unboxed(totp_secret))))

    def address(self, user: Any, totp_secret: str) -> str:
        """The otpauth: address of a secret, which the QR code carries."""
        return str(self.get_totp_uri(user.email, self._of(unboxed(totp_secret))))

    def _of(self, secret: str) -> Any:
        return self._totp(key=secret, format="base32")


def unboxed(secret: str) -> str:
    """A secret in the clear, from the browser's cookie or from its column. Raises ValueError where no key fits."""
    return ring().decrypt(secret.removeprefix(BOXED)) if secret.startswith(BOXED) else secret


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes on paper, each good once. Only keyed hashes are kept, so they are shown when made and never again."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """New codes; those before are void."""
        codes = [
            "-".join((secrets.token_hex(2), secrets.token_hex(2), secrets.token_hex(2))) for _ in range(RECOVERY_CODES)
        ]
        user.mf_recovery_codes = [_hash(user, code) for code in codes]
        return codes

    def get_recovery_codes(self, user: Any) -> list[str]:
        """None: they cannot be read again."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether a code is one of the user's that is not used up; holds her row until the transaction ends."""
        db.session.refresh(user, ["mf_recovery_codes"], with_for_update=True)
        return _hash(user, code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Use a code up."""
        left, hashed = list(user.mf_recovery_codes or []), _hash(user, code)
        if hashed not in left:
            return False
        left.remove(hashed)
        user.mf_recovery_codes = left
        return True


def _hash(user: User, code: str) -> str:
    plain = re.sub(r"[\s-]", "", code).lower()
    return ring().look_up("recovery_code", f"{user.id}:{plain}")


class Datastore(SQLAlchemyUserDatastore):
    """The library's way to the users, within the request's one transaction."""

    def commit(self) -> None:
        """Nothing is committed before the request ends, with its trail."""
        db.session.flush()

    def tf_set(self, user: Any, primary_method: str, totp_secret: str | None = None, phone: str | None = None) -> None:
        """As the library's; the column keeps the plain secret and encrypts it itself, so that keys can be rotated."""
        super().tf_set(user, primary_method, unboxed(totp_secret) if totp_secret else None, phone)
