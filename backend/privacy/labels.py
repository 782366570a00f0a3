"""What each column of an extract is called, and which columns are nobody's to read."""

from __future__ import annotations

from collections.abc import Mapping

SECRET = frozenset(
    "digest salt token once password tf_totp_secret tf_counter body_digest "
    "mf_recovery_codes fs_uniquifier fs_webauthn_user_handle credential_id public_key sign_count transports "
    "extensions seal report sid gap_key key tf_primary_method backup_state home_id".split()
)
"""Hashes, keys and seals: they say nothing of anybody, or would open something."""
INTERNAL = frozenset(
    "recipient_id relative_id user_id api_key_id run_id row_id card_id device_id phone_id gap_id fact_id message_id "
    "check_in_id check_out_id break_glass_id card_home_id version "
    "change_id answer_message_id decided_at remark_id request_id".split()
)
"""Row ids that lead only to rows that stand here anyway, or to other people."""

LABELS: Mapping[str, str] = {
    "id": "Radens nummer", "source": "Planens källa", "outside_id": "Nummer i planen", "revision": "Version",
    "name": "Namn", "unit_id": "Enhet", "from_unit_id": "Läsarens enhet", "personal_number": "Personnummer",
    "birth_date": "Född", "phone": "Telefon", "phone_confirmed_on": "Numret bekräftat",
    "phone_since_at": "Numret känt sedan", "phone_verified_at": "Numret prövat med kod", "landline": "Fast telefon",
    "landline_since_at": "Fast telefon känd sedan", "landline_verified_at": "Fast telefon prövad",
    "language": "Språk", "sms_detail": "Sms visar", "card_detail": "Kortet visar",
    "card_consent_on": "Samtycke för kortet", "protected": "Skyddade uppgifter", "key_worker_id": "Fast kontakt",
    "ended_on": "Avslutad", "relation": "Relation", "email": "E-post", "reach_since_at": "Kontaktväg sedan",
    "email_verified_at": "E-post prövad", "secrecy_consent_on": "Sekretessen efterges från",
    "data_consent_on": "Samtycke till uppgifterna", "consent_basis": "Grund för samtycket",
    "consent_until": "Samtycket gäller till", "may_see": "Får se", "notices": "Får besked om", "title": "Titel",
    "employment": "Anställning", "languages": "Språk", "shown_as": "Namnet visas som", "alias": "Annat namn",
    "shown_name": "Namn som visas", "address": "Adress", "postal_code": "Postnummer", "city": "Ort",
    "latitude": "Latitud", "longitude": "Longitud", "kind": "Slag", "number": "Nummer",
    "published_at": "Känd sedan", "content": "Innehåll", "decided_on": "Beslutsdatum",
    "hours_per_month": "Timmar per månad", "starts_on": "Börjar", "ends_on": "Slutar",
    "interrupted_on": "Avbrutet", "resumed_on": "Återupptaget", "reason": "Skäl", "own_request": "Eget önskemål",
    "closed_on": "Avslutat", "closed_as": "Avslutat som", "from_on": "Från och med", "to_on": "Till och med",
    "until_on": "Till och med", "date": "Dag", "window_start_at": "Tidigast början",
    "window_end_at": "Senast början", "duration_minutes": "Minuter", "service_ids": "Insatser",
    "worker_ids": "Medarbetare", "worker_id": "Medarbetare", "staff": "Antal medarbetare",
    "time_critical": "Tidskritiskt", "decision_id": "Beslutets rad", "cancelled": "Inställt", "status": "Läge",
    "started_at": "Började", "ended_at": "Slutade", "expected_at": "Väntas", "visit_id": "Besökets rad",
    "cancel_reason": "Skäl för inställt", "from_number": "Från version", "to_number": "Till version",
    "became_at": "Blev känt", "occurred_at": "Hände", "received_at": "Kom in", "method": "Sätt", "note": "Anteckning",
    "corrects_id": "Rättar rad", "check_in_at": "Inloggning", "check_out_at": "Utloggning",
    "extra_taps": "Extra tryckningar", "seconds": "Sekunder", "found_at": "Upptäckt", "resolved_at": "Upphörde",
    "step": "Steg", "text": "Text", "measure": "Åtgärd", "effect_check_on": "Effekten ses över", "at": "När",
    "told_at": "Besked lämnat", "channel": "Väg", "body": "Text", "state": "Läge", "created_at": "Skapad",
    "due_at": "Skulle skickas", "expires_at": "Gäller till", "claimed_at": "Hämtad för sändning",
    "settled_at": "Klar", "attempts": "Försök", "issued_at": "Utlämnat", "revoked_at": "Spärrat", "label": "Namn",
    "way": "Sätt", "paired_at": "Kopplad", "seen_at": "Sedd", "used_at": "Senast använd",
    "revoked_why": "Varför spärrad", "purpose": "Ändamål", "wrong": "Fel försök", "made_at": "Gjord",
    "what": "Vad", "level": "Nivå", "basis": "Grund", "given_by": "Lämnat av", "how": "Hur det lämnades",
    "given_on": "Lämnat den", "recorded_at": "Antecknat", "withdrawn_at": "Återtaget", "raised_at": "Ställd",
    "named_at": "Utsedd", "opened_at": "Öppnat", "until_at": "Öppet till", "closed_at": "Stängt",
    "verdict": "Bedömning", "checked_at": "Kontrollerat", "placed_at": "Beslutat", "lifted_at": "Hävt",
    "role": "Roll", "action": "Åtgärd", "active": "Öppet", "password_set_at": "Lösenord bytt",
    "pin_wrong": "Fel pinkod", "from_claims": "Från kommunens inloggning", "usage": "Användning",
    "second_factor": "Andra faktor", "browser": "Webbläsare", "ended_why": "Varför avslutad", "package": "Fil",
    "finished_at": "Klar", "replaced": "Ersatte", "undone_at": "Återtagen", "phone_closed_at": "Numret stängt",
    "urgent": "Brådskande", "segments": "Delar", "wanted_at": "Skulle lämna", "handed_at": "Lämnat till operatören",
    "delivered_at": "Framme", "redacted_at": "Texten raderad hos operatören", "list_at": "Tid för dagens besök",
    "evening_before": "Kvällen före", "moment_at": "Gäller tiden", "arose_at": "Uppstod", "ready_at": "Redo",
    "outcome": "Vad det blev", "meaning": "Betydelse", "answered_at": "Besvarat", "came": "Någon kom",
    "taken_at": "Någon tog det", "escalated_at": "Anhöriga fick veta", "over_at": "Upphörde", "set_at": "Gjord",
    "device_type": "Slag av nyckel", "linkable_until_at": "Kan kopplas till",
    "said_at": "Sagt", "asked_at": "När du bad om det", "wanted_from_at": "Önskad tid, tidigast",
    "wanted_until_at": "Önskad tid, senast", "asked_on": "Frågad",
    "closed": "Besvarad eller avböjd", "value": "Val", "consented_at": "Samtycke",
    "removed_at": "Borttagen", "subscribed_at": "Slogs på",
}  # fmt: skip


def shown(column: str) -> bool:
    """Whether a column belongs in an extract. Who of the staff did it is said by role, in the log alone."""
    return column not in SECRET and column not in INTERNAL and not column.endswith(("_user_id", "_hash"))
