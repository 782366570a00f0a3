"""How the visits were: one question now and then, its answers kept without anybody's name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class SurveyAsk(Base):
    """That somebody was asked how a visit was, or has answered: so that nobody is asked more than once a week.

    What she answered is not here, and cannot be joined to it.
    """

    __tablename__ = "survey_ask"
    __table_args__ = (Index(None, "recipient_id", "asked_on"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    message_id: Mapped[int | None] = mapped_column(Id)
    asked_on: Mapped[date]
    closed: Mapped[bool]
    """Whether she answered or put the question away: not which, nor when."""


class SurveyCount(Base):
    """How many gave an answer in a unit and month, by way. Nothing leads from here to anybody."""

    __tablename__ = "survey_count"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month_on: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    face: Mapped[int] = mapped_column(primary_key=True)
    """1 bad, 2 neither, 3 good."""
    way: Mapped[str] = mapped_column(primary_key=True)
    """own (by herself: page, text or telephone, which nobody tells apart) or paper."""
    answers: Mapped[int]
