"""What somebody answers to a text of ours: STOPP, FEL. The number answers, so everybody who has it is meant.

The answer is the same whoever has the number, and whether anybody has. No function commits.
"""

from __future__ import annotations

import re
from enum import StrEnum

from sqlalchemy import or_, select, update

from backend.access import trail
from backend.telling import restart, wishes
from notifications.states import State
from schema import clock
from schema.db import db, insert_new
from schema.reach import WRONG_NUMBER, hashed_number, wrong_number_key
from schema.tables import Home, Message, Recipient, Relative, Task, Withdrawal

STOPPED = "number_stopped"
"""The kind of the task that tells a unit that a number wants no more texts."""
A_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


class Answer(StrEnum):
    """What a text from somebody means to us."""

    STOP = "stop"
    START = "start"
    WRONG = "wrong"
    YES = "yes"
    NO = "no"
    TODAY = "today"
    TOMORROW = "tomorrow"
    HELP = "help"
    RATED = "rated"
    """1, 2 or 3: how a visit was, where that was asked. Which of them is kept nowhere but in a count."""
    OTHER = "other"


WORDS = {
    "stopp": Answer.STOP, "stop": Answer.STOP, "stopall": Answer.STOP, "unsubscribe": Answer.STOP,
    "cancel": Answer.STOP, "end": Answer.STOP, "quit": Answer.STOP, "revoke": Answer.STOP, "optout": Answer.STOP,
    "lopeta": Answer.STOP, "seis": Answer.STOP, "avsluta": Answer.STOP,
    "fel": Answer.WRONG, "fel nummer": Answer.WRONG, "wrong": Answer.WRONG, "wrong number": Answer.WRONG,
    "väärä": Answer.WRONG, "väärä numero": Answer.WRONG,
    "start": Answer.START, "starta": Answer.START, "unstop": Answer.START, "aloita": Answer.START,
    "ja": Answer.YES, "yes": Answer.YES, "kyllä": Answer.YES, "joo": Answer.YES,
    "nej": Answer.NO, "no": Answer.NO, "ei": Answer.NO,
    "idag": Answer.TODAY, "i dag": Answer.TODAY, "today": Answer.TODAY, "tänään": Answer.TODAY,
    "imorgon": Answer.TOMORROW, "i morgon": Answer.TOMORROW, "imorrn": Answer.TOMORROW,
    "tomorrow": Answer.TOMORROW, "huomenna": Answer.TOMORROW,
    "hjälp": Answer.HELP, "help": Answer.HELP, "info": Answer.HELP, "apua": Answer.HELP,
}  # fmt: skip
"""In our languages, and what Twilio itself takes for a stop."""


FACES = {
    "1": 1, "dåligt": 1, "dålig": 1, "huono": 1, "huonosti": 1, "bad": 1,
    "2": 2, "varken bra eller dåligt": 2, "varken": 2, "ei hyvä eikä huono": 2, "neither good nor bad": 2, "neither": 2,
    "3": 3, "bra": 3, "jättebra": 3, "hyvä": 3, "hyvin": 3, "good": 3,
}  # fmt: skip
FIGURES = ("1", "2", "3")
POLITE = {"tack", "det", "var", "mycket", "kiitos", "oikein", "erittäin", "thanks", "very", "it", "was", "för"}
"""Words that add nothing to a figure. Any other is for the unit to read: "2 kom för sent" is no rating."""


def face_of(body: str) -> int | None:
    """How a visit was, of a text that says nothing but a figure or its word: "3", "3 bra", "Bra, tack!"."""
    words = "".join(sign if sign.isalnum() else " " for sign in body[:60].casefold()).split()
    plain = [word for word in words if word not in POLITE] if len(body) <= 60 else []
    if len(plain) > 1 and plain[0] in FIGURES:  # a figure and its own word: "3 bra"
        return FACES[plain[0]] if FACES.get(" ".join(plain[1:])) == FACES[plain[0]] else None
    return FACES.get(" ".join(plain))


def is_figure(body: str) -> bool:
    """Whether a text is a figure and nothing more, as we ask for it: "3", "3."."""
    return "".join(sign for sign in body if sign.isalnum()) in FIGURES


