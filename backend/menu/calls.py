"""A call of somebody who has proven herself, from its first words on: a key in, what is said out."""

from __future__ import annotations

from dataclasses import replace

from backend.menu import acts, days, screens
from backend.menu.keys import At, is_the_same_press, turn
from backend.menu.talk import Said, Talk
from notifications.texts import LANGUAGES
from schema import clock


def first(talk: Talk) -> Said:
    """What she hears once she has proven herself: her day, then the choices."""
    return Said(At(), tuple(days.today(talk)))


def press(talk: Talk, at: At, key: str) -> tuple[Said, Talk]:
    """What a key leads to, and the call as it goes on, which may be in another language now.

    One that leads nowhere says the choices again. The caller owns the transaction, and has taken its turn
    (`backend.access.turn`) where the key changes something.
    """
    go, second = turn(at, key), int(clock.now().timestamp())
    if go is None:
        return Said(at), talk
    if is_the_same_press(at, key, second):
        return screens.here(talk, at), talk
    lines = acts.do(talk, go.act, at, key) if go.act else []
    if go.act == "no_texts" and not talk.caller.by_pin:
        return Said(at, tuple(lines), over=True), talk  # this call rests on the very wish that was taken back
    talk = _spoken_to(talk, key) if go.act == "language" else talk
    shown = screens.show(talk, go, at.mark)
    return shown._replace(at=shown.at._replace(key=key, since=second), lines=(*lines, *shown.lines)), talk


def _spoken_to(talk: Talk, key: str) -> Talk:
    return replace(talk, caller=replace(talk.caller, language=LANGUAGES[int(key) - 1]))
