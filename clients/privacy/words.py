"""What the pages of privacy say, in Swedish."""

from __future__ import annotations

from datetime import date, datetime

from clients.ui.speech import date_in_words, moment_in_words

WHAT = {
    "sms_detail": "Sms till hennes eller hans nummer", "card_detail": "Kortet i hemmet",
    "relative": "Anhörig får se", "device": "Egen enhet",
}  # fmt: skip
LEVELS = {"times": "Tider", "names": "Tider och namn", "services": "Tider, namn och insats"}
BASES = {
    "self": "Personen själv", "guardian": "God man eller förvaltare", "future_power": "Framtidsfullmakt",
}  # fmt: skip
HOW = {"written": "Skriftligt", "spoken": "Muntligt", "telephone": "Per telefon"}
SAID = {**HOW, "own": "På egen enhet", "sms": "Med ett sms"}
HOLDS = {"legal": "Utredning eller tvist", "research": "Urval för forskning"}
STEPS = {
    "found": "Upptäckt", "measure": "Åtgärd", "reported": "Anmäld till IMY", "told": "De berörda har fått veta",
    "closed": "Avslutad",
}  # fmt: skip
KINDS = {"recipient": "omsorgstagare", "relative": "anhörig", "worker": "medarbetare"}
NO_REASON = "Skriv varför, så att den som granskar loggen förstår. Minst tio tecken."
CONSENT_FAULTS = {
    "what": "Det går inte att anteckna för den här personen.", "level": "Välj hur mycket som får visas.",
    "basis": "Välj vem som har lämnat samtycket.", "how": "Välj hur samtycket lämnades.",
    "given_on": "Skriv vilken dag samtycket lämnades. Den kan inte ligga framåt i tiden.",
    "until_on": "Sista dagen kan inte ligga bakåt i tiden.",
    "given_by": "Skriv namnet på den som har lämnat samtycket för personen.",
}  # fmt: skip
STEP_FAULTS = {
    "no_text": "Skriv vad som har hänt eller gjorts.", "no_such_step": "Välj ett steg.",
    "not_yet": "Tiden kan inte ligga framåt, och inte före det att händelsen upptäcktes.",
    "closed": "Händelsen är avslutad. Lägg till en åtgärd om något mer har gjorts.",
    "no_unit": "Kryssa i vilka av dina enheter det gäller.",
}  # fmt: skip


def day(on: date | None) -> str:
    """A date with its year: 22 november 2026; a dash for none."""
    return date_in_words(on) if on else "–"


def when(at: datetime | None) -> str:
    """An instant, as it is said; a dash for none."""
    return moment_in_words(at) if at else "–"


def whom(found: int) -> str:
    """What to do when a name or a number fits nobody, or several."""
    return "Flera heter så. Skriv numret i planen i stället." if found else "Ingen hos dig har det numret eller namnet."


def clock_left(hours: int) -> str:
    """How long is left of the 72 hours."""
    long = f"{abs(hours)} {'timme' if abs(hours) == 1 else 'timmar'}"
    if hours < 0:
        return f"Tiden gick ut för {long} sedan"
    return f"{long} kvar" if hours else "Mindre än en timme kvar"
