"""How long we keep what, in plain words. How long stands in the rules by which it is removed, and nowhere else."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from backend.privacy.rules import RULES, Rule
from clients.ui.catalogues import Say, many_in, say_in


class Kept(NamedTuple):
    """One rule: what it is of, and how long that is kept after what."""

    name: str
    what: str
    long: str


@cache
def kept_for(language: str) -> tuple[Kept, ...]:
    """Every rule of retention in words: what concerns most people first."""
    say = say_in(language)
    words = {**_of_people(say), **_of_messages(say), **_of_the_service(say)}
    place = {name: at for at, name in enumerate(words)}
    rules = sorted(RULES, key=lambda rule: place.get(rule.name, len(place)))
    return tuple([Kept(rule.name, *_said(rule, words, language)) for rule in rules])


def _said(rule: Rule, words: dict[str, tuple[str, str]], language: str) -> tuple[str, str]:
    if rule.name not in words:
        return rule.what, rule.after
    what, since = words[rule.name]
    return what, f"{_long(rule, language)} {since}"


def _long(rule: Rule, language: str) -> str:
    say, say_many, months = say_in(language), many_in(language), rule.months
    if rule.days:
        return say_many("{n} dag", "{n} dagar", rule.days)
    if not months:
        return say("Bort genast")
    years, odd = divmod(months, 12)
    return say_many("{n} månad", "{n} månader", months) if odd or not years else say_many("{n} år", "{n} år", years)


def _of_people(say: Say) -> dict[str, tuple[str, str]]:
    return {
        "file_own": (
            say("Allt annat om dig, när kommunen ger dig hemtjänst"), say("efter det sista vi skrev om dig")
        ),
        "file_private": (
            say("Allt annat om dig, när ett företag ger dig hemtjänst"), say("efter det sista vi skrev om dig")
        ),
        "trail": (say("Listan över vem som har tittat"), say("efter att någon tittade")),
        "device": (say("Telefoner som har visat dina besök"), say("efter att de slutade visa dem")),
        "card": (say("Kort som inte går att använda"), say("efter att vi stängde dem")),
        "home": (say("Din adress"), say("när vi har tagit bort allt om den som bodde där")),
        "feedback": (say("Det du skriver till oss här"), say("efter att du fick svar")),
        "feedback_unanswered": (
            say("Det du skriver till oss här, om vi inte har svarat"), say("efter att du skrev det")
        ),
        "survey_ask": (say("Att vi frågade dig hur ett besök var"), say("efter att vi frågade")),
    }  # fmt: skip


def _of_messages(say: Say) -> dict[str, tuple[str, str]]:
    return {
        "message_text": (say("Orden i sms och brev från oss"), say("efter att vi skrev dem")),
        "inbound_text": (say("Sms som du skickar till oss"), say("efter att de kom")),
        "receipt": (say("Kvitton på sms och samtal"), say("efter att de kom")),
        "announcement": (say("Det vi skulle berätta för dig"), say("efter att det hände")),
        "hand_call": (say("Vem personalen har ringt"), say("efter samtalet")),
        "code": (say("Koder som du har fått"), say("efter att de slutade gälla")),
        "caller_pin": (say("Din kod för att ringa oss"), say("efter att du fick en ny")),
        "push": (say("Vart vi skickar korta besked till din telefon"), say("efter att du stängde av dem")),
    }  # fmt: skip


def _of_the_service(say: Say) -> dict[str, tuple[str, str]]:
    return {
        "worker": (say("Den som har arbetat hos oss"), say("efter den sista planen, när inga besök finns kvar")),
        "photo": (say("Bilder på personal som vi har tagit bort"), say("efter att vi tog bort dem")),
        "account": (say("Konton som är stängda"), say("efter det sista som kontot gjorde")),
        "sign_in": (say("När personal har loggat in"), say("efter att de var inne sist")),
        "on_call": (say("Vem som har haft jour"), say("efter att jouren tog slut")),
        "task": (say("Frågor till den som gör planen"), say("efter att vi frågade")),
        "import_report": (say("Fel i planer som vi har läst in"), say("efter att vi läste dem")),
        "log_check": (say("När chefen har sett efter vem som tittat"), say("efter att chefen gjorde det")),
        "incident": (say("När något har gått fel med uppgifter"), say("efter det sista som hände")),
    }  # fmt: skip
