"""Workers' pictures: taken in by their own consent, without what a camera wrote beside them; shown while it lasts.

A picture's address is signed and good for the day on which it was given out and the next, so that a page that was
kept open is whole, and an address that was passed on is soon worth nothing.
"""

from __future__ import annotations

import base64
import hmac
import io
import warnings
from datetime import date, timedelta

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import ColumnElement, select, update

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Home, Recipient, Visit, VisitWorker, WorkerPhoto

SIDE = 240
"""Of the square in pixels: twice what the largest screen shows."""
LARGEST_BYTES = 12 * 1024 * 1024
LARGEST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
"""A JPEG is read at a part of its size, the others whole. MPO: a JPEG with a second one in it, as some phones write."""
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
GOOD_FOR = timedelta(days=1)
SIGN_DIGITS = 20


class NoPicture(ValueError):
    """What came is no picture that can be shown; `code`: large or unknown."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def address(photo_id: int, day: date) -> str:
    """Where a picture (row id) is fetched, as given out on a local date."""
    said = f"{photo_id}.{day:%Y%m%d}"
    return f"/foto/{said}.{_sign(said)}"


def picture(name: str, today: date) -> bytes | None:
    """The JPEG behind the last part of an address; None for one that is not ours, is too old, or is removed."""
    number, _, rest = name.partition(".")
    day, _, sign = rest.partition(".")
    said = f"{number}.{day}"
    if not (number.isascii() and number.isdecimal()) or not hmac.compare_digest(sign.encode(), _sign(said).encode()):
        return None
    given_out = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    if not today - GOOD_FOR <= given_out <= today:
        return None
    kept = db.session.scalar(select(WorkerPhoto.image).where(WorkerPhoto.id == int(number), _standing()))
    return base64.b64decode(kept) if kept else None


def standing(worker_id: int) -> int | None:
    """The row id of a worker's picture, if she has one."""
    query = select(WorkerPhoto.id).where(WorkerPhoto.worker_id == worker_id, _standing())
    return db.session.scalar(query.order_by(WorkerPhoto.id.desc()).limit(1))


def take(scope: Scope, made: bytes) -> None:
    """Keep a worker's picture of herself, as `square` made it, instead of the one before. The caller commits."""
    assert scope.worker_id is not None
    kept = base64.b64encode(made).decode()
    remove(scope)
    db.session.add(WorkerPhoto(worker_id=scope.worker_id, image=kept, consented_at=clock.now(), user_id=scope.user_id))
    _shown_anew(scope.worker_id)


def remove(scope: Scope) -> bool:
    """Take a worker's picture of herself away, for good; False where there was none. The caller commits."""
    assert scope.worker_id is not None
    gone = update(WorkerPhoto).where(WorkerPhoto.worker_id == scope.worker_id, _standing())
    gone = gone.values(image=None, removed_at=clock.now(), removed_by_user_id=scope.user_id)
    done = db.session.execute(gone.returning(WorkerPhoto.id), execution_options={"synchronize_session": False}).all()
    _shown_anew(scope.worker_id)
    return bool(done)


def square(raw: bytes) -> bytes:
    """Pure: a picture as a small upright square JPEG that carries nothing else. Raises NoPicture."""
    if len(raw) > LARGEST_BYTES:
        raise NoPicture("large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged here, before anything is read
            return _squared(raw)
    except NoPicture:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise NoPicture("unknown") from None


def _squared(raw: bytes) -> bytes:
    with Image.open(io.BytesIO(raw), formats=FORMATS) as found:
        if found.width * found.height > LARGEST_PIXELS.get(found.format or "", 0):
            raise NoPicture("large")
        found.draft("RGB", (4 * SIDE, 4 * SIDE))
        upright = ImageOps.exif_transpose(found).convert("RGB")
    small, bare = io.BytesIO(), Image.new("RGB", (SIDE, SIDE))
    bare.paste(
        ImageOps.fit(upright, (SIDE, SIDE), centering=(0.5, 0.4))
    )  # the picture, and no word of what was beside it
    bare.save(small, "JPEG", quality=QUALITY, optimize=True)
    return small.getvalue()


def _standing() -> ColumnElement[bool]:
    return WorkerPhoto.removed_at.is_(None)


def _sign(said: str) -> str:
    return ring().look_up("photo", said)[:SIGN_DIGITS]


def _shown_anew(worker_id: int) -> None:
    """The cards that name her near today are other pages now."""
    today = clock.today()
    near = VisitWorker.date.between(today - GOOD_FOR, today + GOOD_FOR)
    homes = (
        select(Recipient.home_id)
        .join(Visit, Visit.recipient_id == Recipient.id)
        .join(VisitWorker, VisitWorker.visit_id == Visit.id)
        .where(VisitWorker.worker_id == worker_id, near)
    )
    db.session.flush()
    db.session.execute(update(Home).where(Home.id.in_(homes)).values(version=Home.version + 1))
