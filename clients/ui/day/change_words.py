"""What she reads of a change that she asks for, and of how it stands, in her language."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from backend.cards.facts import Plan
from backend.declining import DECLINE
from backend.requests import agreement, standing, wanted
from backend.requests.asking import AHEAD, Choice
from backend.requests.standing import Asked
from clients.ui.day.words import words_in
from clients.ui.speech import clock_in_words, day_in_words, large, opening_in_words, say_in
from schema import clock


class Said(NamedTuple):
    """How her request stands: the kind of the box, its heading, and what it says, a line each."""

    kind: str
    title: str
    lines: list[str]
    may_withdraw: bool


class Words:
    """Says it in one language."""

    def __init__(self, language: str):
        self.language, self.say = language, say_in(language)

    def day(self, choice: Choice) -> str:
        """The visit's day: Tisdag 24 november."""
        return large(day_in_words(clock.local_date(choice.window_start_at), self.language))

    def window(self, choice: Choice) -> str:
        """When it may begin."""
        plan = Plan(choice.window_start_at, choice.window_end_at, 0, False, (), ())
        return words_in(self.language).window(plan)

    def moment(self, instant: datetime) -> str:
        """A moment within a sentence."""
        return opening_in_words(instant, self.language)

    def choices(self, choice: Choice) -> list[tuple[str, str]]:
        """The times to choose from that are not over."""
        now = clock.now()
        open_ones = [one for one in self.times() if wanted.span(one[0], "", choice.window_start_at, now)]
        return [*open_ones, (wanted.AT, self.say("En tid som jag skriver här under"))]

    def times(self) -> list[tuple[str, str]]:
        """The spans that another time may be chosen from."""
        say = self.say
        return [
            (wanted.EARLIER, say("Tidigare samma dag")), (wanted.LATER, say("Senare samma dag")),
            ("morning", say("På morgonen, klockan 7 till 10")), ("midday", say("Mitt på dagen, klockan 10 till 14")),
            ("afternoon", say("På eftermiddagen, klockan 14 till 17")),
            ("evening", say("På kvällen, klockan 17 till 21")),
        ]  # fmt: skip

    def wrong(self, code: str) -> str:
        """What is wrong with the form, and what to do."""
        say = self.say
        return {
            "": "",
            "choose": say("Välj en tid först."),
            "time": say("Skriv tiden så här: 14.30."),
            "past": say("Den tiden går inte att välja. Välj en annan tid."),
            "long": say("Det blev för långt. Korta texten, så att den får plats."),
            "too_many": say("Du har bett om mycket i dag. Ring oss i stället."),
            "not_now": say("Det gick inte att be om det här nu. Ring oss i stället."),
        }[code]

    def state(self, choice: Choice) -> Said | None:
        """How what she asked stands; None where she never did."""
        return self.said(choice.asked) if choice.asked else None

    def wish(self, asked: Asked) -> tuple[str, str, Said]:
        """One of all that she asked for: the visit it is about, its address ("" where none is shown), how it stands."""
        plan = Plan(asked.window_start_at, asked.window_end_at, 0, False, (), ())
        day = large(day_in_words(clock.local_date(asked.window_start_at), self.language))
        shown = asked.in_plan and abs(asked.date - clock.today()) <= AHEAD
        address = f"/mitt/besok/{asked.visit_id}/andra" if shown else ""
        return f"{day}. {words_in(self.language).window(plan)}", address, self.said(asked)

    def said(self, asked: Asked) -> Said:
        """How a request stands."""
        kind, title, *lines = self._of_decline(asked) if asked.kind == DECLINE else self._of_time(asked)
        if asked.answer:
            lines.append(self.say("Hemtjänsten skriver: {words}").format(words=asked.answer))
        return Said(kind, title, lines, asked.state == standing.OPEN)

    def _of_decline(self, asked: Asked) -> list[str]:
        say = self.say
        granted = ["good", say("Besöket är avbokat"), say("Ingen kommer till dig då.")]
        return {
            standing.OPEN: ["", say("Du vill avboka besöket"), say("Vi har inte svarat än. Titta här igen senare.")],
            agreement.AGREES: granted,
            agreement.WAITS: granted,
            agreement.CONTRADICTS: ["good", say("Besöket är avbokat"), say("Ring oss om någon ändå kommer.")],
            standing.MOVED: [
                "warn",
                say("Besöket är flyttat"),
                say("Du avbokade besöket {day}. Den nya tiden är inte avbokad.").format(
                    day=day_in_words(asked.asked_on, self.language)
                ),
            ],
            standing.REFUSED: [
                "warn", say("Besöket blir av"), say("Vi kunde inte avboka det."), say("Ring oss om du undrar något."),
            ],
            standing.REVERTED: ["warn", say("Besöket blir av"), say("Vi sa först ja. Nu måste vi ändå komma.")],
        }.get(asked.state) or self._of_both(asked)  # fmt: skip

    def _of_time(self, asked: Asked) -> list[str]:
        say, span = self.say, self.span(asked)
        waits = ["good", say("Du får en annan tid"), span, say("Den nya tiden är inte klar än. Titta här igen senare.")]
        return {
            standing.OPEN: [
                "", say("Du vill ha en annan tid"), span, say("Vi har inte svarat än. Titta här igen senare."),
            ],
            agreement.AGREES: ["good", say("Du har fått en ny tid"), say("Den står här ovanför.")],
            agreement.WAITS: waits,
            agreement.CONTRADICTS: waits,
            standing.CALLED_OFF: ["", say("Besöket är inställt"), say("Ring oss om du undrar något.")],
            standing.MOVED: [
                "warn", say("Besöket är flyttat till en annan dag"), say("Ring oss om den dagen inte passar."),
            ],
            standing.REVERTED: ["warn", say("Det blev ingen annan tid"), say("Tiden som gäller står här ovanför.")],
        }.get(asked.state) or self._of_both(asked)  # fmt: skip

    def _of_both(self, asked: Asked) -> list[str]:
        say = self.say
        return {
            standing.REFUSED: ["warn", say("Vi kan inte ändra besöket"), say("Ring oss om du undrar något.")],
            standing.WITHDRAWN: ["", say("Du har tagit tillbaka det du bad om"), say("Besöket blir av som vanligt.")],
        }.get(asked.state) or ["warn", say("Vi hann inte svara"), say("Ring oss om du undrar något.")]

    def span(self, asked: Asked) -> str:
        """When she wants it to begin."""
        if asked.from_at is None or asked.until_at is None:
            return ""
        begins, ends = (clock_in_words(one, self.language) for one in (asked.from_at, asked.until_at))
        first, after = clock.day_bounds(clock.local_date(asked.from_at))
        if asked.from_at <= first:
            return self.say("Du vill att vi kommer senast klockan {time}.").format(time=ends)
        if asked.until_at >= after - timedelta(minutes=1):
            return self.say("Du vill att vi kommer tidigast klockan {time}.").format(time=begins)
        text = self.say("Du vill att vi kommer mellan klockan {start} och {end}.")
        return text.format(start=begins, end=ends)
