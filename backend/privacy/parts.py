"""Everything about one person: which tables hold rows about her, how they are found, and what each means.

A table with a column that names a person stands here or in `LEFT_OUT`; a test fails for a new one that does neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, false, not_, or_, select

from backend.hearing.heard import UNSIGNED
from schema import tables as t
from schema.db import Base

Rows = Callable[[int], ColumnElement[bool]]
"""From the row id of a person to the condition that a row is about her."""
RECIPIENT, RELATIVE, WORKER = "recipient", "relative", "worker"
KINDS = (RECIPIENT, RELATIVE, WORKER)
_STAFF = {"user_id", "worker_id"}


@dataclass(frozen=True)
class Part:
    """One table's rows about a person. `hide` are columns that are not hers to have, by reason of others' secrecy."""

    model: type[Base]
    title: str
    meaning: str
    of: Mapping[str, Rows]
    hide: frozenset[str] = frozenset()


def _remarks(one: int) -> Any:
    return select(t.Remark.id).where(_her_words(one))


def _her_words(one: int) -> ColumnElement[bool]:
    """What she has said, as far as anybody knows that it was she."""
    return and_(t.Remark.recipient_id == one, t.Remark.relative_id.is_(None), not_(UNSIGNED))


def _visits(one: int) -> Any:
    return select(t.Visit.id).where(t.Visit.recipient_id == one)


def _relatives(one: int) -> Any:
    return select(t.Relative.id).where(t.Relative.recipient_id == one)


def _told(one: int) -> Any:
    """The messages that told of her visits: a morning list names nobody, since a number may be a couple's."""
    return select(t.Promise.message_id).where(t.Promise.visit_id.in_(_visits(one)))


def _home(one: int) -> Any:
    return select(t.Recipient.home_id).where(t.Recipient.id == one).scalar_subquery()


def _accounts(one: int) -> Any:
    return select(t.User.id).where(t.User.worker_id == one)


def _revisions(one: int) -> ColumnElement[bool]:
    """The revisions of herself, her relatives, her decisions and her absences."""
    about = t.PlanRevision
    rows = {
        "relatives": _relatives(one),
        "decisions": select(t.Decision.id).where(t.Decision.recipient_id == one),
        "absences": select(t.Absence.id).where(t.Absence.recipient_id == one),
    }
    own = and_(about.kind == "recipients", about.row_id == one)
    return or_(own, *(and_(about.kind == kind, about.row_id.in_(ids)) for kind, ids in rows.items()))


def _revisions_of(kind: str) -> Rows:
    return lambda one: and_(t.PlanRevision.kind == kind, t.PlanRevision.row_id == one)


def _named(model: Any, *kinds: str) -> dict[str, Rows]:
    """By the column that names her: recipient_id, relative_id or worker_id."""
    return {kind: _equal(getattr(model, f"{kind}_id")) for kind in kinds}


def _equal(column: Any) -> Rows:
    return lambda one: cast(ColumnElement[bool], column == one)


def _accounted(model: Any) -> dict[str, Rows]:
    """By her account."""
    return {WORKER: lambda one: model.user_id.in_(_accounts(one))}


def _itself(model: Any, kind: str) -> dict[str, Rows]:
    return {kind: lambda one: model.id == one}


def _by_visit(model: Any) -> Rows:
    return lambda one: model.visit_id.in_(_visits(one))


def _either(*rows: Rows) -> Rows:
    return lambda one: or_(false(), *(row(one) for row in rows))


def _hide(*names: str) -> frozenset[str]:
    return frozenset(names)


_MESSAGE = _named(t.Message, RECIPIENT, RELATIVE) | {
    RECIPIENT: lambda one: or_(t.Message.recipient_id == one, t.Message.id.in_(_told(one)))
}
_TRAIL = _named(t.Trail, RECIPIENT, WORKER)
_DEVICES = select(t.Device.id)

