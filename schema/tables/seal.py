from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import EncryptedJson, Id


class Seal(Base):
    """A seal over the new rows of a chained table. Append-only.

    Each is over the one before it and over the digests of its rows, under the installation's key, so that whoever has
    only the database can neither change nor remake it.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("chain", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chain: Mapped[str]
    """trail or event."""
    number: Mapped[int]
    """From 1, without gaps, per chain."""
    ranges: Mapped[str]
    """The ids of its rows, "1-500,503"."""
    holes: Mapped[str]
    """Ids that it passed over, written like the ranges: of transactions that are not done yet, or never will be.
    With the ranges they leave no id out, so that a row found at an id of neither was put there."""
    top: Mapped[int] = mapped_column(Id)
    """The highest id of this seal and all before it."""
    leaves: Mapped[bytes] = mapped_column(LargeBinary)
    """The first 16 bytes of each row's digest, in the order of ids: it stays when retention erases the row."""
    sealed_at: Mapped[datetime]
    digest: Mapped[str]


class Head(Base):
    """The end of both chains at the end of a local day, signed, to be published. Append-only; one a day."""

    __tablename__ = "head"
    __table_args__ = (UniqueConstraint("date"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    date: Mapped[date]
    tips: Mapped[str]
    """Number and digest of the last seal of each chain, as JSON in the order of the chains' names."""
    signed_at: Mapped[datetime]
    public_key: Mapped[str]
    signature: Mapped[str]


class Removal(Base):
    """That retention erased a run of rows of a walled table, signed: seals over them still verify. Append-only.

    `chain` is the table's name; a table that is no chain has no leaves, and is named here so that its wall opens.
    """

    __tablename__ = "removal"
    __table_args__ = (Index(None, "chain", "first_id"), Index(None, "run_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chain: Mapped[str]
    first_id: Mapped[int] = mapped_column(Id)
    last_id: Mapped[int] = mapped_column(Id)
    rule: Mapped[str]
    """The rule of retention that it went under."""
    run_id: Mapped[int] = mapped_column(Id)
    removed_at: Mapped[datetime]
    leaves_digest: Mapped[str]
    """Over the leaves of the rows removed, as their seals hold them."""
    signature: Mapped[str]


class RetentionRun(Base):
    """One run of retention: by which rules, what went, how much. Append-only."""

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    user_id: Mapped[int | None]
    record: Mapped[object] = mapped_column(EncryptedJson)
    """Counts by rule and table, and what was left for a hold or an exemption."""
