"""What the card says of one visit, in the recipient's language: plain words, never why."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache

from backend.cards import states
from backend.cards.facts import NAMES, SERVICES, Plan, Visit, What, Who
from clients.ui.speech import Say, clock_in_words, day_in_words, is_midnight, listed, say_in
from schema import clock


class Words:
    """Says things in one language, of one home. `say` gives the language's text for a Swedish one."""

    def __init__(self, language: str, say: Say):
        self.language = language
        self.say = say
        self.services = {
            "meal": say("Mat"),
            "personal_care": say("Personlig hjälp"),
            "household": say("Hjälp i hemmet"),
            "supervision": say("Tillsyn"),
            "social": say("Sällskap"),
            "alarm": say("Larm"),
        }
        self.jobs = {
            "undersköterska": say("Undersköterska"),
            "vårdbiträde": say("Vårdbiträde"),
            "sjuksköterska": say("Sjuksköterska"),
        }
        self.titles = {
            states.HERE: say("Nu"),
            states.NO_WORD: say("Inget besked"),
            states.MISSED: say("Blev inte av"),
        }
        self.next = say("Nästa besök")
        self.nobody = say("Hemtjänsten")
        self.is_here = say("{who} är hos dig sedan klockan {time}")
        self.new_here = say("Första gången hos dig")
        self.known = {
            states.DONE: say("Gjordes tillsammans med ett annat besök."),
            states.NO_WORD: say("Vi har inte hört något om besöket ännu. Vi kontrollerar."),
            states.MISSED: say("Besöket blev inte av, så vitt vi vet. Ring oss om du behöver hjälp."),
            states.CANCELLED: say("Besöket är inställt."),
            states.ABSENT: say("Vi har noterat att ingen var hemma. Ring oss om det är fel."),
            states.DECLINED: say("Vi har noterat att du tackade nej. Ring oss om det är fel."),
        }

    def title(self, state: str) -> str:
        """The heading over a visit that stands large."""
        return self.titles.get(state, self.next)

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

    def who(self, who: Who) -> str:
        """A person: her name as she lets it be read, else her title, else the home care."""
        return who.name or self.job(who) or self.say("Någon från hemtjänsten")

    def job(self, who: Who) -> str:
        """Her title; the usual ones in the reader's language, others as the planning system writes them."""
        return self.jobs.get(who.title.lower(), who.title) if self.language != "sv" else who.title

    def everybody(self, who: tuple[Who, ...]) -> str:
        """Several persons in one breath; the home care for none."""
        if len(who) == 1:
            return self.who(who[0])
        return listed([self.who(one) for one in who], self.say) or self.nobody

    def about(self, who: Who, *, to_come: bool) -> str:
        """What stands under a name: the title, and whether she is new here."""
        parts = [self.job(who)] if who.name and who.title else []
        if who.first_time and to_come:
            parts.append(self.new_here)
        return ". ".join(parts) + "." if parts else ""

    def what(self, what: What) -> tuple[str, str]:
        """Icon and word of a service: its own where it may be said. The public label is Swedish; other languages
        say the category."""
        if what.own:
            return what.category, what.own
        word = self.services.get(what.category) or self.say("Hembesök")
        label = what.label if what.label and (self.language == "sv" or what.category not in self.services) else word
        return what.category, label

    def headline(self, visit: Visit, state: str) -> str:
        """The large line of a visit that is not only its window."""
        if state == states.HERE and visit.started_at:
            return self.is_here.format(who=self.everybody(visit.came), time=self.at(visit.started_at))
        return self.window(visit.plan)

    def outcome(self, visit: Visit, state: str) -> str:
        """In a sentence, how it went or what is known of a visit that is not simply to come."""
        if state == states.DONE and visit.started_at and visit.ended_at:
            return self._from_to(visit)
        if state in (states.LEFT_OPEN, states.DONE) and visit.started_at:
            text = self.say("{who} kom klockan {time}.")
            return text.format(who=self.everybody(visit.came), time=self.at(visit.started_at))
        if state == states.DELAYED and visit.expected_at:
            text = self.say("Försenat ungefär {minutes} minuter. Vi räknar med att komma omkring klockan {time}.")
            return text.format(minutes=states.minutes_late(visit), time=self.at(rounded(visit)))
        if state == states.MOVED and visit.moved_to is not None:
            return self._moved(visit.moved_to)
        return self.known.get(state, "")

    def _moved(self, to: Plan) -> str:
        day = day_in_words(clock.local_date(to.start_at), self.language)
        return self.say("Besöket är flyttat till {day}, {window}.").format(day=day, window=_small(self.window(to)))

    def _from_to(self, visit: Visit) -> str:
        start, end = visit.started_at or visit.plan.start_at, visit.ended_at or visit.plan.end_at
        text = self.say("Klart. {who} var här klockan {start}–{end}.")
        return text.format(who=self.everybody(visit.came), start=self.at(start), end=self.at(end))

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
            return [self.say("Besöket är inställt.") if after.cancelled else self.say("Besöket blir av igen.")]
        said = []
        if (before.start_at, before.end_at) != (after.start_at, after.end_at):
            said.append(self.say("Ny tid. Förut: {window}.").format(window=_small(self.window(before))))
        if level >= NAMES:
            said.append(self._other_people(before.who, after.who))
        if before.minutes != after.minutes:
            text = self.say("Besöket är nu planerat till {now} minuter, förut {before}.")
            said.append(text.format(now=after.minutes, before=before.minutes))
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

    def __init__(self, language: str, say: Say):
        super().__init__(language, say)
        self.is_here = say("{who} är där sedan klockan {time}")
        self.new_here = say("Första gången där")
        self.known[states.MISSED] = say("Besöket blev inte av.")


@cache
def words_in(language: str, *, of_another: bool = False) -> Words:
    """The words of a language, resolved once."""
    return (WordsOfAnother if of_another else Words)(language, say_in(language))


def rounded(visit: Visit) -> datetime:
    """The expected beginning in whole fives of minutes after the window, as the delay is said."""
    return visit.plan.end_at + states.STEP * (states.minutes_late(visit) // 5)


@lru_cache(maxsize=1024)
def initials(name: str) -> str:
    """One or two letters for the round beside a name."""
    parts = [part for part in name.replace("-", " ").split() if part[0].isalpha()]
    return "".join(part[0].upper() for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts[:1]))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
