"""The doors' forms: each try is counted before it is looked at, and each failure leaves a row in the trail.

What a form answers is the same for whatever was wrong; the trail keeps which, as a code and never as what was typed.
"""

from __future__ import annotations

from typing import Any, cast

from flask import request, session
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    WebAuthnDeleteForm,
    WebAuthnRegisterForm,
    WebAuthnSigninResponseForm,
    current_user,
)  # fmt: skip
from flask_security.proxies import _security
from flask_security.utils import get_message
from wtforms import HiddenField, RadioField

from backend.access import factors, limit, trail
from backend.access.limit import TooMany
from backend.access.passwords import LONGEST
from backend.access.scope import Scope
from backend.access.sessions import FIRST
from schema import clock
from schema.tables import User

SHOWN_AT = "password_shown_at"
"""Where the cookie keeps when the password was right, while the second factor is waited for (seconds since 1970)."""


def knocked(user: Any) -> Scope:
    """Whom the trail names for a failure at the door: nobody in any role, at this user's account."""
    return Scope("nobody", frozenset(), user_id=user.id if user is not None else None)


def as_typed(identity: str) -> str:
    """An address as it is looked up."""
    return identity.strip().lower()


class SignIn(LoginForm):
    """The sign-in form. There is no way to stay signed in beyond a pass, not even for who posts the field itself."""

    remember = None
    phone_needed = False
    """The password was right, but a worker without a second factor signs in on an enrolled phone."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the address and the password are an open account's."""
        who = as_typed(str(self.email.data or ""))
        limit.attempt("sign_in_address", request.remote_addr)
        limit.attempt("sign_in_account", who)
        if len(self.password.data or "") > LONGEST:
            self.form_errors.append("too long")
            trail.refused(reason="password_wrong")
            return False
        if not super().validate(**kwargs):
            trail.refused(knocked(self.user), "account_closed" if self.user_authenticated else "password_wrong")
            return False
        if factors.only_on_phone(cast(User, self.user)):
            self.phone_needed = True
            self.form_errors.append("phone needed")
            trail.refused(knocked(self.user), "phone_needed")
            return False
        session[SHOWN_AT] = clock.now().timestamp()
        session.pop(FIRST, None)
        limit.forgive("sign_in_account", who)
        limit.give_back("sign_in_address", request.remote_addr)
        return True


class Code(TwoFactorVerifyCodeForm):
    """A code of the authenticator's, after the password."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the code is right and was not used before."""
        assert self.user is not None  # the view has asked who it is
        self.code.data = "".join(str(self.code.data or "").split())
        return _tried(self.user, super().validate, kwargs, "code_wrong")


class Rescue(TwoFactorRescueForm):
    """Not shown: the code's page leads to the recovery codes by itself."""

    help_setup = RadioField(choices=[])


class Passkey(WebAuthnRegisterForm):
    """A new passkey and what its owner calls it. It is a second factor, after the password."""

    usage = HiddenField(default="secondary")


class Recovery(MfRecoveryForm):
    """A recovery code, in place of the authenticator's."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the code is one of hers, and not used before."""
        assert self.user is not None
        return _tried(self.user, super().validate, kwargs, "recovery_code_wrong")


class Again(VerifyForm):
    """The password once more, before something that matters."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is the password of the account that is signed in."""
        if not self.user.password or len(self.password.data or "") > LONGEST:
            return False
        return _tried(self.user, super().validate, kwargs, "password_wrong")


class NewPassword(ChangePasswordForm):
    """The old password and a new one."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the old one is right and the new one good."""
        if max(len(self.password.data or ""), len(self.new_password.data or "")) > LONGEST:
            return False
        limit.attempt("second_factor", current_user.id)
        self.new_password.data = _security._password_util.normalize(self.new_password.data or "")
        self.new_password_confirm.data = _security._password_util.normalize(self.new_password_confirm.data or "")
        good = bool(super().validate(**kwargs))
        if get_message("INVALID_PASSWORD")[0] in self.password.errors:
            trail.refused(knocked(current_user), "password_wrong")
        elif good:
            limit.forgive("second_factor", current_user.id)
        else:  # the old one was right, or was not looked at: that says nothing of those before
            limit.give_back("second_factor", current_user.id)
        return good


class PasskeyAnswer(WebAuthnSigninResponseForm):
    """A passkey's answer. It must be of whoever showed the password, and to a question that was not answered before."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the passkey has signed our question."""
        asked = _security.datastore.find_user(fs_uniquifier=session.get("tf_user_id") or "")
        if asked is None:
            return False
        good = _tried(asked, lambda **more: super(PasskeyAnswer, self).validate(**more) and self._fits(asked), kwargs,
                      "passkey_wrong")  # fmt: skip
        if not good:
            self.credential.errors = [get_message("API_ERROR")[0]]  # one answer, whatever was wrong
        return good

    def _fits(self, asked: Any) -> bool:
        if self.user is None or self.user.id != asked.id:
            return False
        try:
            limit.attempt("passkey_question", (request.view_args or {})["token"])
        except TooMany:
            return False
        return True


class PasskeyDelete(WebAuthnDeleteForm):
    """Takes a passkey away, but never the last factor: the password alone would then do to set one up."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is hers, and another factor stays."""
        more = bool(current_user.tf_totp_secret) or len(current_user.webauthn) > 1
        return more and bool(super().validate(**kwargs))


def _tried(user: Any, look: Any, kwargs: dict[str, Any], reason: str) -> bool:
    """Count a try at a user's account, then look; forgive the tries when it was right."""
    limit.attempt("second_factor", user.id)
    if not user.is_active or not look(**kwargs):
        trail.refused(knocked(user), reason)
        return False
    limit.forgive("second_factor", user.id)
    return True
