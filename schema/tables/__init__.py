"""The tables, one noun a file. Importing this package makes them all known to the metadata.

Append-only (facts): import_run, plan_revision, visit_revision, event, gap_review, consent, withdrawal, log_check,
disclosure, incident, notice_wish, unit_notice, came_answer, remark, remark_step, visit_request, request_step,
own_choice, unit_offer, public_text, trail; event and trail are chained by seal, head
and removal, which are append-only too. Derived (can be thrown away and rebuilt from the facts): the current columns of
the plan tables, visit's state, execution, gap, kept_promise.
"""

from schema.tables.absence import Absence
from schema.tables.alert import Alert, OnCall
from schema.tables.announcement import Announcement, NoticeWish, UnitNotice
from schema.tables.answered import CameAnswer, HandCall, InboundText, KeptPromise
from schema.tables.api_key import ApiKey
from schema.tables.card import Card
from schema.tables.decision import Decision
from schema.tables.device import Code, Device
from schema.tables.duty import Consent, Disclosure, Hold, Incident, KeyRotation
from schema.tables.event import Event, EventLedger
from schema.tables.execution import Execution
from schema.tables.gap import Gap, GapReview
from schema.tables.home import Home
from schema.tables.import_run import ImportRun
from schema.tables.limit_count import LimitCount
from schema.tables.message import Message, MessageLedger, Promise
from schema.tables.opened import BreakGlass, Handler, LogCheck
from schema.tables.own_choice import Feedback, OwnChoice, PublicText, UnitOffer, WorkerPhoto
from schema.tables.phone import Phone
from schema.tables.plan_revision import PlanRevision
from schema.tables.provider import ProviderRest, ReceiptRow
from schema.tables.reaching import CallerPin, PushSubscription
from schema.tables.recipient import Recipient
from schema.tables.relative import Relative
from schema.tables.remark import Remark, RemarkStep, RequestStep, VisitRequest
from schema.tables.seal import Head, Removal, RetentionRun, Seal
from schema.tables.service import Service
from schema.tables.sign_in import SignIn
from schema.tables.survey import SurveyAsk, SurveyCount
from schema.tables.task import Task
from schema.tables.tolerance import Tolerance
from schema.tables.trail import Trail
from schema.tables.unit import Unit
from schema.tables.user import ClaimMap, Grant, Passkey, Role, User
from schema.tables.visit import Visit, VisitAlias, VisitRevision, VisitWorker
from schema.tables.visit_change import VisitChange
from schema.tables.withdrawal import Withdrawal
from schema.tables.worker import Worker

__all__ = [
    "Absence", "Alert", "Announcement", "ApiKey", "BreakGlass", "CallerPin", "CameAnswer", "Card", "ClaimMap",
    "Code", "Consent", "Decision", "Device", "Disclosure", "Event", "EventLedger", "Execution", "Feedback", "Gap",
    "GapReview", "Grant", "HandCall", "Handler", "Head", "Hold", "Home", "ImportRun", "InboundText", "Incident",
    "KeptPromise", "KeyRotation", "LimitCount", "LogCheck", "Message", "MessageLedger", "NoticeWish", "OnCall",
    "OwnChoice", "Passkey", "Phone", "PlanRevision", "Promise", "ProviderRest", "PublicText", "PushSubscription",
    "ReceiptRow", "Recipient", "Relative", "Remark", "RemarkStep", "Removal", "RequestStep", "RetentionRun", "Role",
    "Seal", "Service", "SignIn", "SurveyAsk", "SurveyCount", "Task", "Tolerance", "Trail", "Unit", "UnitNotice",
    "UnitOffer", "User", "Visit", "VisitAlias", "VisitChange", "VisitRequest", "VisitRevision", "VisitWorker",
    "Withdrawal", "Worker", "WorkerPhoto",
]  # fmt: skip
