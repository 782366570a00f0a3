"""That what somebody said is answered: by a neutral text to a number that is hers alone. Never the answer itself."""

from __future__ import annotations

from datetime import timedelta

from backend.telling import quiet, units
from backend.telling.readers import Reader, readers
from notifications import drafts, wording
from notifications.drafts import Draft
from notifications.events import Kind, Way
from notifications.going import after_quiet
from notifications.policy import Level
from notifications.texts import catalogue
from schema import clock

LASTS = timedelta(days=1)


def tell(key: str, recipient_id: int, relative_id: int | None, unit_id: int, municipality: str) -> bool:
    """Write the text of an answer, under its key; False where none may go: then somebody rings.

    To her own number where she wants texts, it is confirmed, and nobody shares it or reads along; to a relative by her
    own consents and wish. Nobody is woken by it, at night or in her own quiet hours. The caller owns the transaction.
    """
    known = readers([recipient_id], clock.today()).get(recipient_id, ())
    reader = next((one for one in known if one.relative_id == relative_id and _may(one)), None)
    if reader is None or after_quiet(clock.now()) > clock.now() or _rests(reader, recipient_id):
        return False
    stands, words = units.standing(), catalogue(reader.language)
    said = wording.Reader(municipality, reader.level, stands.phone(unit_id))
    draft = Draft(
        key, Kind.ANSWER, unit_id, reader.to, reader.to_hash, words.language, wording.answered(said, words),
        clock.now() + LASTS, recipient_id=recipient_id, relative_id=relative_id, level=Level.TIMES.name.lower(),
        held=stands.held(unit_id),
    )  # fmt: skip
    return bool(drafts.write([draft])) and draft.held is None


def _rests(one: Reader, recipient_id: int) -> bool:
    return one.relative_id is None and recipient_id in quiet.rest_now([recipient_id])


def _may(one: Reader) -> bool:
    alone = one.relative_id is not None or not (one.relative_reads or one.shared)
    willing = one.level is not Level.NONE and one.confirmed and one.closed is None
    return one.way is Way.SMS and alone and willing
