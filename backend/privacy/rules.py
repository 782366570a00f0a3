"""The rules of retention, as data: what goes, after how long, counted from which date.

The law's: a person's file goes five years after the last note in it, two years in private provision, and is gone by
the end of the following calendar year; run each night, it is gone long before. Ours: texts, codes, sessions and
reports serve for months, and go when they have. A municipality's own retention plan may be stricter; it is set here.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schema import clock


@dataclass(frozen=True)
class Rule:
    """One rule. `way` is erased (the rows go), or emptied (what is personal in them goes, the row stays)."""

    name: str
    what: str
    months: int
    since: str
    tables: tuple[str, ...]
    way: str = "erased"
    days: int = 0
    """In place of months, where it is less than one."""

    @property
    def after(self) -> str:
        """How long, in words: "5 år efter sista anteckningen"."""
        if self.days:
            return f"{self.days} dagar efter {self.since}"
        if not self.months:
            return f"genast efter {self.since}"
        years, odd = divmod(self.months, 12)
        long = f"{years} år" if years and not odd else "1 månad" if self.months == 1 else f"{self.months} månader"
        return f"{long} efter {self.since}"

    def before(self) -> date:
        """The local date that what goes is older than."""
        today = clock.today() - timedelta(days=self.days)
        year, month = divmod(today.year * 12 + today.month - 1 - self.months, 12)
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))

    def moment(self) -> datetime:
        """The instant that what goes is older than: the beginning of that date."""
        return clock.day_bounds(self.before())[0]


MESSAGE_TEXT = Rule("message_text", "texten och numret i meddelanden", 3, "att det skrevs", ("message",), "emptied")
CODE = Rule("code", "engångskoder", 1, "att de slutade gälla", ("code",))
DEVICE = Rule("device", "enheter som inte längre är kopplade", 12, "att de spärrades eller slutade gälla", ("device",),
              "emptied")  # fmt: skip
CARD = Rule("card", "spärrade kort", 12, "att de spärrades", ("card",), "emptied")
SIGN_IN = Rule("sign_in", "inloggningar", 12, "att de senast användes", ("sign_in",))
IMPORT_REPORT = Rule("import_report", "avvisade värden ur inlästa planer", 3, "inläsningen", ("import_run",), "emptied")
TASK = Rule("task", "frågor till planeraren", 12, "att de ställdes", ("task",))
LOG_CHECK = Rule("log_check", "loggkontroller", 60, "kontrollen", ("log_check",))
TRAIL = Rule("trail", "loggen över vem som läst", 60, "läsningen", ("trail",))
INCIDENT = Rule("incident", "incidentregistret", 120, "sista steget", ("incident",))
RECEIPT = Rule("receipt", "kvitton från den som skickar sms och ringer", 3, "att de kom", ("receipt",))
INBOUND = Rule("inbound_text", "sms som har kommit in", 3, "att de kom", ("inbound_text",))
ANNOUNCED = Rule("announcement", "vad som skulle berättas", 3, "att det uppstod", ("announcement",))
HAND_CALL = Rule("hand_call", "avprickade samtal", 12, "samtalet", ("hand_call",))
ON_CALL = Rule("on_call", "den som har haft jour", 12, "att den slutade ha den", ("on_call",))
CALLER_PIN = Rule("caller_pin", "pinkoder för att ringa in", 1, "att de byttes eller togs bort", ("caller_pin",))
PUSH = Rule("push", "adresser för aviseringar", 1, "att de stängdes av", ("push_subscription",))
ASKED = Rule("survey_ask", "att någon fick frågan hur besöket var", 0, "att den ställdes", ("survey_ask",), days=8)
FEEDBACK = Rule("feedback", "synpunkter på sidorna", 12, "att de besvarades", ("feedback",))
UNANSWERED = Rule(
    "feedback_unanswered", "synpunkter på sidorna som ingen har besvarat", 24, "att de skrevs", ("feedback",)
)
PHOTO = Rule("photo", "bilder på medarbetare, borttagna", 1, "att de togs bort", ("worker_photo",))
TOLD = (RECEIPT, INBOUND, ANNOUNCED, HAND_CALL, ON_CALL, CALLER_PIN, PUSH, ASKED, FEEDBACK, UNANSWERED, PHOTO)
ROWS = (MESSAGE_TEXT, CODE, DEVICE, CARD, SIGN_IN, IMPORT_REPORT, TASK, LOG_CHECK, TRAIL, INCIDENT, *TOLD)
"""Rules about rows, each by its own date, in the order in which they run; before the people's."""

_FILE = (
    "remark_step", "remark", "request_step", "own_choice", "visit_request", "survey_ask", "came_answer", "alert",
    "announcement", "inbound_text", "caller_pin", "notice_wish", "message",
    "gap_review", "gap", "execution", "event", "promise", "visit_worker", "visit_alias", "visit_change",
    "visit_revision", "visit", "plan_revision", "absence", "decision", "code", "withdrawal", "consent", "handler",
    "log_check", "break_glass", "disclosure", "hold", "task", "push_subscription", "device", "relative", "recipient",
)  # fmt: skip
FILE_OWN = Rule("file_own", "allt om en person, kommunens egen regi", 60, "sista anteckningen", _FILE)
FILE_PRIVATE = Rule("file_private", "allt om en person, enskild verksamhet", 24, "sista anteckningen", _FILE)
HOME = Rule("home", "hem där ingen finns kvar", 0, "att den sista personens uppgifter har gallrats", ("home", "card"),
            "emptied")  # fmt: skip
WORKER = Rule("worker", "uppgifter om medarbetare", 60, "sista versionen i planen, när inga besök finns kvar",
              ("plan_revision", "worker_photo", "worker"), "emptied")  # fmt: skip
ACCOUNT = Rule("account", "stängda konton", 60, "sista raden i loggen", ("passkey", "role_grant", "user"), "emptied")
RULES = (*ROWS, FILE_OWN, FILE_PRIVATE, HOME, WORKER, ACCOUNT)
ERASED = "erased"
"""Stands as digest of a row that is only a reference any more: the trail's rows lead to it until their own time."""
