"""What every planned noun has: a key of its own, the planning system's key, the revision in force."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from schema.types import Id


class Planned:
    """Outside ids are unique per source; inside, rows have ids of their own.

    The columns of a subclass hold the revision in force, derived from `plan_revision`; `revision` is its number,
    0 when every import that brought the row was taken back (the row is then hidden everywhere).
    """

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str]
    outside_id: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    digest: Mapped[str] = mapped_column(default="")
    """Keyed hash of the content in force: an equal row of the next package changes nothing."""
