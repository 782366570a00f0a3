from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class VisitChange(Base):
    """What changed between two revisions of a visit that somebody may have been told of. Append-only.

    What was and what is stand in the two revisions; `kind` says which of them differ, so that it can be said in
    one sentence.
    """

    __tablename__ = "visit_change"
    __table_args__ = (Index(None, "visit_id"), Index(None, "run_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    from_number: Mapped[int]
    """0 for a visit added to a day whose plan was known already."""
    to_number: Mapped[int]
    kind: Mapped[str]
    """Comma-separated, of: added, workers, time, services, duration, cancelled, restored."""
    became_at: Mapped[datetime]
