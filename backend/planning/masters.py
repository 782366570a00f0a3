"""Units, services, workers, recipients, relatives, decisions, absences: accepted rows become revisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from backend.planning import bulk, homes, master_store, own_units, telling_ids
from backend.planning.accepted import Accepted
from backend.planning.nouns import CURRENT, ORDERED, REFERENCES, Content
from backend.planning.references import MODELS, unknown
from backend.planning.rows import Parsed, Reader
from backend.planning.run import Run
from backend.planning.withdrawn import Withdrawals
from schema.db import db

GUARDED = {"recipients": ("protected",), "workers": ("shown_as", "alias")}
"""What hides somebody. A file that lacks the column says nothing of it, so it never lays her open."""


def take_in(run: Run, reader: Reader) -> None:
    """Read one table and write what is new or changed in it."""
    kind = reader.table
    parsed = list(reader.parsed())
    accepted = list(_accepted(run, reader, parsed))
    standing = _standing(kind, run.order.source, [row.key for row in accepted])
    _keep_guarded(reader, accepted, standing)
    new: list[Accepted] = []
    changed: list[Accepted] = []
    unchanged: list[Accepted] = []
    for row in accepted:
        row.digest = master_store.digest_of(kind, row.content)
        before = standing.get(row.key)
        same = before is not None and before.revision > 0 and before.digest == row.digest
        if (kind == "recipients" or not same) and not own_units.may_change(run, reader, row, before):
            continue
        row.row_id = before.id if before is not None else 0
        (unchanged if same else changed if before is not None else new).append(row)
    revived = sum(1 for row in changed if standing[row.key].revision == 0)
    reader.counts.created += len(new) + revived
    reader.counts.updated += len(changed) - revived
    reader.counts.unchanged += len(unchanged)
    master_store.write(run, kind, new, changed)
    if kind == "recipients":
        _warn_of_missing_wishes(run, accepted)
    if kind == "relatives":
        _warn_of_missing_consents(run, accepted)
    if kind in ("recipients", "relatives"):
        _warn_of_withdrawn(run, reader, unchanged + changed)
    telling_ids.warn(reader, accepted)
    run.known.forget(kind)


def _accepted(run: Run, reader: Reader, parsed: list[Parsed]) -> Iterable[Accepted]:
    kind = reader.table
    names = [column.name for column in reader.columns]
    references = REFERENCES.get(kind, {})
    for column, target in references.items():
        place = names.index(column)
        run.known.load(target, {row.values[place] for row in parsed if row.values[place]})
    for row in parsed:
        content = {name: _plain(value) for name, value in zip(names, row.values, strict=True)}
        key = content[names[0]]
        if kind == "absences":
            key = f"{key}/{content['from']}"
            if key in reader.seen:
                reader.reject(
                    row.line, "duplicate_id", "Samma frånvaro står tidigare i filen.", "from", content["from"]
                )
                continue
            reader.seen.add(key)
        if _resolved(run, reader, row.line, content, references) and _in_order(reader, row.line, content):
            if kind == "recipients":
                content["home_key"] = homes.key(key, content)
            yield Accepted(row.line, key, content)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _resolved(run: Run, reader: Reader, line: int, content: Content, references: dict[str, str]) -> bool:
    """Put the rows' own ids in the place of outside ids; False when one leads nowhere."""
    missing = 0
    for column, target in references.items():
        outside = content[column]
        if outside is None:
            continue
        content[column] = run.known.ids[target].get(outside)
        if content[column] is None:
            missing += 1
            reader.report.error(reader.table, *unknown(target), line, column, outside)
    reader.counts.rejected += bool(missing)
    return not missing


def _in_order(reader: Reader, line: int, content: Content) -> bool:
    for first, second in ORDERED.get(reader.table, ()):
        if content[first] and content[second] and content[second] < content[first]:
            reader.reject(line, "ends_before_start", f"{second} ligger före {first}.", second, content[second])
            return False
    return True


def _standing(kind: str, source: str, keys: list[str]) -> dict[str, Any]:
    model = MODELS[kind]
    wanted = [model.id, model.outside_id, model.revision, model.digest]
    wanted += [getattr(model, name) for name in ("unit_id", "recipient_id") if hasattr(model, name)]
    wanted += [getattr(model, name) for name in GUARDED.get(kind, ())]
    chosen = select(*wanted).where(model.source == source, bulk.among(model.outside_id, keys))
    return {row.outside_id: row for row in db.session.execute(chosen)}


def _keep_guarded(reader: Reader, rows: list[Accepted], standing: dict[str, Any]) -> None:
    """Let what hides somebody stand as it is where the file has no column for it."""
    for column in set(GUARDED.get(reader.table, ())) & reader.absent:
        for row in rows:
            before = standing.get(row.key)
            if before is not None and before.revision > 0:
                row.content[column] = getattr(before, column)


def _warn_of_withdrawn(run: Run, reader: Reader, rows: list[Accepted]) -> None:
    withdrawals = Withdrawals.load()
    for row in rows if withdrawals.last else ():
        for column in withdrawals.apply(reader.table, row.row_id, CURRENT[reader.table](row.content)):
            message = "Personen har tagit tillbaka detta här. Det gäller tills ett senare samtycke kommer."
            run.report.warn(reader.table, "withdrawn_here", message, row.line, column)


def _warn_of_missing_consents(run: Run, rows: list[Accepted]) -> None:
    for column in ("secrecy_consent_on", "data_consent_on", "consent_basis"):
        missing = sum(1 for row in rows if row.content[column] is None)
        if missing:
            message = f"{missing} anhöriga saknar {column}: de ser ingenting och får inga meddelanden."
            run.report.warn("relatives", "missing_consents", message, column=column, value=str(missing))


def _warn_of_missing_wishes(run: Run, rows: list[Accepted]) -> None:
    for column, meaning in (("sms_detail", "inga sms skickas"), ("card_detail", "kortet följer kommunens nivå")):
        missing = sum(1 for row in rows if row.content[column] is None)
        if missing:
            message = f"{missing} omsorgstagare saknar {column}: {meaning}."
            run.report.warn("recipients", "missing_wishes", message, column=column, value=str(missing))
    unsigned = sum(1 for row in rows if row.content["card_detail"] and not row.content["card_consent_on"])
    if unsigned:
        message = f"{unsigned} önskemål om kortet saknar samtyckets datum och gäller därför inte."
        run.report.warn("recipients", "missing_consent_date", message, column="card_consent_on", value=str(unsigned))
