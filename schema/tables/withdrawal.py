from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class Withdrawal(Base):
    """A wish or consent withdrawn here. Append-only. It stands against any import without a consent dated after it."""

    __tablename__ = "withdrawal"
    __table_args__ = (Index(None, "recipient_id"), Index(None, "relative_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    what: Mapped[str]
    """sms_detail, card_detail, relative (all that she may see) or notices (a relative's own no to messages)."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    withdrawn_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    """The recipient's own device, where she withdrew it herself."""
    how: Mapped[str | None]
    """On her word: spoken, telephone or written; None where it was not said."""
