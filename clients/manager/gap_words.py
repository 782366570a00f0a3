"""What each kind of gap is called on a manager's pages, in Swedish, and why it usually came about. Pure."""

from __future__ import annotations

TITLES = {
    "not_started": "Inget besök hos {who}",
    "late": "Sent till {who}",
    "early": "Tidigt hos {who}",
    "missed": "Inget besök hos {who}",
    "merged": "Två besök i ett hos {who}",
    "short": "Kort besök hos {who}",
    "long": "Långt besök hos {who}",
    "very_short": "Mycket kort besök hos {who}",
    "unplanned": "Oplanerat besök hos {who}",
    "wrong_worker": "Annan medarbetare än planerat hos {who}",
    "single_staffed": "Ensam där två behövs hos {who}",
    "no_check_out": "Ingen utloggning hos {who}",
    "no_check_in": "Utloggning utan inloggning hos {who}",
    "overlap": "I två hem samtidigt, hos {who}",
    "impossible_travel": "För kort restid till {who}",
    "extra_event": "Extra registreringar hos {who}",
    "manual": "Registrerat i efterhand hos {who}",
    "wrong_card": "Ett annat hems kort hos {who}",
    "plan_shortened": "Planen kortad för {who}",
    "said_not_come": "Vi fick höra: ingen kom till {who}",
    "said_wrong_person": "Vi fick höra: fel person kom till {who}",
    "said_too_short": "Vi fick höra: för kort besök hos {who}",
    "said_other": "Vi fick höra om ett besök hos {who}",
}
TAGS = {
    "not_started": "Inte påbörjat, {minutes} min",
    "late": "{minutes} min sent",
    "early": "{minutes} min tidigt",
    "missed": "Uteblivet",
    "merged": "Sammanslaget",
    "short": "{minutes} min kortare än planerat",
    "long": "{minutes} min längre än planerat",
    "very_short": "{minutes} min kortare än planerat",
    "unplanned": "Oplanerat",
    "wrong_worker": "Annan medarbetare",
    "single_staffed": "{minutes} min utan kollega",
    "no_check_out": "Inte utloggat",
    "no_check_in": "Inte inloggat",
    "overlap": "{minutes} min samtidigt",
    "impossible_travel": "{minutes} min fattas",
    "extra_event": "Fler tryck",
    "manual": "I efterhand",
    "wrong_card": "Fel kort",
    "plan_shortened": "{minutes} min kortare plan",
    "said_not_come": "Sagt: ingen kom",
    "said_wrong_person": "Sagt: fel person",
    "said_too_short": "Sagt: för kort",
    "said_other": "Sagt om besöket",
}
BAD = ("missed", "not_started", "wrong_card", "said_not_come", "said_wrong_person")
_USUAL = {
    "late": ("previous_visit_late", "alarm", "staff_shortage"),
    "early": ("wrong_plan", "cancelled_ahead", "forgot_to_register"),
    "missed": ("absent", "cancelled_ahead", "forgot_to_register"),
    "not_started": ("previous_visit_late", "forgot_to_register", "absent"),
    "short": ("declined", "wrong_plan", "forgot_to_register"),
    "long": ("time_not_enough", "alarm", "wrong_plan"),
    "single_staffed": ("staff_shortage", "forgot_to_register", "wrong_plan"),
    "unplanned": ("alarm", "wrong_plan", "technical"),
    "wrong_worker": ("staff_shortage", "wrong_plan", "alarm"),
    "said_not_come": ("previous_visit_late", "staff_shortage", "locked_out"),
    "said_wrong_person": ("staff_shortage", "wrong_plan", "alarm"),
    "said_too_short": ("time_not_enough", "alarm", "declined"),
    "said_other": ("time_not_enough", "wrong_plan", "staff_shortage"),
}


def usual(kind: str) -> tuple[str, ...]:
    """The reasons most often given for a kind, for one tap."""
    return _USUAL.get(kind, ("forgot_to_register", "technical", "wrong_plan"))
