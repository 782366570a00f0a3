"""All that may be open for one recipient at once: devices, codes on their way, messages in the queue."""

from __future__ import annotations

from notifications import letters
from schema.db import db
from schema.tables import Message
from tests.card.world import at
from tests.pairing.conftest import KIN_PHONE, PHONE, choose, enter, last_code, pair
from tests.people import Client


class Everything:
    """A recipient's device and a relative's, a code of each on its way, and a message of each in the queue."""

    def __init__(self, homes, app):
        self.homes, self.app = homes, app
        homes.visit("v1", at(12), at(13), workers="Sara")
        self.kin = homes.relative()
        self.token = homes.token()
        self.own, self.theirs, self.asking, self.knocking = (Client(app) for _ in range(4))
        pair(self.own, self.token)
        enter(self.theirs)
        choose(self.asking, self.token)
        self.own_code = last_code(PHONE)
        self.knocking.submit("/anhorig/logga-in", {"reach": KIN_PHONE})
        self.kin_code = last_code(KIN_PHONE)
        for to, owner in ((PHONE, {"recipient_id": homes.person.id}), (KIN_PHONE, {"relative_id": self.kin.id})):
            letters.write_letter(app.extensions["settings"], to, "device_paired", "sv", {}, way="sms", **owner)
        db.session.commit()

    def own_opens(self) -> bool:
        """Whether her device still shows her day."""
        return "Sara" in self.own.get("/mitt").text

    def kin_opens(self) -> bool:
        """Whether the relative's still does."""
        return "Sara" in self.theirs.get("/anhorig").text

    def queued(self) -> set[str]:
        """To whom something still waits to be sent."""
        return {one.number for one in db.session.query(Message).filter_by(state="queued")}

    def own_code_opens(self) -> bool:
        """Whether the code under way still pairs."""
        answer = self.asking.submit(f"/k/{self.token}/enhet/kod", {"code": self.own_code})
        return answer.status_code == 303

    def kin_code_opens(self) -> bool:
        """Whether the relative's code under way still lets in."""
        return self.knocking.submit("/anhorig/kod", {"code": self.kin_code}).status_code == 303
