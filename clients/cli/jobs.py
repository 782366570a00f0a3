"""`flask jobs`: the background work, run, listed, or one tick of it by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup

from backend import jobs
from backend.seals.owner import NotTheOwner
from schema import clock

command = AppGroup("jobs", help="Background work.")
as_format = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


class Instant(click.ParamType):
    """An instant: RFC 3339 with an offset, or a local time without one."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment: datetime | None = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or not 2000 <= moment.year < 2200:
            said = f"{value!r} is no instant: write 2026-10-09T06:30 (local) or 2026-10-09T06:30:00+02:00"
            self.fail(said, param, ctx)
        if moment.tzinfo is None:
            return clock.instant(moment.date(), moment.time())
        return moment.astimezone(UTC)


@command.command("run")
def run_jobs() -> None:
    """Tick until stopped. Only one process of a database ticks; another waits."""
    jobs.run(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy is typed as what it stands for


@command.command("list")
@as_format
def list_jobs(form: str) -> None:
    """What runs, how often, and between which local times."""
    rows = [
        {
            "job": job.name,
            "seconds": job.seconds,
            "between": [at.strftime("%H:%M") for at in job.between] if job.between else None,
            "does": job.says,
        }
        for job in jobs.timetable()
    ]
    if form == "json":
        click.echo(json.dumps({"jobs": rows}, ensure_ascii=False))
        return
    for row in rows:
        hours = "-".join(row["between"]) if isinstance(row["between"], list) else ""
        click.echo(f"{row['job']:<16}{row['seconds']:>5} s  {hours:<13}{row['does']}")


@command.command("once")
@click.argument("name")
@click.option("--at", type=Instant(), help="The instant it is run as if at; now unless given.")
@as_format
def run_once(name: str, at: datetime | None, form: str) -> None:
    """Run one tick of job NAME, whatever the hour; a morning list is then delivered."""
    instant = at or clock.now()
    try:
        result = jobs.once(name, instant)
    except jobs.UnknownJob:
        known = ", ".join(job.name for job in jobs.timetable())
        raise click.UsageError(f"there is no job {name!r}; there are {known}") from None
    except NotTheOwner as fault:
        raise click.ClickException(str(fault)) from None
    if form == "json":
        click.echo(json.dumps({"job": name, "at": instant.isoformat(), "result": result}, ensure_ascii=False))
    else:
        counts = ", ".join(f"{what} {number}" for what, number in result.items())
        click.echo(f"{name} {clock.local(instant):%Y-%m-%d %H:%M}: {counts or 'nothing to do'}")
