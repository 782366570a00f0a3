"""The made-up people of Provkommun: two units, their workers, recipients and relatives. The same at every start.

Telephone numbers are from the series that the Swedish regulator sets aside for fiction; personal numbers are left out,
since any valid one may be somebody's.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

Row = dict[str, object]

UNITS: tuple[Row, ...] = (
    {"unit_id": "vallda", "name": "Hemtjänst Vallda", "provider": "Provkommun", "provider_kind": "own",
     "district": "Väster", "steering": "minutes", "phone": "08-465 004 01"},
    {"unit_id": "lindgarden", "name": "Lindgården hemtjänst", "provider": "Lindgården AB", "provider_kind": "external",
     "district": "Öster", "steering": "frame", "phone": "08-465 004 02"},
)  # fmt: skip

SERVICES: tuple[Row, ...] = (
    {"service_id": "morgon", "name": "Hjälp på morgonen", "name_fi": "Aamutoimet", "name_en": "Morning help",
     "public_label": "Morgonhjälp", "category": "personal_care", "relatives_see": "yes"},
    {"service_id": "dusch", "name": "Dusch", "name_fi": "Suihku", "name_en": "Shower",
     "public_label": "Personlig hjälp", "category": "personal_care", "relatives_see": "neutral"},
    {"service_id": "frukost", "name": "Frukost", "name_fi": "Aamiainen", "name_en": "Breakfast",
     "public_label": "Måltid", "category": "meal", "relatives_see": "yes"},
    {"service_id": "lunch", "name": "Lunch", "name_fi": "Lounas", "name_en": "Lunch",
     "public_label": "Måltid", "category": "meal", "relatives_see": "yes"},
    {"service_id": "middag", "name": "Middag", "name_fi": "Päivällinen", "name_en": "Dinner",
     "public_label": "Måltid", "category": "meal", "relatives_see": "yes"},
    {"service_id": "stad", "name": "Städning", "name_fi": "Siivous", "name_en": "Cleaning",
     "public_label": "Hjälp i hemmet", "category": "household", "relatives_see": "yes"},
    {"service_id": "promenad", "name": "Promenad", "name_fi": "Kävely", "name_en": "A walk",
     "public_label": "Sällskap", "category": "social", "relatives_see": "yes"},
    {"service_id": "tillsyn", "name": "Tillsyn", "name_fi": "Käynti", "name_en": "A look-in",
     "public_label": "Tillsyn", "category": "supervision", "relatives_see": "yes"},
    {"service_id": "medicin", "name": "Läkemedel", "name_fi": "Lääkkeet", "name_en": "Medicine",
     "category": "nursing", "relatives_see": "never", "counts_for_continuity": "no"},
)  # fmt: skip

FIRST = (
    "Ali Sara Lena Amina Jonas Eva Mehmet Karin Leila Oskar Fatima Nils Helena Yusuf Märta Aino Omar Rut Elin Daniel "
    "Hanna Samira Peter Zahra Björn"
).split()
ELDERS = (
    "Elsa Gunnar Britta Sven Ingrid Arne Margit Åke Siv Rune Berit Stig Maj Olle Astrid Bertil Inga Allan Greta Evert "
    "Signe Folke Anna-Lisa Gösta Vera Erik Karin Lennart Ulla Harry Barbro Sture Kerstin Helge Dagny Ivar Rut Sixten "
    "Edit Valter"
).split()
FAMILY = (
    "Andersson Lindqvist Ekström Haddad Nyström Mäkinen Karimi Berg Sjöström Ahmed Hedlund Forsberg Virtanen Åkesson "
    "Lund Nilsson Öberg Dahl Sandström Wallin"
).split()
STREETS = "Björkvägen Kyrkogatan Ängsstigen Hamngatan Skolgatan Lindallén Åsvägen Kvarnbacken".split()

RECIPIENTS_A_UNIT = {"vallda": 44, "lindgarden": 36}
WORKERS_A_UNIT = {"vallda": 14, "lindgarden": 11}


def workers() -> list[Row]:
    """25 workers; one appears under an alias, one by full name, one by title alone."""
    rows: list[Row] = []
    for unit_id, count in WORKERS_A_UNIT.items():
        for _ in range(count):
            at = len(rows)
            rows.append({
                "worker_id": f"m{at + 1}", "name": f"{FIRST[at]} {FAMILY[(at * 7) % len(FAMILY)]}", "unit_id": unit_id,
                "title": "Undersköterska" if at % 3 else "Vårdbiträde", "phone": f"08-465 004 {10 + at}",
                "employment": "hourly" if at % 5 == 4 else "permanent",
                "languages": "sv|fi" if at in (1, 15) else "sv",
                "shown_as": {3: "full_name", 8: "alias", 20: "title"}.get(at, "first_name"),
                "alias": "Vide" if at == 8 else "",
            })  # fmt: skip
    return rows


def recipients(today: date) -> list[Row]:
    """80 recipients: among them a couple, a Finnish speaker, one with protected identity, one whose care has ended."""
    random = Random(1879)  # noqa: S311 - made-up people, the same each time
    rows: list[Row] = []
    for unit_id, count in RECIPIENTS_A_UNIT.items():
        for _ in range(count):
            at = len(rows)
            elder, family = ELDERS[at % len(ELDERS)], FAMILY[(at * 3 + at // 40) % len(FAMILY)]
            rows.append({
                "recipient_id": f"b{at + 1}", "name": f"{elder} {family}", "unit_id": unit_id,
                "birth_date": str(date(1930 + at % 16, 1 + at % 12, 1 + at % 28)),
                "phone": f"+467017406{5 + at:02d}" if at < 80 else "", "phone_confirmed_on": str(today - timedelta(90)),
                "language": "sv", "address": f"{STREETS[at % 8]} {1 + at // 8 * 2}",
                "postal_code": f"743 {20 + at % 8}", "city": "Provköping",
                "latitude": f"{59.85 + random.uniform(-0.012, 0.012):.6f}",
                "longitude": f"{17.63 + random.uniform(-0.02, 0.02):.6f}",
                "sms_detail": ("services", "services", "names", "times", "none")[at % 5], "card_detail": "services",
                "card_consent_on": str(today - timedelta(60)), "key_worker_id": "",
            })  # fmt: skip
    _particular(rows, today)
    return rows


def _particular(rows: list[Row], today: date) -> None:
    """The ones whose life differs: a couple with one home and one number, a Finn, a protected, an ended."""
    wife, husband = rows[0], rows[1]
    shared = {key: wife[key] for key in ("address", "postal_code", "city", "latitude", "longitude", "phone")}
    husband.update(shared, name="Gunnar Andersson", home_id="h-paret", sms_detail="names")
    wife.update(home_id="h-paret", name="Elsa Andersson")
    rows[4].update(name="Aino Mäkinen", language="fi", sms_detail="services")
    rows[43].update(latitude="60.050000", longitude="17.900000")  # far away: nobody gets there in three minutes
    rows[9].update(protected="yes", phone="", sms_detail="none", card_detail="", card_consent_on="")
    rows[79].update(ended_on=str(today - timedelta(7)))


def relatives(today: date) -> list[Row]:
    """Relatives with both consents, one whose consent has run out, one with only one of the two."""
    kin = (
        ("b1", "Anna Andersson", "dotter", "services", "all"), ("b3", "Navid Karimi", "son", "times", "changes"),
        ("b5", "Liisa Mäkinen", "tytär", "names", "all"), ("b8", "Bengt Lindqvist", "bror", "services", "none"),
    )  # fmt: skip
    rows: list[Row] = [
        {
            "relative_id": f"a{place + 1}", "recipient_id": who, "name": name,
            "relation": relation, "phone": f"+467017406{90 + place}", "language": "fi" if who == "b5" else "sv",
            "secrecy_consent_on": str(today - timedelta(120)), "data_consent_on": str(today - timedelta(120)),
            "consent_basis": "self", "consent_until": str(today + timedelta(240)), "may_see": sees, "notices": notices,
        }
        for place, (who, name, relation, sees, notices) in enumerate(kin)
    ]  # fmt: skip
    rows[3]["data_consent_on"] = ""
    rows[1]["consent_until"] = str(today - timedelta(10))
    return rows


def decisions(today: date, people: list[Row]) -> list[Row]:
    """A decision for each recipient, in force since the spring."""
    return [
        {
            "decision_id": f"d{place + 1}", "recipient_id": person["recipient_id"],
            "kind": "Hemtjänst i ordinärt boende", "decided_on": str(today - timedelta(200)),
            "hours_per_month": 20 + place % 40,
            "starts_on": str(today - timedelta(190)),
        }
        for place, person in enumerate(people)
    ]  # fmt: skip


def absences(today: date) -> list[Row]:
    """One recipient is in hospital."""
    return [
        {"recipient_id": "b12", "from": str(today - timedelta(1)), "to": str(today + timedelta(3)), "reason": "sjukhus"}
    ]
