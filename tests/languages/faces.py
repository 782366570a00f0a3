"""The pages of the recipient, the relative and the public, as each is rendered on a day with all that can happen."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from schema import clock
from schema.db import db
from tests.card.world import DAY, at
from tests.pairing.conftest import Homes, choose, enter, pair
from tests.people import Client

NOW = at(11, 10)
PUBLIC = ("/", "/status", "/tillganglighet", "/integritet", "/nowhere", "/koppla", "/anhorig/logga-in", "/k/nobodys")


class Faces:
    """Somebody's day, her device and her daughter's; `pages(language)` opens everything."""

    def __init__(self, app: Flask, homes: Homes):
        self.own, self.kin, self.nobody, self.asking, self.knocking = (Client(app) for _ in range(5))
        homes.unit.name, self.card = "Norrgården", homes.token()
        for service in homes.services.values():
            service.name, service.public_label = "Lunch", None
            service.name_fi, service.name_en = "Lounas", "Lunch"
        with clock.standing_at(at(7)):
            pair(self.own, self.card)
            homes.relative(relation=None, name="Anna")
            enter(self.kin)
            choose(self.asking, self.card)
            self.knocking.submit("/anhorig/logga-in", {"reach": "+46701740690"})
            self._visits(homes)
        with clock.standing_at(NOW):
            for client, address in ((self.own, "/mitt"), (self.kin, "/anhorig"), (self.own, "/mitt/vem")):
                client.get(address)
        db.session.commit()

    def _visits(self, homes: Homes) -> None:
        homes.came(homes.visit("v1", at(7), at(7, 30)), "Ali", at(7, 5), at(7, 40))
        homes.visit("v2", at(8), at(8, 30), workers="Hemlig", status="missed")
        homes.visit("v3", at(9), at(9, 30), status="cancelled")
        homes.visit("v4", at(10), at(10, 15), status="absent")
        homes.came(homes.visit("v5", at(11), at(11, 30)), "Sara", at(11, 2))
        homes.visit("v6", at(10, 30), at(10, 45))
        homes.change(
            homes.visit("v7", at(12), at(13), services="dusch", workers="Sara"), at(6, 30),
            window_start_at=at(14), window_end_at=at(15), worker_ids=(homes.workers["Ali"].id,), duration_minutes=45,
        )  # fmt: skip
        homes.visit("v8", at(20), at(21), workers="")
        homes.visit("v9", at(9) + timedelta(days=1), at(10) + timedelta(days=1))

    def pages(self, language: str) -> dict[str, str]:
        """Every page in a language, by its address."""
        tomorrow, lang = (DAY + timedelta(days=1)).isoformat(), f"?lang={language}"
        asked = [
            (self.own, "/mitt"), (self.own, f"/mitt/{tomorrow}"), (self.own, "/mitt/vem"),
            (self.kin, "/anhorig"), (self.kin, f"/anhorig/{tomorrow}"), (self.kin, "/anhorig/besked"),
            (self.nobody, f"/k/{self.card}"), (self.nobody, f"/k/{self.card}/enhet"), (self.nobody, "/mitt"),
            (self.asking, f"/k/{self.card}/enhet/kod"), (self.knocking, "/anhorig/kod"),
            (self.nobody, "/anhorig/avsluta/x"), *((self.nobody, address) for address in PUBLIC),
        ]  # fmt: skip
        with clock.standing_at(NOW):
            found = {}
            for client, address in asked:
                answer = client.get(address + lang, headers={"Accept-Language": language})
                found[f"{address} {'' if client is not self.nobody else 'nobody'}"] = answer.text
                assert f'<html lang="{language}"' in answer.text, (address, answer.status_code, answer.location)
        return found