def meaning(body: str) -> Answer:
    """What a text means, however it is written: "Stopp!" is a stop."""
    if face_of(body) is not None:
        return Answer.RATED
    plain = " ".join("".join(sign if sign.isalpha() else " " for sign in body[:200].casefold()).split())
    return WORDS.get(plain, Answer.OTHER)


def take(number: str, answer: Answer) -> None:
    """Do what a number (E.164) answered: STOPP and FEL withdraw its wishes at once, START gives them back.

    The units of everybody who has the number are told of what was withdrawn.
    """
    if not A_NUMBER.fullmatch(number):
        return
    if answer is Answer.START:
        restart.take(hashed_number(number))
    elif answer in (Answer.STOP, Answer.WRONG):
        silence(hashed_number(number), answer)


def silence(number_hash: str, answer: Answer) -> None:
    """Withdraw the wishes of everybody who has a number: they stopped them, or it is not theirs."""
    hers = or_(Recipient.phone_hash == number_hash, Recipient.landline_hash == number_hash)
    people = db.session.scalars(select(Recipient).where(hers, Recipient.revision > 0).order_by(Recipient.id)).all()
    kin = db.session.execute(
        select(Relative, Recipient.unit_id)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(Relative.phone_hash == number_hash, Relative.revision > 0)
        .order_by(Relative.id)
    ).all()
    for person in people:
        _silence_recipient(person, number_hash, answer)
    for relative, unit_id in kin:
        _silence_relative(relative, unit_id, answer)
    _drop_queued(number_hash, answer)


def _silence_recipient(person: Recipient, number_hash: str, answer: Answer) -> None:
    now = clock.now()
    if person.sms_detail != "none":
        db.session.add(Withdrawal(what="sms_detail", recipient_id=person.id, withdrawn_at=now))
        person.sms_detail = "none"
        db.session.execute(update(Home).where(Home.id == person.home_id).values(version=Home.version + 1))
    if answer is Answer.WRONG and person.phone_hash == number_hash:
        person.phone_closed_at = now
    trail.note(restart.BY_NUMBER, "change", recipient_id=person.id, reason=f"number_answered:{answer}")
    _raise_task(answer, "recipients", person.id, number_hash, person.unit_id, person.id)


def _silence_relative(relative: Relative, unit_id: int, answer: Answer) -> None:
    now = clock.now()
    if wishes.silence(relative.id) or relative.notices != "none":
        db.session.add(Withdrawal(what="notices", relative_id=relative.id, withdrawn_at=now))
        relative.notices = "none"
    if answer is Answer.WRONG:
        relative.phone_closed_at, relative.subject_hash = now, None
    trail.note(restart.BY_NUMBER, "change", recipient_id=relative.recipient_id, reason=f"number_answered:{answer}")
    _raise_task(answer, "relatives", relative.id, relative.phone_hash, unit_id, relative.recipient_id)


def _raise_task(
    answer: Answer, table: str, row_id: int, number_hash: str | None, unit_id: int, recipient_id: int
) -> None:
    """Ask the unit to look; a question that was answered before is asked anew."""
    key = wrong_number_key(table, row_id, number_hash)
    if answer is Answer.STOP:
        key = f"{STOPPED}:{table}:{row_id}:{number_hash}"
    kind = WRONG_NUMBER if answer is Answer.WRONG else STOPPED
    again = {"raised_at": clock.now(), "date": clock.today(), "settled_at": None, "settled_by_user_id": None}
    known = db.session.execute(update(Task).where(Task.key == key).values(**again))
    if not known.rowcount:  # type: ignore[attr-defined]  # an update has a rowcount
        row = {"key": key, "kind": kind, "unit_id": unit_id, "recipient_id": recipient_id, **again}
        db.session.execute(insert_new(Task, [row]))


def _drop_queued(number_hash: str, answer: Answer) -> None:
    """What waits for the number is not sent; a code that was asked for is, unless the number is a wrong one."""
    waiting = [Message.number_hash == number_hash, Message.state == State.QUEUED]
    waiting += [] if answer is Answer.WRONG else [Message.kind != "code"]
    gone = {"state": State.SUPPRESSED, "reason": "not_wanted", "settled_at": clock.now()}
    db.session.execute(update(Message).where(*waiting).values(**gone), execution_options={"synchronize_session": False})