PARTS: tuple[Part, ...] = (
    Part(t.Recipient, "Uppgifter om dig", "Det som gäller nu, enligt planen och det som bestämts här.",
         _itself(t.Recipient, RECIPIENT)),
    Part(t.Relative, "Anhöriga", "De som du har samtyckt till att de får veta något, eller som planen nämner.",
         {RECIPIENT: lambda one: t.Relative.recipient_id == one},
         _hide("phone", "email", "phone_verified_at", "email_verified_at")),
    Part(t.Relative, "Uppgifter om dig som anhörig", "Det som gäller nu, och vad den som får hjälp har samtyckt till.",
         _itself(t.Relative, RELATIVE)),
    Part(t.Worker, "Uppgifter om dig i tjänsten", "Det som gäller nu, enligt planen.", _itself(t.Worker, WORKER)),
    Part(t.Home, "Hemmet", "Adress och läge.", {RECIPIENT: lambda one: t.Home.id == _home(one)}),
    Part(t.PlanRevision, "Tidigare uppgifter", "Varje version av det som planeringssystemet har lämnat om dig.",
         {RECIPIENT: _revisions, RELATIVE: _revisions_of("relatives"), WORKER: _revisions_of("workers")}),
    Part(t.Decision, "Beslut", "Biståndsbeslut som planen bygger på.", _named(t.Decision, RECIPIENT)),
    Part(t.Absence, "Frånvaro", "Dagar då du inte skulle få besök.", _named(t.Absence, RECIPIENT)),
    Part(t.Visit, "Planerade besök", "Besöken så som planen ser ut nu, och hur det gick.", _named(t.Visit, RECIPIENT)),
    Part(t.VisitRevision, "Planens versioner", "Varje version av varje besök, och när den blev känd.",
         {RECIPIENT: _by_visit(t.VisitRevision)}),
    Part(t.VisitChange, "Ändringar av besök", "Vad som skilde två versioner.", {RECIPIENT: _by_visit(t.VisitChange)}),
    Part(t.VisitAlias, "Besökens tidigare nummer", "Besök som kom tillbaka under ett nytt nummer.",
         {RECIPIENT: _by_visit(t.VisitAlias)}),
    Part(t.VisitWorker, "Vem som är planerad", "Medarbetare och dag för varje besök.",
         {RECIPIENT: _by_visit(t.VisitWorker), **_named(t.VisitWorker, WORKER)}),
    Part(t.Event, "Händelser och rättelser", "In- och utloggning med mera. En rättelse är en ny rad.",
         _named(t.Event, RECIPIENT)),
    Part(t.Event, "Händelser som du har rapporterat", "Tider och sätt. Vem besöken gällde och vad som antecknades "
         "omfattas av deras sekretess.",
         {WORKER: _either(lambda one: t.Event.worker_id == one, _accounted(t.Event)[WORKER])}, _hide("note", "reason")),
    Part(t.Execution, "Utförda besök", "In- och utloggning hopförda: räknas fram ur händelserna.",
         _named(t.Execution, RECIPIENT, WORKER)),
    Part(t.Gap, "Avvikelser", "Där plan och verklighet skiljer sig åt: räknas fram.", _named(t.Gap, RECIPIENT, WORKER)),
    Part(t.GapReview, "Uppföljning av avvikelser", "Orsak, åtgärd och effekt.",
         {RECIPIENT: lambda one: t.GapReview.gap_key.in_(select(t.Gap.key).where(t.Gap.recipient_id == one))}),
    Part(t.GapReview, "Avvikelser som du har följt upp", "När och hur långt. Texten gäller någon annan.",
         _accounted(t.GapReview), _hide("text", "measure")),
    Part(t.Promise, "Besked om besök", "Vilken version av ett besök som du fick besked om.",
         {RECIPIENT: _by_visit(t.Promise)}),
    Part(t.Message, "Meddelanden", "Sms, samtal och e-post. Texten finns kvar bara några månader.",
         {**_MESSAGE, **_accounted(t.Message)}),
    Part(t.NoticeWish, "Hur du vill få besked", "Om vad, när och på vilket sätt.",
         _named(t.NoticeWish, RECIPIENT, RELATIVE)),
    Part(t.Announcement, "Vad som skulle berättas", "Ändringar, förseningar och annat som uppstod.",
         _named(t.Announcement, RECIPIENT)),
    Part(t.InboundText, "Sms till oss", "Det du har skrivit. Texten finns kvar bara några månader.",
         _named(t.InboundText, RECIPIENT)),
    Part(t.CameAnswer, "Dina svar", "Om någon kom.", _named(t.CameAnswer, RECIPIENT)),
    Part(t.Remark, "Det du har sagt till oss", "Om ett besök, eller till hemtjänsten. En anhörigs ord visas för sig. "
         "Det som har skrivits genom kortet i hallen, och inte gäller ett besök, är inte med: ingen vet vem som skrev.",
         {RECIPIENT: _her_words,
          **_named(t.Remark, RELATIVE)}),
    Part(t.Remark, "Det anhöriga har sagt om dina besök", "När, och om vad. Orden är den anhörigas.",
         {RECIPIENT: lambda one: and_(t.Remark.recipient_id == one, t.Remark.relative_id.is_not(None))},
         _hide("text")),
    Part(t.RemarkStep, "Vad det ledde till", "När någon svarade, och svaret.",
         {RECIPIENT: lambda one: t.RemarkStep.remark_id.in_(_remarks(one)),
          RELATIVE: lambda one: t.RemarkStep.remark_id.in_(select(t.Remark.id).where(t.Remark.relative_id == one))}),
    Part(t.VisitRequest, "Det du har bett om", "Att avboka ett besök, eller få det en annan tid.",
         _named(t.VisitRequest, RECIPIENT)),
    Part(t.RequestStep, "Svar på det du har bett om", "När, och vad svaret blev.",
         {RECIPIENT: lambda one: t.RequestStep.request_id.in_(
             select(t.VisitRequest.id).where(t.VisitRequest.recipient_id == one))}),
    Part(t.SurveyAsk, "Frågor om hur besöken var", "När du fick frågan. Vad du svarade sparas utan ditt namn.",
         _named(t.SurveyAsk, RECIPIENT)),
    Part(t.OwnChoice, "Det du har valt", "Språk, tysta timmar, hur mycket din kalender säger och om du vill få frågor.",
         _named(t.OwnChoice, RECIPIENT, RELATIVE)),
    Part(t.WorkerPhoto, "Din bild", "När du samtyckte till den, och när den togs bort. Bilden själv finns på din sida.",
         _named(t.WorkerPhoto, WORKER), _hide("image")),
    Part(t.PushSubscription, "Aviseringar", "Webbläsare som får veta att det finns nytt.",
         {RECIPIENT: lambda one: t.PushSubscription.device_id.in_(_DEVICES.where(t.Device.recipient_id == one)),
          RELATIVE: lambda one: t.PushSubscription.device_id.in_(_DEVICES.where(t.Device.relative_id == one))},
         _hide("endpoint", "p256dh", "auth")),
    Part(t.Alert, "När ingen hade kommit", "När hemtjänsten fick veta det, och vad som hände sedan.",
         _named(t.Alert, RECIPIENT)),
    Part(t.CallerPin, "Pinkod för att ringa in", "När den gjordes och togs bort. Själva koden sparas inte.",
         _named(t.CallerPin, RECIPIENT)),
    Part(t.Card, "Kort i hemmet", "När kort har lämnats ut och spärrats.",
         {RECIPIENT: lambda one: t.Card.home_id == _home(one)}),
    Part(t.Device, "Telefoner och datorer", "De som visar besöken, och kalendrar.",
         {**_named(t.Device, RELATIVE), RECIPIENT: _either(
             lambda one: t.Device.recipient_id == one, lambda one: t.Device.relative_id.in_(_relatives(one)))}),
    Part(t.Code, "Engångskoder", "När koder har skickats. Själva koden sparas inte.",
         {**_named(t.Code, RECIPIENT, RELATIVE), **_accounted(t.Code)}),
    Part(t.Consent, "Samtycken", "Vad, på vilken grund, när och till när.",
         _named(t.Consent, RECIPIENT, RELATIVE)),
    Part(t.Withdrawal, "Återtagna samtycken", "Vad som togs tillbaka, och när.",
         {RECIPIENT: _either(lambda one: t.Withdrawal.recipient_id == one,
                             lambda one: t.Withdrawal.relative_id.in_(_relatives(one))),
          **_named(t.Withdrawal, RELATIVE)}),
    Part(t.Task, "Frågor till planeraren", "Något som någon ombads titta på.", _named(t.Task, RECIPIENT)),
    Part(t.Handler, "Namngivna handläggare", "När någon har utsetts att handlägga skyddade uppgifter.",
         {**_named(t.Handler, RECIPIENT), **_accounted(t.Handler)}),
    Part(t.BreakGlass, "Öppnat i en nödsituation", "Åtkomst utanför den egna enheten, med skäl.",
         _named(t.BreakGlass, RECIPIENT)),
    Part(t.BreakGlass, "Nödåtkomst som du har öppnat", "När. Skälet gäller någon annan.", _accounted(t.BreakGlass),
         _hide("reason")),
    Part(t.LogCheck, "Loggkontroller", "Kontroller av vad du själv har läst.", _accounted(t.LogCheck), _hide("text")),
    Part(t.Hold, "Undantag från gallring", "Uppgifter som sparas för en utredning eller forskning.",
         _named(t.Hold, RECIPIENT, WORKER), _hide("reason", "lifted_why")),
    Part(t.Disclosure, "Utlämnanden", "När uppgifter har lämnats ut samlat.",
         {**_named(t.Disclosure, RECIPIENT, WORKER), **_accounted(t.Disclosure)}, _hide("reason")),
    Part(t.Trail, "Vem har läst eller ändrat", "Varje läsning, utskrift, hämtning och ändring: roll och enhet.",
         {RECIPIENT: _TRAIL[RECIPIENT],
          RELATIVE: lambda one: t.Trail.device_id.in_(_DEVICES.where(t.Device.relative_id == one)),
          WORKER: _either(_TRAIL[WORKER], _accounted(t.Trail)[WORKER])}, _hide("reason", "address")),
    Part(t.User, "Ditt konto", "Namn, e-post och när kontot gjordes.", {WORKER: lambda one: t.User.worker_id == one}),
    Part(t.Grant, "Roller", "Roll, enhet och dagar.", _accounted(t.Grant)),
    Part(t.Passkey, "Nycklar för inloggning", "Namn och tider. Själva nyckeln lämnas inte ut.", _accounted(t.Passkey)),
    Part(t.SignIn, "Inloggningar", "När, hur och varifrån.", _accounted(t.SignIn)),
    Part(t.ImportRun, "Inlästa planer", "Planer som du har läst in.", _accounted(t.ImportRun)),
)  # fmt: skip
"""In the order in which they are read."""

LEFT_OUT: Mapping[str, str] = {
    "incident": "a case about what happened, named by number; its `user_id` only says who wrote the step",
    "retention_run": "counts without people; its `user_id` only says who started it",
}
"""Tables that name a person and are in no extract, and why."""
PERSON_COLUMNS = frozenset({"recipient_id", "relative_id", *_STAFF})
