"""What is found in each era of each network's export, and what isn't."""

import codecs
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import exports as made
import pytest
from exports import NOW, SECONDS, Files, unpacked, zipped

from agent.core.findings import Exported, Finding, Lifetime, Received
from agent.core.stays import Stay
from agent.errors import AgentError
from agent.importers.opening import opened
from agent.importers.reading import exports
from agent.importers.registry import IMPORTERS

SOON = datetime.fromtimestamp(SECONDS, UTC)


def read(*paths: Path, network: str | None = None) -> tuple[str, list[Finding], list[str]]:
    """Return the one network, all that is found in its export, and what couldn't be read."""
    with ExitStack() as stack:
        archives = [stack.enter_context(opened(path)) for path in paths]
        (export,) = exports(archives, network)
        found = list(export.findings(NOW, lambda *_: None))
        return export.network, found, [str(problem) for problem in export.faults.told()]


def found_in(files: Files, folder: Path) -> tuple[list[Finding], list[str]]:
    _, found, problems = read(zipped(folder / "a.zip", files))
    return found, problems


def counted(found: list[Finding]) -> Counter[str]:
    """Count what was received, each thing once however often it's listed."""
    return Counter(
        what for what, _ in {(each.what, each.key) for each in found if isinstance(each, Received)}
    )


def stays(found: list[Finding], *, at_least: bool = False) -> list[float]:
    return [
        (each.end - each.start).total_seconds()
        for each in found
        if isinstance(each, Stay) and each.at_least == at_least
    ]


def dates(found: list[Finding], what: str) -> list[date | datetime | None]:
    return [each.at for each in found if isinstance(each, Received) and each.what == what]


@pytest.mark.parametrize("network", made.EVERY)
@pytest.mark.parametrize("form", ["zip", "folder", "tar"])
def test_an_export_is_known_by_what_is_in_it(network: str, form: str, tmp_path: Path) -> None:
    files = {f"some/folder/{path}": data for path, data in made.EVERY[network]().items()}
    make = {"zip": zipped, "folder": unpacked, "tar": made.tarred}[form]
    known, found, _ = read(make(tmp_path / "download", files))
    assert known == network
    assert found or network == "mastodon"


def test_every_network_has_an_export_here() -> None:
    assert made.EVERY.keys() == IMPORTERS.keys()


def test_linkedin_of_2018(tmp_path: Path) -> None:
    found, problems = found_in(made.linkedin_2018(), tmp_path)
    assert counted(found) == {"connection": 2, "first-message": 1, "endorsement": 1}
    assert dates(found, "connection") == [date(2018, 1, 8), date(2017, 12, 24)]
    assert problems == []


def test_linkedin_of_2026(tmp_path: Path) -> None:
    found, problems = found_in(made.linkedin_2026(), tmp_path)
    assert counted(found) == {"connection": 6, "first-message": 1, "invitation": 1, "recommendation": 1}
    assert dates(found, "first-message") == [datetime(2026, 2, 28, 10, tzinfo=UTC)]
    assert dates(found, "invitation") == [datetime(2026, 2, 12, 11, 44, tzinfo=UTC)]
    assert problems == []


def test_a_connection_has_one_key_in_all_eras(tmp_path: Path) -> None:
    keys = []
    for era in (made.linkedin_2018, made.linkedin_2022, made.linkedin_2026):
        found, _ = found_in(era(), tmp_path)
        keys.append({each.key for each in found if isinstance(each, Received) and each.what == "connection"})
    assert set.intersection(*keys) == {("2018-01-08", "ada beispiel")}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_that_was_saved_again_by_excel(
    separator: str, encoding: str, end: str, tmp_path: Path
) -> None:
    table = (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Zoë,Müller,,,,,9-Sep-22\nBo,Beispiel,,,,,6-Feb-26\n"
    )
    data = table.replace(",", separator).replace("\n", end).encode(encoding)
    found, problems = found_in({"Connections.csv": data}, tmp_path)
    assert [each.key[1] for each in found if isinstance(each, Received)] == ["zoë müller", "bo beispiel"]
    assert dates(found, "connection") == [date(2022, 9, 9), date(2026, 2, 6)]
    assert problems == []


@pytest.mark.parametrize(
    ("row", "bad"),
    [
        ("Ada,Beispiel,,,,08 Jan 1997", 1),
        ("Ada,Beispiel,,,,08 Jan 2097", 1),
        ("Ada,Beispiel,,,,someday", 1),
        ("Ada", 1),
        ('"Ada,Beispiel,,,,08 Jan 2018', 1),
        ("\0\0,\x1b[31m,,,,08 Jan 2018", 0),
    ],
)
def test_a_row_that_cannot_be_read_costs_only_itself(row: str, bad: int, tmp_path: Path) -> None:
    files = made.linkedin_2022()
    files["Connections.csv"] = made.linkedin_2022(f"Bo,Beispiel,,,,07 Jan 2018\n{row}")["Connections.csv"]
    found, problems = found_in(files, tmp_path)
    assert counted(found)["connection"] == 3 - bad
    told = ["Connections.csv: 1 entry could not be read."] if bad else []
    assert problems == told


