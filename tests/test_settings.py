"""Settings: a fault is told with its place, and costs nothing but its own key."""

import os
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.settings import Settings, local_zone, misnamed, read_settings
from agent.values import Budget


def read(folder: Path, text: str | bytes, **environment: str) -> tuple[Settings, list[str]]:
    file = folder / "config.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    settings, problems = read_settings(file, environment)
    return settings, [str(problem) for problem in problems]


def test_without_a_file_the_defaults_are_in_force(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "config.toml", {}) == (Settings(), ())


def test_all_keys_are_read(tmp_path: Path) -> None:
    text = 'port = 7777\nidle_after = "90s"\nsession_pause = "1h"\nday_starts_at = "04:00"\ntitles_days = 0\n'
    expected = Settings(7777, timedelta(seconds=90), timedelta(hours=1), time(4), 0)
    assert read(tmp_path, text) == (expected, [])


def test_what_worth_is_reckoned_by_is_read(tmp_path: Path) -> None:
    text = """
    currency = "usd"
    own_rate = 60
    typical_deal = 1200.50
    close_rate = 0.2
    mean_lag = "3w"
    social = false
    kinds = ["newsletter"]
    quiet = "21:30-09:00"
    [prices]
    follower = 0.5
    [rather]
    "an evening with the family" = "3h"
    [budgets]
    facebook = "30m/day"
    x = "2h / week"
    """
    settings, problems = read(tmp_path, text)
    assert problems == []
    assert (settings.currency, settings.own_rate, settings.typical_deal) == ("USD", 60, Decimal("1200.5"))
    assert (settings.close_rate, settings.mean_lag) == (Decimal("0.2"), timedelta(weeks=3))
    assert (settings.social, settings.kinds) == (False, ("newsletter",))
    assert settings.quiet == (time(21, 30), time(9))
    assert settings.prices == {"follower": Decimal("0.5")}
    assert settings.rather == {"an evening with the family": timedelta(hours=3)}
    day, week = Budget(timedelta(minutes=30), "day"), Budget(timedelta(hours=2), "week")
    assert settings.budgets == {"facebook": day, "x": week}


def test_a_table_can_be_set_by_the_environment(tmp_path: Path) -> None:
    settings, problems = read(tmp_path, "", TIMESINK_BUDGETS="facebook = 30m/day, x = 2h/week")
    assert (list(settings.budgets), problems) == (["facebook", "x"], [])


@pytest.mark.parametrize(
    ("text", "must"),
    [
        ("own_rate = -1", "`own_rate`: must be a number from 0.01 to 1000000."),
        ("own_rate = nan", "`own_rate`: must be a number from 0.01 to 1000000."),
        ("close_rate = 20", "`close_rate`: must be a number from 0.001 to 1."),
        ("close_rate = true", "`close_rate`: must be a number from 0.001 to 1."),
        ('currency = "euro"', '`currency`: must be a currency. Did you mean "EUR"?'),
        ('currency = "DEM"', '`currency`: must be a currency such as "EUR" or "USD".'),
        ('currency = "UDS"', '`currency`: must be a currency. Did you mean "USD"?'),
        ('quiet = "at night"', '`quiet`: must be two times of day such as "22:00-08:00".'),
        ("prices = 3", "`prices`: must be a table."),
        ('prices = "follower"', "`prices`: must be a table such as `a = 1, b = 2`."),
        (
            '[budgets]\nx = "much"',
            '`budgets`: at “x” must be a time per day or week, such as "30m/day" or "5h/week".',
        ),
        ('[budgets]\nx = "25h/day"', "`budgets`: at “x” must be from 60s to 24h."),
        ('[rather]\nsleep = "long"', '`rather`: at “sleep” must be a duration such as "90s", "3m" or "1h".'),
    ],
)
def test_what_worth_cannot_be_reckoned_by_is_told(tmp_path: Path, text: str, must: str) -> None:
    settings, problems = read(tmp_path, text)
    assert settings == Settings()
    assert problems == [f"config.toml, {must} What was in force stays so."]


