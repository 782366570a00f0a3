"""Where the chains end between two daily heads, remembered outside the database: in the log, and by whoever seals.

Whoever has only the database open can cut rows and their seals off together, and nothing in it tells: it is as it was
an hour ago. The log's lines of that hour tell, where they are kept elsewhere; the sealing process says so at once.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from schema.chains import CHAINS
from schema.tables import Seal

log = logging.getLogger(__name__)
LINE = re.compile(rf"({'|'.join(CHAINS)}):(\d{{1,18}}):([0-9a-f]{{64}})")
_seen: dict[tuple[str, str], Tip] = {}


@dataclass(frozen=True)
class Tip:
    """A seal that a chain once ended with."""

    chain: str
    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.chain}:{self.number}:{self.digest}"

    def stands(self, session: Session) -> bool:
        """Whether the seal is still there, as it was."""
        query = select(Seal.digest).where(Seal.chain == self.chain, Seal.number == self.number)
        return session.scalar(query) == self.digest


def read(text: str) -> Tip | None:
    """A tip as the log tells it; None for anything else."""
    found = LINE.fullmatch(text.strip())
    return Tip(found[1], int(found[2]), found[3]) if found else None


def keep(session: Session, chain: str) -> None:
    """Tell the log where a chain ends now, and remember it."""
    query = select(Seal.number, Seal.digest).where(Seal.chain == chain).order_by(Seal.number.desc()).limit(1)
    last = session.execute(query).first()
    if last is not None:
        tip = Tip(chain, last.number, last.digest)
        _seen[_of(session), chain] = tip
        log.info("sealed %s", tip)


def look(session: Session, chain: str) -> bool:
    """Whether a chain still has the seal that this process ended it with; the log's error line where it has not."""
    tip = _seen.get((_of(session), chain))
    if tip is None or tip.stands(session):
        return True
    del _seen[_of(session), chain]
    log.error("cut off: seal %s is gone or another", tip)
    return False


def _of(session: Session) -> str:
    return str(session.get_bind().engine.url)
