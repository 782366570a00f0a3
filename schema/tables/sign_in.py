from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class SignIn(Base):
    """A session of somebody of the staff, on our side: a cookie alone opens nothing once this row is ended."""

    __tablename__ = "sign_in"
    __table_args__ = (
        UniqueConstraint("key_hash"),
        Index(None, "user_id", "ended_at"),
        Index(None, "provider_sid_hash"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key_hash: Mapped[str]
    """Keyed hash of the random key in the session's cookie."""
    way: Mapped[str]
    """password, passkey, oidc or pin."""
    second_factor: Mapped[bool] = mapped_column(default=False)
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phone.id"))
    provider_sid_hash: Mapped[str | None]
    """Keyed hash of the session's name at the identity provider, for its back-channel logout."""
    browser: Mapped[str | None] = mapped_column(Encrypted)
    address: Mapped[str | None] = mapped_column(Encrypted)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
    """signed_out, idle, age, ended_by_user, closed, provider, phone_cut, password_changed."""
