from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_security.core import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schema import clock
from schema.db import Base
from schema.types import Encrypted, EncryptedJson, Id


class Role(RoleMixin):
    """A role by its code: worker, planner, manager, head, auditor, admin. Held through a grant, never on its own."""

    def __init__(self, name: str):
        self.name = name


class User(UserMixin, Base):
    """Somebody of the staff who signs in. A worker's sign-in is bound to the plan's worker.

    Names of columns that begin with `tf_`, `mf_` or `fs_` are Flask-Security's.
    """

    __tablename__ = "user"
    __table_args__ = (
        UniqueConstraint("email"),
        UniqueConstraint("fs_uniquifier"),
        UniqueConstraint("fs_webauthn_user_handle"),
        UniqueConstraint("subject_hash"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    password: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str]
    fs_webauthn_user_handle: Mapped[str | None]  # type: ignore[assignment]  # none until a passkey is made
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None] = mapped_column(Encrypted)
    tf_counter: Mapped[int | None] = mapped_column(Id)
    """The time step of the last authenticator code accepted: none at or before it is accepted again."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(EncryptedJson()))
    subject_hash: Mapped[str | None]
    """Keyed hash of issuer and subject at the municipality's identity provider."""
    linkable_until_at: Mapped[datetime | None]
    """Until when the provider's next arrival with this address may take this account: an administrator opened it."""
    pin_hash: Mapped[str | None]
    """Argon2, for enrolled phones."""
    pin_wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    """Wrong PINs in a row; at five the PIN is locked until a manager gives a new start code."""
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    created_at: Mapped[datetime]
    grants: Mapped[list[Grant]] = relationship(lazy="selectin", order_by="Grant.id")
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # ours are passkeys
        order_by="Passkey.id", cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # read-only: held through grants
        """The roles of the grants in force today."""
        today = clock.today()
        return [Role(name) for name in sorted({grant.role for grant in self.grants if grant.holds_on(today)})]

    def check_tf_required_setup(self) -> bool:
        """A second factor is replaced by another, never just taken away by whoever is at the browser."""
        return True


class Passkey(WebAuthnMixin, Base):
    """A passkey (WebAuthn credential) of a user's. The names of the columns are Flask-Security's."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("credential_id"), Index(None, "user_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(Id)
    transports: Mapped[Any] = mapped_column(MutableList.as_mutable(EncryptedJson()))
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    usage: Mapped[str]
    create_datetime: Mapped[datetime] = mapped_column("created_at", default=clock.now)
    lastuse_datetime: Mapped[datetime] = mapped_column("used_at")


class Grant(Base):
    """A role with the unit (None: the whole municipality) and the days that it holds for."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "unit_id", "from_on"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    from_claims: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Given by the identity provider's claims at sign-in, and taken back by them."""

    def holds_on(self, day: date) -> bool:
        """Whether the grant is in force on a local date."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class ClaimMap(Base):
    """What a claim of the identity provider means here: a role, in a unit (None: the whole municipality)."""

    __tablename__ = "claim_map"
    __table_args__ = (UniqueConstraint("claim", "value", "role", "unit_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim: Mapped[str]
    value: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
