"""`timesink digest`: one finding, or plainly none."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from running import Home, home
from test_cli import run

from agent.core.model import Front, Span
from agent.store.database import opened


@pytest.fixture
def user() -> Iterator[Home]:
    with home() as at:
        at.environment |= {"TZ": "UTC"}
        yield at


def test_nobody_tracked_has_nothing_told(user: Home) -> None:
    assert run(user, "digest") == (0, "\n  Nothing worth telling this week.\n", "")


def test_an_unusual_week_is_told_with_its_usual_range(user: Home) -> None:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    user.database.parent.mkdir(parents=True, mode=0o700)
    with opened(user.database) as store:
        for week in range(12):
            start = today - timedelta(days=4, weeks=11 - week)
            hours = timedelta(hours=9 if week == 11 else 2)
            store.keep([Span(start, start + hours, Front(("facebook",), None, None, "Chromium"))])
    code, out, err = run(user, "digest")
    assert (code, err) == (0, "")
    assert " ".join(out.split()) == (
        "Facebook: 9 h 00 min last week, 2 h 00 min in each of the eight weeks before."
    )
    assert json.loads(run(user, "digest", "--json")[1])["finding"]["row"]["network"] == "facebook"
