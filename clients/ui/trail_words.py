"""What was looked at and why, in Swedish, for the log check and for extracts: each page and each code of ours. Pure."""

from __future__ import annotations

_DOOR = "inloggningen"
_PAIRING = "koppling av enhet"
_PHONE = "en gemensam telefon"
_OWN = "egen enhet"
WHAT = {
    "manager.today": "listan", "manager.gap": "en avvikelse", "manager.explain": "en avvikelse",
    "manager.task": "en uppgift", "manager_person": "en persons sida", "manager_person.card": "ett kort",
    "manager_person.wish": "önskemål", "manager_case": "granskningen", "manager_case.case": "ett ärende",
    "manager_opening": "nödöppning", "manager_logcheck": "loggkontrollen", "manager_logcheck.names": "namn i loggen",
    "manager_devices": "kopplade enheter", "manager_devices.withdrawn": "en anhörigs samtycke",
    "manager_messages": "ett meddelande", "manager_sending": "enhetens besked",
    "manager_caller_pin": "kod för att ringa",
    "manager_phones": "gemensamma telefoner", "manager_phones.start_code": "startkod till PIN",
    "manager_calls": "listan att ringa", "manager_on_call": "jouren", "manager_alerts": "ett larm",
    "manager_notices": "önskemål om besked",
    "manager_week": "veckan på papper", "manager_inbox": "inkorgen", "manager_inbox.answer": "ett svar på ett sms",
    "manager_remarks": "något som är sagt",
    "worker.day": "dagens besök", "worker": "ett besök", "worker_card": "ett besök genom kortet",
    "worker_pairing": _PAIRING, "worker_phone": _PHONE, "worker_phone.choose": "PIN-kod",
    "worker_phone.who": "namnen på telefonen",
    "recipient": "kortet", "pair": _PAIRING, "offered": _PAIRING, "own": "besöken på egen enhet",
    "said": "något sagt om ett besök", "heard": "det som är sagt på egen enhet",
    "card_said": "något sagt genom kortet", "relative_writing": "en anhörigs ord till enheten",
    "choices": "egna val", "months": "en månad på egen enhet", "manager_months": "en månad",
    "manager_choices": "ett val på någons ord",
    "who": "vem som kan se", "who.end_device": _OWN, "who.end_relative": "en anhörigs samtycke",
    "own_change": "ett önskemål om ett besök", "own_survey": "frågan hur besöket var",
    "planner_requests": "önskemål om besök", "manager_offer": "vad enheten erbjuder",
    "manager_survey": "hur besöken var", "relative": "besöken för anhöriga",
    "relative_notices": "anhörigas egna besked",
    "relative_stopping": "länken i ett brev", "news": "avisering på egen enhet",
    "wall": "väggen på egen enhet",
    "week": "veckan på egen enhet", "photo": "en medarbetares bild", "worker_photo": "egen bild",
    "relative_door": "inloggningen för anhöriga",
    "feed": "besöken i en kalender", "own_calendar": "egen kalender", "relative_calendar": "anhörigas kalender",
    "relative_weeks": "veckan för anhöriga", "relative_weeks.history": "tidigare besök för anhöriga",
    "relative_strong": "e-legitimation för anhöriga",
    "planner": "planen", "planner.one": "en import", "planner.preview": "en import", "planner.bring_in": "en import",
    "planner.take_back": "en import", "api": "uppgifter till annat system", "api.get_visits": "besök",
    "api.get_gaps": "avvikelser", "api.post_events": "registreringar", "api.post_import": "en import",
    "api_docs": "beskrivningen för andra system", "hooks": "svar på meddelanden", "hooks_elks": "svar på meddelanden",
    "hooks.voice": "samtal i telefon",
    "admin": "systemets sida", "admin.outbox": "utkorgen", "admin.message": "ett meddelande",
    "admin_claims": "roller genom kommunens inloggning",
    "admin_handlers": "handläggare", "admin_texts": "de öppna sidornas texter",
    "admin_feedback": "synpunkter på sidorna", "admin_resets": "ett kontos inloggning", "admin_users": "användare",
    "privacy": "dataskydd", "privacy_consents": "samtycken", "privacy_extracts": "registerutdrag",
    "privacy_holds": "undantag från gallring", "privacy_incidents": "incidenter",
    "privacy_suspicion": "vem var hos vem", "provider": "kommunens inloggning", "public": "startsidan",
    "status": "löftena", "statements": "de öppna sidorna",
    "security": _DOOR, "security.account": "eget konto", "security.authenticator": "egen app för koder",
    "security.change_password": "eget lösenord", "security.new_password": "eget lösenord",
    "security.forgotten": "glömt lösenord", "security.recovery_codes": "egna reservkoder",
    "security.mf_recovery": "reservkod", "security.wan_register_response": "egen nyckel",
    "security.wan_register": "egen nyckel", "security.wan_delete": "egen nyckel",
    "security.end_one": "egna inloggningar", "security.end_others": "egna inloggningar",
    "cards print": "kort", "privacy extract": "registerutdrag", "flask user": "ett konto",
    "flask claims": "roller genom kommunens inloggning", "flask api-key": "nycklar för andra system",
    "flask cards": "kort", "flask import": "en import", "flask tolerance": "toleranser",
}  # fmt: skip
REASONS = {
    "photo_shown": "visar sin bild", "photo_removed": "visar inte sin bild",
    "no_password": "inget lösenord att byta", "grant_refused": "roll som inte får ges",
    "nobody_found": "sökning utan träff",
    "page_of_others": "sidan är för andra", "nothing_there": "fanns inte, eller är någon annans",
    "log_check": "loggkontroll", "break_glass": "nödöppning utan träff", "handler": "handläggare utan träff",
    "break_glass_too_many": "för många nödöppningar", "case": "ärende utan träff", "password": "lösenord",
    "password and factor": "lösenord och andra steg", "passkey and factor": "nyckel", "pin": "PIN",
    "oidc": "kommunens inloggning", "oidc and factor": "kommunens inloggning och andra steg", "idle": "vilade",
    "signed_out": "själv", "roles_changed": "ändrade roller", "age": "för länge", "ended_by_user": "själv",
    "closed": "stängt konto", "factor_changed": "nytt andra steg", "password_changed": "nytt lösenord",
    "password_wrong": "fel lösenord", "handler_named": "utsåg handläggare", "handler_ended": "avslutade handläggare",
    "account_closed": "stängt konto", "account_made": "nytt konto", "account_opened_for_linking": "öppnade konto",
    "bad_address": "fel adress", "card_not_paired": "kortet räcker inte", "card_views": "kortet läst för ofta",
    "card_closed": "kortet spärrat", "card_renewed": "kortet utbytt", "key_made": "ny nyckel",
    "key_revoked": "nyckel spärrad", "plan_taken_in": "plan inläst", "plan_taken_back": "import återtagen",
    "tolerance_set": "tolerans ändrad",
    "caller_pin_set": "ny kod för att ringa", "caller_pin_ended": "koden för att ringa borttagen",
    "caller_pin_wrong": "fel kod i telefon", "caller_pin_too_often": "kod i telefon prövad för ofta",
    "card_of_another_unit": "kortet i ett hem utanför egna enheten", "card_wrong": "kortet gäller inte",
    "claim_added": "ny rad", "claim_removed": "rad borttagen",
    "claims_of_all": "rad för hela kommunen", "texts_of_all": "texter för hela kommunen",
    "public_texts": "ändrade texterna", "feedback": "synpunkter",
    "code_asked": "bad om en kod", "code_too_often": "bad om kod för ofta",
    "code_wrong": "fel kod", "consent_not_in_force": "samtycket gäller inte", "device_brev": "brev skickat",
    "device_consent": "samtycke till enhet", "device_ended": "enhet stängd", "device_godkann": "enhet godkänd",
    "device_neka": "enhet nekad", "device_not_open": "enheten är inte kopplad",
    "factor_not_shown": "andra steget saknas",
    "factor_removed": "tog bort det andra steget", "feed_detail": "valde vad kalendern visar",
    "feed_off": "kalender av", "feed_on": "kalender på", "feed_wrong": "kalenderns adress gäller inte",
    "hook_signature": "fel underskrift", "key_unknown": "okänd nyckel",
    "letter_answered": "länken i brevet", "letter_wrong_address": "fel länk i brev",
    "linked_to_provider": "kopplat till kommunens inloggning", "made_by_provider": "nytt genom kommunens inloggning",
    "notices_chosen": "valde besked", "own_choice": "ett val",
    "number_answered": "svar från numret", "paired_by_worker": "kopplad av personal",
    "pairing_code_wrong": "fel kod till enheten", "password_link": "länk till nytt lösenord",
    "push_off": "avisering av", "push_on": "avisering på",
    "password_reset": "nytt lösenord genom länk", "phone_needed": "behöver enhetens telefon", "pin_wrong": "fel PIN",
    "recovery_codes": "nya reservkoder", "relative_withdrawn": "samtycke återtaget", "reset_asked": "bad om länk",
    "request_withdrawn": "tog tillbaka ett önskemål", "request_granted": "sade ja till ett önskemål",
    "request_refused": "sade nej till ett önskemål", "request_reverted": "lät planen gälla före ett önskemål",
    "visit_asked": "önskemål om ett besök",
    "survey_answered": "svarade, eller avstod", "survey_on_paper": "svar på papper",
    "reset_expired": "för gammal länk", "reset_unknown": "okänd länk", "reset_wrong": "fel länk",
    "role_ended": "roll avslutad", "role_given": "roll given", "role_given_by_claims": "roll från inloggningen",
    "role_taken_by_claims": "roll borttagen av inloggningen", "scope_missing": "nyckeln räcker inte",
    "remark_answered": "svarade", "remark_put_away": "lade undan", "remark_put_back": "lade tillbaka",
    "remark_rung": "ringde", "said": "sa något", "said_on_her_word": "skrev ned på hennes ord",
    "second_factor": "nytt andra steg", "second_factor_late": "för sent andra steg",
    "session_ended": "avslutad inloggning", "session_unknown": "okänd inloggning",
    "strong_sign_in_linked": "e-legitimation kopplad",
}  # fmt: skip


def where(what: str) -> str:
    """The page or command in words: its own, else its part's; never its name in the code."""
    return WHAT.get(what) or WHAT.get(what.split(".", maxsplit=1)[0], "en annan sida")


def why(reason: str) -> str:
    """A reason as it was written, a code of ours in words; of what a code says more only the run of an import."""
    code, _, more = reason.replace(":", " ").partition(" ")
    if code == "import_run":
        return f"import {more}"
    return REASONS.get(reason) or REASONS.get(code, reason)
