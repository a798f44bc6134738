"""What Facebook's and Instagram's exports have in common: letters, the log of time, messages."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agent.core.findings import Finding
from agent.core.stays import Stay
from agent.importers.base import BadRow, File, Part, part
from agent.importers.dates import stamp
from agent.importers.talks import Talks
from agent.importers.text import repaired

FOR_PEOPLE = "is meant for people to read: ask for the export once more, as JSON."


def time_spent(network: str) -> Part:
    """Return what reads a network's own log of sessions on all devices."""
    return part(rf"time_spent_on_{network}\.json", r"label_values", _stays)


def messages(talks: Talks) -> Part:
    """Return what reads conversations; requests that weren't answered, and what was filtered, are none."""

    def read(file: File) -> Iterator[Finding]:
        talk = file.path.split("/")[-2]

        def note(entry: tuple[tuple[str, ...], Any]) -> None:
            path, value = entry
            if "participants" in path:
                talks.present(talk, repaired(value["name"]))
            else:
                talks.message(talk, repaired(value["sender_name"]), file.moment(stamp(value["timestamp_ms"])))

        return file.each(file.values(("participants", "*"), ("messages", "*")), note)

    folders = r"(?:inbox|archived_threads|e2ee_cutover)"
    return part(rf"messages/{folders}/[^/]+/message_\d+\.json", r'"participants"', read)


def for_people(path: str, sign: str) -> Part:
    """Return what tells that an export was made as web pages, which have no form that could be relied on."""

    def read(file: File) -> Iterator[Finding]:
        file.fault(FOR_PEOPLE)
        yield from ()

    return part(path, sign, read)


def stamps(entry: dict[str, Any]) -> Iterator[datetime]:
    """Yield the moments in an entry of any era, whatever its labels are called."""
    for value in entry.get("label_values") or ():
        if value.get("timestamp_value"):
            yield stamp(value["timestamp_value"])
    for value in (entry.get("string_map_data") or {}).values():
        if value.get("timestamp"):
            yield stamp(value["timestamp"])


def _stays(file: File) -> Iterator[Finding]:
    def read(entry: tuple[tuple[str, ...], Any]) -> Finding:
        moments = [stamp(each["timestamp_value"]) for each in entry[1]["dict"] if "timestamp_value" in each]
        if len(moments) != 2:  # noqa: PLR2004  its start and its end
            raise BadRow
        return Stay(min(moments), max(moments))

    return file.each(file.values(("vec", "*")), read)
