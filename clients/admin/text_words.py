"""What an administrator reads of the texts of the public pages, in Swedish. Pure."""

from __future__ import annotations

from schema.languages import known

LABELS = {
    "board": ("Nämnd som ansvarar för uppgifterna", "Den är personuppgiftsansvarig, till exempel äldrenämnden."),
    "contact": ("Skriv till", "En e-postadress dit alla får skriva, om sidorna och om sina uppgifter."),
    "telephone": ("Ring", "Ett telefonnummer som någon svarar i."),
    "protection_officer": ("Dataskyddsombud", "Namn och hur man når ombudet. En e-postadress ensam blir en länk."),
    "suppliers": ("Företag som hjälper till", "De som skickar sms, ringer eller driver tjänsten, ett på varje rad. "
                  "Skriv också om något lämnar EU."),
    "compliance": ("Så följer sidorna lagen", "Lagen om tillgänglighet till digital offentlig service."),
    "shortcomings": ("Kända brister", "Vad som inte fungerar, för vem, och när det ska vara åtgärdat. Finns inga: "
                     "skriv det."),
    "tested_on": ("Senaste provet", "Dagen då kommunen senast provade sidorna."),
}  # fmt: skip
"""Field → what it is called, and what belongs there."""
CHOICES = {"": "Inte ifyllt", "fully": "Helt", "partly": "Delvis", "not": "Inte"}
FAULTS = {
    "too_long": "Det är för långt. Korta det till {most} tecken.",
    "no_choice": "Välj något i listan.",
    "no_date": "Skriv dagen som 2026-11-24.",
    "not_yet": "Den dagen har inte varit än.",
}
ABOUT = {"accessibility": "tillgänglighet", "privacy": "uppgifter om personer"}
"""What something that somebody wrote is about."""


def language_said(code: str) -> str:
    """What a language is called."""
    return known(code).called
