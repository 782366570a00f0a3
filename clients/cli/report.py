"""`flask report …`: figures for operators and economists."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from backend.access.unit_of_work import only_reading
from backend.gaps import asked as words
from backend.gaps.detect import evaluate
from backend.gaps.kinds import BY_WORKER, FOUND, SAID
from backend.reports import tables
from backend.reports.gaps import Asked, summarise
from schema import clock

_WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "json": json.dumps,
    "csv": tables.as_csv,
    "text": tables.as_text,
}
command = AppGroup("report", help="Figures over a period.")


@command.command("gaps")
@click.option("--from", "first", required=True, help="First date, YYYY-MM-DD.")
@click.option("--to", "last", required=True, help="Last date, inclusive.")
@click.option("--unit", help="unit_id of the plan; all units unless said.")
@click.option("--source", help="The plan's source that the unit is of.")
@click.option("--tolerance", "given", multiple=True, metavar="KIND=MINUTES", help="Instead of the kept tolerance.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "xlsx"]), default="text", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; needed for xlsx.")
def gaps(
    first: str, last: str, unit: str | None, source: str | None, given: tuple[str, ...], form: str, out: Path | None
) -> None:
    """Gaps between plan and reality: visits, minutes and the highest, by kind."""
    if form == "xlsx" and out is None:
        raise click.UsageError("a workbook needs a file: --out FILE")
    try:
        with only_reading():
            span, units, overrides = words.span(first, last), words.units(unit, source), words.tolerances(given)
            about = Asked(span.first, span.last, unit, FOUND, clock.today(), if_any=SAID)
            document = summarise(about, evaluate(span, units, overrides), across_parts=BY_WORKER).document()
    except words.Misasked as fault:
        raise click.UsageError(str(fault)) from None
    if form == "xlsx" and out is not None:
        tables.write_xlsx(document, out)
        return
    made = _WRITERS[form](document)
    if out is not None:
        out.write_text(made + "\n", encoding="utf-8")
    else:
        click.echo(made)
