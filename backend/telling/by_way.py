"""A notice as its way carries it: a letter with a subject and a way to end letters; to a browser, that there is news.

Browsers are found by whoever knows devices, and handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from backend.telling import quiet, wishes
from backend.telling.readers import Reader
from notifications.drafts import Draft
from notifications.events import Kind, Way
from notifications.going import Notices
from notifications.policy import Level
from notifications.texts import Catalogue
from schema.push import Browser

OWN_PAGE, RELATIVES_PAGE = "/mitt", "/anhorig"


def _nobody(_recipients: Collection[int]) -> Sequence[Browser]:
    return ()


def _no_address(_email_hash: str) -> str:
    return ""


@dataclass(frozen=True)
class Outside:
    """What notices need of the rest of the house: the browsers of some recipients, the address that ends letters."""

    browsers: Callable[[Collection[int]], Sequence[Browser]] = _nobody
    stop_address: Callable[[str], str] = _no_address


NOTHING = Outside()
"""No browsers, and letters that say nothing of how to end them."""


def with_browsers(
    known: Mapping[int, Sequence[Reader]], outside: Outside, about: Collection[int]
) -> dict[int, list[Reader]]:
    """The readers of some recipients, and after them the browsers that are told beside the numbers, by the same wishes.

    Her own shows all that there is; a relative's as much as she may see.
    """
    found = {one: list(known.get(one, ())) for one in about}
    browsers = outside.browsers(about)
    people = {one.recipient_id for one in browsers}
    own, hours = wishes.last_of_recipients(people), quiet.of(people)
    kin = wishes.as_they_stand({one.relative_id for one in browsers if one.relative_id is not None})
    for one in browsers:
        rest = (hours[one.recipient_id],) if one.relative_id is None and one.recipient_id in hours else ()
        mine = own.get(one.recipient_id, "changes") if one.relative_id is None else kin.get(one.relative_id, "none")
        found[one.recipient_id].append(
            Reader(
                one.recipient_id, one.address.text, one.address.hash, Way.PUSH, one.language,
                Level.of(one.may_see or "services"), Notices.of(mine), one.relative_id,
                relative_reads=one.relative_id is not None, quiet=rest,
            )
        )  # fmt: skip
    return found


def dressed(draft: Draft, words: Catalogue, municipality: str, outside: Outside) -> Draft:
    """The draft as its way carries it. One to a browser says nothing of what it is about, and promises nothing."""
    if draft.way is Way.EMAIL:
        end = outside.stop_address(draft.number_hash)
        parts = [
            words.say("notice", "subject", municipality=municipality),
            draft.body,
            words.say("notice", "no_answer"),
        ]
        return replace(draft, body="\n\n".join([*parts, *([words.say("notice", "stop", link=end)] if end else [])]))
    if draft.way is Way.PUSH:
        page = OWN_PAGE if draft.relative_id is None else RELATIVES_PAGE
        return replace(draft, kind=Kind.NEWS, body=f"{words.say('notice', 'news')}\n{page}", told=(), level=None)
    return draft
