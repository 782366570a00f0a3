"""What can be told. Grows as the service learns to tell more; each kind has its texts in every catalogue."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kind of a message, as stored with it."""

    MORNING = "morning"
    """The plan of the day: the rest of today's windows."""
    CODE = "code"
    """A code to be used once and soon. Sent before everything else; its words are erased when it is settled."""
    LETTER = "letter"
    """A letter about somebody's own sign-in or device. Its words are erased when it is settled, too."""
    WELCOME = "welcome"
    """The first text to a number that nobody has confirmed: who sends, how to stop, how to say that it is wrong."""
    EVENING = "evening"
    """The plan of the next day, the evening before, to who wished for it."""
    DAY_CALL = "day_call"
    """The plan of the day by telephone, to who has only a landline, or chose it, or has called us."""
    CHANGE = "change"
    """Other workers, another time or service, a visit cancelled or added, on a day that was told of."""
    DELAY = "delay"
    """A visit is expected later than was said."""
    ARRIVED = "arrived"
    DONE = "done"
    NOT_COME = "not_come"
    """To her: there is no word of a visit that should have begun, and it is being looked into."""
    MISSED = "missed"
    """To her relatives: a visit was not carried out, or nobody of the unit has taken it on."""
    UNPLANNED = "unplanned"
    """Somebody came without its having been planned."""
    ALERT = "alert"
    """To the staff on call: nobody has come, as far as is known."""
    QUESTION = "question"
    """Whether somebody came."""
    OUTCOME = "outcome"
    """What became of what she asked of a visit to come."""
    SURVEY = "survey"
    """How a visit was."""
    WRONG_CARD = "wrong_card"
    """To the staff on call: the card of another home was read at a visit."""
    ANSWER = "answer"
    """What the unit answers to a text."""
    NEWS = "news"
    """To a browser: that there is news of the visits, and not what. The page says that, to whom it opens."""


OF_VISITS = frozenset(
    {
        Kind.MORNING,
        Kind.EVENING,
        Kind.DAY_CALL,
        Kind.CHANGE,
        Kind.DELAY,
        Kind.ARRIVED,
        Kind.DONE,
        Kind.NOT_COME,
        Kind.MISSED,
        Kind.UNPLANNED,
        Kind.QUESTION,
        Kind.OUTCOME,
        Kind.SURVEY,
    }
)
"""Kinds that tell of visits: to a number, by everybody who has it; to a relative alone, by her consents."""
SPOKEN = frozenset({Kind.DAY_CALL, Kind.WELCOME, Kind.CHANGE, Kind.DELAY, Kind.NOT_COME})
"""Kinds that a call reads out line by line, as often as she asks in it."""
SHORT_LIVED = frozenset({Kind.CODE, Kind.LETTER})
"""Kinds whose words must not stay (as `schema.tables.message.SHORT_LIVED` says it to the databases)."""


class Way(StrEnum):
    """How a message travels, as stored with it while it is on its way."""

    SMS = "sms"
    CALL = "call"
    EMAIL = "email"
    PUSH = "push"
    """To a browser. Its number is a `schema.push.PushAddress`."""
