"""What the card says of one visit, in the recipient's language: plain words, never why."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from backend.cards import states
from backend.cards.facts import NAMES, SERVICES, Plan, Visit, What, Who
from clients.ui.catalogues import Say, many_in, say_in
from clients.ui.day.people import People
from clients.ui.speech import clock_in_words, day_in_words, is_midnight, listed
from schema import clock, languages


class Words:
    """Says things in one language, of one home. `say` gives the language's text for a Swedish one."""

    of_another = False

    def __init__(self, language: str, say: Say):
        self.language = language
        self.say, self.say_many = say, many_in(language)
        self.base = languages.known(language).base
        self.people = People(language, say, of_another=self.of_another)
        self.services = {
            "meal": say("Mat"),
            "personal_care": say("Personlig hjälp"),
            "household": say("Hjälp i hemmet"),
            "supervision": say("Tillsyn"),
            "social": say("Sällskap"),
            "alarm": say("Larm"),
        }
        self.titles = {
            states.HERE: say("Nu"),
            states.NO_WORD: say("Inget besked"),
            states.MISSED: say("Blev inte av"),
        }
        self.next = say("Nästa besök")
        self.nobody = say("Hemtjänsten")
        self.is_here = say("{who} är hos dig sedan klockan {time}")
        self.was_here = say("Klart. {who} var här.")
        self.known = {
            states.DONE: say("Gjordes tillsammans med ett annat besök."),
            states.NO_WORD: say("Vi har inte hört något om besöket än. Vi tar reda på det."),
            states.MISSED: say("Besöket blev inte av, så vitt vi vet. Ring oss om du behöver hjälp."),
            states.CANCELLED: say("Besöket är inställt. Ring oss om du ändå behöver hjälp."),
            states.ABSENT: say("Vi har noterat att ingen var hemma. Ring oss om det är fel."),
            states.DECLINED: say("Vi har noterat att du tackade nej. Ring oss om det är fel."),
        }

        self.ahead = {
            states.ABSENT: say("Ingen kommer då. Vi vet att du är borta. Ring oss om det är fel."),
            states.DECLINED: say("Besöket är avbokat. Ingen kommer då. Ring oss om det är fel."),
        }

    def title(self, state: str) -> str:
        """The heading over a visit that stands large."""
        return self.titles.get(state, self.next)

    def minutes(self, length: int) -> str:
        """A length in whole minutes: 1 minut, 30 minuter."""
        return self.say_many("{n} minut", "{n} minuter", length)

    def at(self, instant: datetime) -> str:
        """A time of day after "klockan"."""
        return clock_in_words(instant, self.language)

    def window(self, plan: Plan) -> str:
        """When a visit may begin: Mellan klockan 12 och 12.30."""
        if plan.start_at == plan.end_at:
            return self.say("Klockan {start}").format(start=self.at(plan.start_at))
        if is_midnight(plan.end_at):
            return self.say("Mellan klockan {start} och midnatt").format(start=self.at(plan.start_at))
        text = self.say("Mellan klockan {start} och {end}")
        return text.format(start=self.at(plan.start_at), end=self.at(plan.end_at))

    def everybody(self, who: tuple[Who, ...]) -> str:
        """Several persons in one breath; the home care for none."""
        if len(who) == 1:
            return self.people.name(who[0])
        return listed([self.people.name(one) for one in who], self.say) or self.nobody

    def what(self, what: What) -> tuple[str, str]:
        """Icon and word of a service: its own where it may be said. The public label is Swedish; other languages
        say the category."""
        if what.own:
            return what.category, what.own
        word = self.services.get(what.category) or self.say("Hembesök")
        label = what.label if what.label and (self.base == "sv" or what.category not in self.services) else word
        return what.category, label

    def headline(self, visit: Visit, state: str) -> str:
        """The large line of a visit: how it is or went, else its window."""
        if state == states.HERE and visit.started_at:
            return self.is_here.format(who=self.everybody(visit.came), time=self.at(visit.started_at))
        if over(visit, state):
            return self.was_here.format(who=self.everybody(visit.came))
        return self.window(visit.plan)

    def both(self, visit: Visit, state: str) -> tuple[str, str] | None:
        """Plan and reality of a visit that is over: when it was to begin and how long, from when to when it was."""
        if not over(visit, state) or visit.started_at is None or visit.ended_at is None:
            return None
        lasted = round((visit.ended_at - visit.started_at).total_seconds() / 60)
        planned = self.say("{window}, {length}").format(
            window=self.window(visit.plan), length=self.minutes(visit.plan.minutes)
        )
        real = self.say("Klockan {start} till {end}, {length}").format(
            start=self.at(visit.started_at), end=self.at(visit.ended_at), length=self.minutes(lasted)
        )
        return planned, real

    def outcome(self, visit: Visit, state: str) -> str:
        """In a sentence, how it went or what is known of a visit that is not simply to come."""
        if over(visit, state):
            return ""
        if state in self.ahead and visit.plan.end_at > clock.now():
            return self.ahead[state]
        if state in (states.LEFT_OPEN, states.DONE) and visit.started_at:
            text = self.say("{who} kom klockan {time}.")
            return text.format(who=self.everybody(visit.came), time=self.at(visit.started_at))
        if state == states.DELAYED and visit.expected_at:
            text = self.say("Försenat ungefär {length}. Vi räknar med att komma omkring klockan {time}.")
            return text.format(length=self.minutes(states.minutes_late(visit)), time=self.at(rounded(visit)))
        if state == states.MOVED and visit.moved_to is not None:
            return self._moved(visit.moved_to)
        return self.known.get(state, "")

    def _moved(self, to: Plan) -> str:
        day = day_in_words(clock.local_date(to.start_at), self.language)
        return self.say("Besöket är flyttat till {day}, {window}.").format(day=day, window=_small(self.window(to)))

    def changed(self, visit: Visit) -> tuple[str, str] | None:
        """When a visit still to come was changed today, and what became of it; None when nothing that shows did."""
        if visit.change is None:
            return None
        before, after = visit.change.before, visit.plan
        when = self.say("Ändrat klockan {time}.").format(time=self.at(visit.change.at))
        if visit.moved_to is not None:
            off = visit.moved_to.cancelled
            return when, self.known[states.CANCELLED] if off else self._moved(visit.moved_to)
        if before is None:
            return when, self.say("Besöket är nytt i dag.")
        said = " ".join(part for part in self._differences(before, after, visit.level) if part)
        return (when, said) if said else None

    def _differences(self, before: Plan, after: Plan, level: int) -> list[str]:
        if after.cancelled != before.cancelled:
            return [self.known[states.CANCELLED] if after.cancelled else self.say("Besöket blir av igen.")]
        said = []
        if (before.start_at, before.end_at) != (after.start_at, after.end_at):
            said.append(self.say("Ny tid. Förut: {window}.").format(window=_small(self.window(before))))
        if level >= NAMES:
            said.append(self._other_people(before.who, after.who))
        if before.minutes != after.minutes:
            text = self.say("Besöket är nu planerat till {length}, förut {before}.")
            said.append(text.format(length=self.minutes(after.minutes), before=before.minutes))
        if level >= SERVICES and set(before.what) != set(after.what):
            said.append(self.say("Det som ska göras är ändrat."))
        return said

    def _other_people(self, before: tuple[Who, ...], after: tuple[Who, ...]) -> str:
        was, now = ({one.worker_id: one for one in some} for some in (before, after))
        gone = tuple(one for key, one in was.items() if key not in now)
        new = tuple(one for key, one in now.items() if key not in was)
        if new and gone and self.everybody(new) == self.everybody(gone):
            return self.say("En annan medarbetare kommer.")
        if new and gone:
            text = self.say("{new} kommer i stället för {gone}.")
            return text.format(new=self.everybody(new), gone=self.everybody(gone))
        if new:
            return self.say("{new} kommer.").format(new=self.everybody(new))
        return self.say("{gone} kommer inte.").format(gone=self.everybody(gone)) if gone else ""


class WordsOfAnother(Words):
    """The same to somebody who reads about another."""

    of_another = True

    def __init__(self, language: str, say: Say):
        super().__init__(language, say)
        self.is_here = say("{who} är där sedan klockan {time}")
        self.was_here = say("Klart. {who} var där.")
        self.known[states.MISSED] = say("Besöket blev inte av.")
        self.known[states.CANCELLED] = say("Besöket är inställt.")


@cache
def words_in(language: str, *, of_another: bool = False) -> Words:
    """The words of a language, resolved once."""
    return (WordsOfAnother if of_another else Words)(language, say_in(language))


def over(visit: Visit, state: str) -> bool:
    """Whether a visit was carried out, from when to when being known."""
    return state == states.DONE and visit.started_at is not None and visit.ended_at is not None


def rounded(visit: Visit) -> datetime:
    """The expected beginning in whole fives of minutes after the window, as the delay is said."""
    return visit.plan.end_at + states.STEP * (states.minutes_late(visit) // 5)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