def test_a_quote_that_is_never_closed_costs_only_its_line(tmp_path: Path) -> None:
    rows = "".join(f"P{n},Q,,,,,08 Jan 2018\n" for n in range(20_000))
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    more = rows.replace("P", "R")
    found, problems = found_in({"Connections.csv": f'{head}{rows}"{more}'.encode()}, tmp_path)
    assert counted(found)["connection"] == 39_999
    assert problems == ["Connections.csv: 1 entry could not be read."]


def test_x_tells_counts_to_be_compared_later(tmp_path: Path) -> None:
    found, problems = found_in(made.x(), tmp_path)
    assert Exported(datetime(2026, 7, 25, 8, tzinfo=UTC)) in found
    assert [each.count for each in found if isinstance(each, Lifetime)] == [18]
    assert dates(found, "follower") == [None] * 3
    assert dates(found, "first-message") == [datetime(2026, 1, 5, 10, tzinfo=UTC)]
    payouts = [each for each in found if isinstance(each, Received) and each.what == "payout"]
    assert [(each.amount, each.currencies[0]) for each in payouts] == [(Decimal("12.30"), "USD")]
    assert stays(found, at_least=True) == [360, 180]
    assert problems == ["data/tweets.js: 1 entry could not be read."], "the one of 1997"


def test_x_of_2019_and_large_ones(tmp_path: Path) -> None:
    found, problems = found_in(made.x_2019(), tmp_path)
    assert [each.count for each in found if isinstance(each, Lifetime)] == [5]
    first = made.x_2019()["tweet.js"]
    more = {"tweets-part1.js": first.replace(b'"id": "1"', b'"id": "7"').replace(b"part0", b"part1")}
    both = {"tweets.js": first.replace(b"tweet.", b"tweets.")}
    again, _ = found_in(made.x_2019() | both | more, tmp_path)
    assert sum(each.count for each in again if isinstance(each, Lifetime)) == 10, "no post counts twice"
    assert problems == []


@pytest.mark.parametrize("era", made.FACEBOOK_ERAS)
@pytest.mark.parametrize("listed", [True, False])
def test_facebook(era: str, listed: bool, tmp_path: Path) -> None:  # noqa: FBT001  a parameter of the test
    found, problems = found_in(made.facebook(era, listed=listed), tmp_path)
    assert counted(found) == {"connection": 2, "invitation": 1, "first-message": 1, "sale": 2}
    assert stays(found) == [600, 300]
    assert dates(found, "first-message") == [SOON + timedelta(seconds=10)]
    assert {each.key[1] for each in found if isinstance(each, Received) and each.what == "connection"} == {
        "josé prova",
        "zoë muster",
    }
    sales = [
        (each.amount, each.currencies[0])
        for each in found
        if isinstance(each, Received) and each.what == "sale"
    ]
    assert sales == [(Decimal("1234.50"), "EUR"), (Decimal(20), "USD")]
    assert problems == [f"{made.FACEBOOK_ERAS[era][3]}: 1 entry could not be read."], "a gift has no price"


def test_an_endless_stay_is_a_bad_row(tmp_path: Path) -> None:
    log = made.time_log((0, 600), (0, 90_000), (600, 600), (-(10**9), 0))
    found, problems = found_in({"time_spent_on_facebook.json": made.as_json(log)}, tmp_path)
    assert stays(found) == [600]
    assert problems == ["time_spent_on_facebook.json: 3 entries could not be read."]


@pytest.mark.parametrize(
    ("head", "row", "currencies"),
    [
        ("amount,currency,date", "10.50,eur,2023-04-15 12:34:56 UTC", ("EUR",)),
        ("amount,date", "10.50 €,2023-04-15 12:34:56 UTC", ("EUR",)),
        ("payout_amount_usd,date", "10.50,2023-04-15 12:34:56 UTC", ("USD",)),
    ],
)
def test_a_payout_has_its_currency(head: str, row: str, currencies: tuple[str, ...], tmp_path: Path) -> None:
    found, _ = found_in(made.reddit() | {"payouts.csv": f"{head}\n{row}\n".encode()}, tmp_path)
    paid = [each for each in found if isinstance(each, Received) and each.what == "payout"]
    assert [(each.amount, each.currencies) for each in paid] == [(Decimal("10.50"), currencies)]


@pytest.mark.parametrize("era", ["2024", "wrapped", "newest"])
def test_instagram(era: str, tmp_path: Path) -> None:
    found, problems = found_in(made.instagram(era), tmp_path)
    assert counted(found) == {"follower": 2, "first-message": 1}
    assert {each.key[1] for each in found if isinstance(each, Received) and each.what == "follower"} >= {
        "bo"
    } - ({"bo"} if era == "newest" else set())
    assert stays(found) == [60]
    assert stays(found, at_least=True) == [200]
    assert [each.count for each in found if isinstance(each, Lifetime)] == [10]
    assert problems == []


