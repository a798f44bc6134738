"""What `timesink import` shows: what an export would add, what couldn't be read, what was imported."""

from datetime import date, datetime
from typing import Any

from agent.cli import output
from agent.core.findings import WHATS
from agent.importers.reading import Export
from agent.store.imports import Import, Imports
from agent.store.ledger import TakenBack
from agent.store.plans import New, Plan

FAULTS_SHOWN = 8


def preview(export: Export, plan: Plan, name: str, imports: Imports) -> list[str]:
    """Return what an export would add, for people."""
    number = len(export.paths)
    read = f"{number:,} of its {export.files:,} files {'is' if number == 1 else 'are'} read"
    lines = output.heading(f"{name}, exported on {day(plan.exported)}", read)
    adds = [*map(_new, plan.new()), *_stays(plan)]
    if adds:
        lines += ["  This will add", *(line for each in adds for line in _item(each))]
        lines += _paragraph("Nothing else is kept: no text, and names only as hashes.")
    elif plan.is_empty():
        lines += _paragraph(_nothing(plan, imports.earlier(export.digest), name))[1:]
    if counted := ", ".join(WHATS[what].told(plan.lifetimes[what]) for what in plan.noted()):
        lines += _paragraph(f"Without dates, so only noted to compare your next export with: {counted}.")
    if adds and (known := plan.known()):
        lines += _paragraph(f"Known from an earlier import: {known:,}.")
    for currency, number in plan.staging.foreign.items():
        hint = f"{number:,} in {currency or 'an unknown currency'}, which isn't your `currency`: left out."
        lines += _paragraph(f"Amounts: {hint}")
    return [*lines, *_faults(export)]


def preview_json(export: Export, plan: Plan) -> dict[str, Any]:
    """Return what an export would add, for programs."""
    told_stays = {
        word: {"number": number, "seconds": time.total_seconds()}
        for word, at_least in (("stays", False), ("stays_at_least", True))
        for number, time in [plan.stays(at_least=at_least)]
    }
    return {
        "network": export.network,
        "exported": plan.exported.isoformat(),
        "files": export.files,
        "files_read": len(export.paths),
        "adds": [_new_json(new) for new in plan.new()],
        **told_stays,
        "noted": {what: plan.lifetimes[what] for what in plan.noted()},
        "known": plan.known(),
        "other_currencies": dict(plan.staging.foreign),
        "problems": [
            {"where": each.where, "what": each.what, "hint": each.hint} for each in export.faults.told()
        ],
    }


def imported(kept: Import) -> list[str]:
    """Say that something was imported, and how to take it back."""
    return _paragraph(f"Imported: {brought(kept)}. `timesink import --undo {kept.uid[:8]}` takes it back.")


def brought(kept: Import) -> str:
    """Return what an import brought, in words."""
    parts = [WHATS[what].told(number) for what, number in kept.counts.items() if what in WHATS]
    parts += [_number_of_stays(number)] if (number := kept.counts.get("stays", 0)) else []
    return ", ".join(parts) or "counts to compare the next export with"


def came(kept: Import) -> list[str]:
    """Return what an import brought, as lines beneath its own."""
    return [f"    {line}" for line in output.wrapped(brought(kept), 4)]


def last(kept: Import, name: str) -> list[str]:
    """Say which import was the last."""
    return _paragraph(
        f"The last import, {kept.uid[:8]}, on {day(kept.at)}, of {name}'s export: {brought(kept)}."
    )


def told(kept: Import) -> dict[str, Any]:
    """Return an import, for programs."""
    return {
        "id": kept.uid,
        "network": kept.network,
        "at": kept.at.isoformat(),
        "exported": kept.exported.isoformat(),
        "brought": kept.counts,
    }


def taken_back(gone: Import, taken: TakenBack, name: str) -> str:
    """Say what became of an import that was taken back."""
    how = f"but for {taken.stayed:,} that you have edited" if taken.stayed else "whole"
    return f"Taken back: the import of {name}'s export of {day(gone.exported)}, {how}."


def _new(new: New) -> str:
    days = day(new.first) if new.first == new.last else f"{day(new.first)} to {day(new.last)}"
    return f"{WHATS[new.what].told(new.number)} ({days})"


def _new_json(new: New) -> dict[str, Any]:
    return {
        "what": new.what,
        "kind": WHATS[new.what].kind,
        "number": new.number,
        "first": new.first.isoformat(),
        "last": new.last.isoformat(),
    }


def _stays(plan: Plan) -> list[str]:
    lines = []
    for at_least, how in ((False, "by its own log"), (True, "at the least, inferred from single moments")):
        number, time = plan.stays(at_least=at_least)
        if number:
            spent = output.duration(time.total_seconds())
            lines.append(f"{spent} of time on it, {how} ({_number_of_stays(number)})")
    return lines


def _number_of_stays(number: int) -> str:
    return f"{number:,} {'stay' if number == 1 else 'stays'}"


def _nothing(plan: Plan, earlier: datetime | None, name: str) -> str:
    if earlier is not None:
        return f"This very export was imported on {day(earlier)}: there is nothing new in it."
    if plan.known():
        return "All that it tells was imported before: there is nothing new in it."
    return f"It tells nothing that {name} gave back, and nothing of your time there."


def _faults(export: Export) -> list[str]:
    faults = export.faults.told()
    lines = [line for fault in faults[:FAULTS_SHOWN] for line in _item(str(fault))]
    more = [f"    and {len(faults) - FAULTS_SHOWN:,} files more"] if len(faults) > FAULTS_SHOWN else []
    return ["", "  Not all could be read:", *lines, *more] if faults else []


def _item(text: str) -> list[str]:
    first, *rest = output.wrapped(text, 6)
    return [f"    {first}", *(f"      {line}" for line in rest)]


def _paragraph(text: str) -> list[str]:
    return ["", *(f"  {line}" for line in output.wrapped(text, 2))]


def day(at: date | datetime) -> str:
    """Return a day in short, by this computer's clock."""
    return f"{at.astimezone() if isinstance(at, datetime) else at:%-d %b %Y}"
