"""Something that somebody should be told of, and what people wished and units chose about being told."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id

UNDECIDED = text("decided_at IS NULL")
HELD = text("outcome = 'fuse'")


class Announcement(Base):
    """Something that arose and is to be told. Written in the transaction of its cause, once (`key`); decided later.

    Of several changes within a short while one message is made: each waits until `ready_at`.
    """

    __tablename__ = "announcement"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(None, "recipient_id"),
        Index("ix_announcement_undecided", "ready_at", sqlite_where=UNDECIDED, postgresql_where=UNDECIDED),
        Index("ix_announcement_held", "unit_id", sqlite_where=HELD, postgresql_where=HELD),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str]
    """What makes it one: kind, visit, and which change, step or state of it."""
    kind: Mapped[str]
    """As `notifications.events.Kind`."""
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("visit_change.id"))
    moment_at: Mapped[datetime | None]
    """What it tells of: when a delayed visit is expected, an unplanned one began."""
    arose_at: Mapped[datetime]
    ready_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """What was decided: told, nobody (is to be told), or fuse (it waits for the manager), then released or let_go."""


class NoticeWish(Base):
    """How somebody wishes to be told. Append-only: the last row of a person is in force."""

    __tablename__ = "notice_wish"
    __table_args__ = (
        Index(None, "recipient_id"),
        Index(None, "relative_id"),
        CheckConstraint("(relative_id IS NULL) <> (recipient_id IS NULL)", name="one_person"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    notices: Mapped[str]
    """none, changes or all."""
    list_at: Mapped[time | None] = mapped_column(Time)
    """Local time of the morning list; None: the municipality's."""
    evening_before: Mapped[bool]
    way: Mapped[str | None]
    """sms or call; None: by the kind of her number."""
    how: Mapped[str | None]
    """own (on her device), or on her word: spoken, telephone or written; None where it was not said."""
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    recorded_at: Mapped[datetime]
    recorded_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class UnitNotice(Base):
    """Whether a unit's notices go out, and for how much. Append-only: the last row of a unit is in force."""

    __tablename__ = "unit_notice"
    __table_args__ = (Index(None, "unit_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    mode: Mapped[str]
    """on, or shadow: all is decided and composed, nothing sent."""
    monthly_segments: Mapped[int | None]
    """The budget of a calendar month; None: no limit."""
    recorded_at: Mapped[datetime]
    recorded_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