@pytest.mark.parametrize("era", made.TIKTOK_ERAS)
def test_tiktok(era: str, tmp_path: Path) -> None:
    found, problems = found_in(made.tiktok(era), tmp_path)
    assert counted(found) == {"follower": 1, "first-message": 1}
    assert dates(found, "first-message") == [datetime(2024, 6, 1, 11, tzinfo=UTC)]
    assert stays(found, at_least=True) == [120]
    assert Lifetime("reaction", 120) in found
    assert problems == []
    assert Lifetime("like", 59) in found_in(made.tiktok(era, likes=None), tmp_path)[0]


def test_tiktok_as_text(tmp_path: Path) -> None:
    found, problems = found_in(made.tiktok_txt(), tmp_path)
    assert counted(found) == {"follower": 1}
    assert stays(found, at_least=True) == [60]
    assert problems == ["TikTok/Activity/Follower.txt: 1 entry could not be read."]


@pytest.mark.parametrize("name", made.YOUTUBE_NAMES)
def test_youtube_in_any_language(name: str, tmp_path: Path) -> None:
    found, problems = found_in(made.youtube(name), tmp_path)
    assert stays(found, at_least=True) == [14 * 60, 10 * 60]
    assert len(found) == 2
    assert problems == []


def test_reddit(tmp_path: Path) -> None:
    found, problems = found_in(made.reddit(), tmp_path)
    assert counted(found) == {"first-message": 2, "award": 1, "payout": 1}
    assert problems == []


def test_nothing_of_a_text_or_an_address_is_found(tmp_path: Path) -> None:
    for network, make in made.EVERY.items():
        found, _ = found_in(make(), tmp_path)
        for secret in ("SECRET", "1.2.3.4"):
            assert secret not in repr(found), network


def test_an_export_made_for_people_is_told(tmp_path: Path) -> None:
    files = {"connections/friends/your_friends.html": b"<html><body>Ada"}
    assert "as JSON" in found_in(files, tmp_path)[1][0]
    files = {
        "Takeout/YouTube/history/watch-history.html": b'<html><a href="https://www.youtube.com/watch?v=a">'
    }
    assert "as JSON" in found_in(files, tmp_path)[1][0]


def test_parts_of_one_export_are_one(tmp_path: Path) -> None:
    files = list(made.facebook().items())
    one, other = dict(files[:4]), dict(files[4:])
    paths = zipped(tmp_path / "1.zip", one), zipped(tmp_path / "2.zip", other)
    network, found, _ = read(*paths)
    assert network == "facebook"
    assert counted(found) == {"connection": 2, "invitation": 1, "first-message": 1, "sale": 2}


def test_a_part_that_could_be_of_two_networks_goes_with_the_others_or_is_asked_for(tmp_path: Path) -> None:
    files = made.instagram()
    talks = {path: files.pop(path) for path in list(files) if "messages/" in path}
    rest, part = zipped(tmp_path / "1.zip", files), zipped(tmp_path / "2.zip", talks)
    assert counted(read(part, rest)[1])["first-message"] == 1
    with pytest.raises(
        AgentError, match=r"may be of facebook or instagram\. Say which: `--network facebook`"
    ):
        read(part)
    assert read(part, network="instagram")[0] == "instagram"
    with pytest.raises(AgentError, match="holds nothing that such an export has"):
        read(part, network="x")


def test_two_exports_of_one_network_stay_two(tmp_path: Path) -> None:
    new = zipped(tmp_path / "a.zip", made.x(followers=5))
    old = zipped(tmp_path / "b.zip", made.x(), written=(2025, 1, 1, 0, 0, 0))
    with ExitStack() as stack:
        archives = [stack.enter_context(opened(path)) for path in (new, old)]
        found = exports(archives, None)
        assert [export.changed.year for export in found] == [2025, 2026]


def test_whose_export_it_is_must_be_told_to_count_messages(tmp_path: Path) -> None:
    files = made.linkedin_2026()
    del files["Profile.csv"]
    found, problems = found_in(files, tmp_path)
    assert counted(found)["first-message"] == 1, "she is in all of them"
    files["messages.csv"] = b"\n".join(files["messages.csv"].split(b"\n")[:2])
    found, problems = found_in(files, tmp_path)
    assert counted(found)["first-message"] == 0
    assert problems == ["messages: whose export this is can't be told, so no messages are counted."]


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, b""])
def test_empty_files_are_no_fault(mark: bytes, tmp_path: Path) -> None:
    for make in made.EVERY.values():
        files = make()
        keep = next(iter(files))
        emptied = {path: data if path == keep else mark for path, data in files.items()}
        assert found_in(emptied, tmp_path)[1] == []