def test_networks_that_are_unknown_or_named_twice_are_told() -> None:
    budget = Budget(timedelta(minutes=30), "day")
    settings = Settings(count=("gihub", "x"), leave_out=("x",), budgets={"qqqq": budget})
    assert [str(problem) for problem in misnamed(settings, ["github", "x"])] == [
        "config.toml, `count`: “gihub” is no network that is known. Did you mean `github`?",
        "config.toml, `budgets`: “qqqq” is no network that is known. `timesink rules list` has the ids.",
        "config.toml, `count`: “x” stands in `leave_out` too, which goes. Take it out of one of them.",
    ]
    assert misnamed(Settings(count=("github",), leave_out=("x",)), ["github", "x"]) == ()


def test_the_environment_goes_first(tmp_path: Path) -> None:
    settings, problems = read(tmp_path, "port = 7777", TIMESINK_PORT="8888", TIMESINK_IDLE_AFTER="1m")
    assert (settings.port, settings.idle_after, problems) == (8888, timedelta(minutes=1), [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("idle_aftr = 3", "config.toml: unknown key “idle_aftr”. Did you mean `idle_after`?"),
        (
            "port = 0",
            "config.toml, `port`: must be a whole number from 1 to 65535. What was in force stays so.",
        ),
        (
            "port = true",
            "config.toml, `port`: must be a whole number from 1 to 65535. What was in force stays so.",
        ),
        (
            "port = 7465.5",
            "config.toml, `port`: must be a whole number from 1 to 65535. What was in force stays so.",
        ),
        (
            'idle_after = "soon"',
            (
                "config.toml, `idle_after`: must be a duration such as "
                '"90s", "3m" or "1h". What was in force stays so.'
            ),
        ),
        (
            'idle_after = "0s"',
            "config.toml, `idle_after`: must be from 1s to 12h. What was in force stays so.",
        ),
        (
            'day_starts_at = "25:00"',
            (
                'config.toml, `day_starts_at`: must be a time of day such as "04:00". '
                "What was in force stays so."
            ),
        ),
        (
            'day_starts_at = "04:10"',
            (
                "config.toml, `day_starts_at`: must be a full quarter of an hour, such as "
                '"04:15". What was in force stays so.'
            ),
        ),
        (
            "port = " + "9" * 5000,
            (
                "config.toml: cannot be read: something in it is too long, or nested too deeply. "
                "The defaults are in force."
            ),
        ),
        (
            "port = " + "[" * 5000,
            (
                "config.toml: cannot be read: something in it is too long, or nested too deeply. "
                "The defaults are in force."
            ),
        ),
        (
            "port = ",
            "config.toml: cannot be read: invalid value (at end of document). The defaults are in force.",
        ),
        (b"port = '\xff'", "config.toml: cannot be read: it isn't UTF-8. The defaults are in force."),
        ("#" * 70_000, "config.toml: is larger than 64 kB. The defaults are in force."),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str | bytes, problem: str) -> None:
    assert read(tmp_path, text) == (Settings(), [problem])


def test_a_fault_costs_nothing_that_was_good(tmp_path: Path) -> None:
    settings, problems = read(tmp_path, 'port = 7777\nidle_after = "x"\ntitles_days = 7')
    assert (settings.port, settings.titles_days, len(problems)) == (7777, 7, 1)


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    fifo = tmp_path / "config.toml"
    os.mkfifo(fifo)
    settings, problems = read_settings(fifo, {})
    assert (settings, [problem.what for problem in problems]) == (Settings(), ["is not a file."])


@given(st.binary(max_size=200))
def test_no_bytes_ever_crash_it(data: bytes) -> None:
    folder = Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108  Hypothesis wants no fixture
    file = folder / f"timesink-settings-{os.getpid()}.toml"
    file.write_bytes(data)
    read_settings(file, {})
    file.unlink()


@pytest.mark.parametrize(
    ("named", "hours"),
    [
        ("Asia/Kathmandu", 5.75),
        (":Asia/Kathmandu", 5.75),
        ("/usr/share/zoneinfo/Asia/Kathmandu", 5.75),
        ("Nowhere/At_All", -3.5),
        ("/nowhere/at/all", -3.5),
        ("", -3.5),
    ],
)
def test_the_zone_is_the_users(named: str, hours: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", named)
    monkeypatch.setattr("agent.settings._LOCALTIME", Path("/usr/share/zoneinfo/America/St_Johns"))
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(local_zone()).utcoffset() == timedelta(hours=hours)
