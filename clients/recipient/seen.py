"""Who has looked, in words: a role and a unit, never a name."""

from __future__ import annotations

from functools import cache

from backend.devices.listing import Looks
from clients.ui.catalogues import many_in, say_in


@cache
def _roles(language: str) -> dict[str, str]:
    say = say_in(language)
    return {
        "recipient": say("Du, på en kopplad telefon eller dator"),
        "relative": say("En anhörig"),
        "card": say("Någon som läste av kortet hemma"),
        "worker": say("Medarbetare"),
        "planner": say("Planerare"),
        "manager": say("Chef"),
        "head": say("Verksamhetschef"),
        "auditor": say("Revisor"),
        "admin": say("Systemförvaltare"),
        "system": say("Ett annat datasystem"),
        "service": say("Tjänsten själv"),
        "nobody": say("Någon som bad om en kod"),
    }


@cache
def _acts(language: str) -> dict[str, str]:
    say = say_in(language)
    return {
        "read": say("tittade"),
        "print": say("skrev ut"),
        "export": say("hämtade ut uppgifter"),
        "change": say("ändrade eller registrerade"),
        "break_glass": say("öppnade utanför sin del av hemtjänsten, och sa varför"),
    }


@cache
def _whole(language: str) -> dict[tuple[str, str], str]:
    """What is said in one breath: by whom there is no more to say."""
    say = say_in(language)
    return {
        ("recipient", "read"): say("Du tittade, på en kopplad telefon eller dator"),
        ("card", "read"): say("Någon läste av kortet hemma"),
        ("nobody", "change"): say("Någon bad om en kod"),
    }


def looked(look: Looks, language: str) -> str:
    """One line: Medarbetare, Hemtjänst Norr: tittade, 3 gånger."""
    say = say_in(language)
    line = _whole(language).get((look.role, look.action))
    if line is None:
        who = _roles(language).get(look.role, say("Någon annan"))
        where = f", {look.unit}" if look.unit else ""
        line = f"{who}{where}: {_acts(language)[look.action]}"
    say_many = many_in(language)
    times = say_many("{n} gång", "{n} gånger", look.times)
    return f"{line}, {times}" if look.times > 1 else line
