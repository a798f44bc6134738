"""Archives as they're met: broken, hostile, encrypted, cut off; and garbage of every kind."""

import io
import json
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import exports as made
import pytest
from exports import NOW, Files, tarred, unpacked, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_importers_networks import counted, found_in, read

from agent.errors import AgentError
from agent.importers import archive, zips
from agent.importers.opening import opened
from agent.importers.reading import Export
from agent.importers.registry import IMPORTERS

LINKEDIN = made.linkedin_2026()


def sentence(path: Path) -> str:
    with pytest.raises(AgentError) as error:
        read(path)
    assert str(error.value).endswith("Nothing was imported.")
    return str(error.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("make", [zipped, tarred])
def test_a_download_that_broke_off_is_told(make, share: float, tmp_path: Path) -> None:
    noise = {"media/a.bin": bytes(range(256)) * 50}
    path = make(tmp_path / "a", LINKEDIN | noise)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "is no whole" in sentence(path) or "is damaged" in sentence(path)


def test_a_download_of_just_two_gibibytes_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", LINKEDIN)
    with path.open("r+b") as file:
        file.truncate(2**31)
    assert "It has just the size at which some downloads break off." in sentence(path)


def test_a_damaged_file_in_it_is_told(tmp_path: Path) -> None:
    rows = "".join(f"P{n},Q,,,,{n % 28 + 1:02} Jan 2018\n" for n in range(3000))
    path = zipped(tmp_path / "a.zip", made.linkedin_2022(rows))
    data = bytearray(path.read_bytes())
    data[2000:2010] = b"\xff" * 10
    path.write_bytes(data)
    assert "is damaged in Connections.csv" in sentence(path)


def test_an_encrypted_file_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", LINKEDIN)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    path.write_bytes(data)
    assert "is encrypted" in sentence(path)


def test_a_file_packed_in_a_way_of_others_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", LINKEDIN)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] = 9
            at = data.find(mark, at + 1)
    path.write_bytes(data)
    assert "in a way that can't be read here" in sentence(path)


def test_a_zip_bomb_is_told_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("Connections.csv", "w") as file,
    ):
        for _ in range(60):
            file.write(b"\0" * 1_000_000)
    assert "would swell to" in sentence(path)


def test_a_bomb_beside_the_files_that_are_read_does_no_harm(tmp_path: Path) -> None:
    assert counted(found_in(LINKEDIN | {"media/zeros.bin": b"\0" * 20_000_000}, tmp_path)[0])


def test_a_bomb_in_a_tar_is_told(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar.gz", {"media/zeros": b"\0" * 30_000_000} | made.mastodon())
    assert "would swell to" in sentence(path)


@pytest.mark.parametrize("make", [zipped, tarred])
def test_too_many_files_are_told(make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ENTRIES_MAX", 1000)
    path = make(tmp_path / "a", LINKEDIN | {f"media/{n}.jpg": b"" for n in range(1001)})
    assert "holds more than 1,000 files" in sentence(path)
    assert "holds more than 1,000 files" in sentence(
        unpacked(tmp_path / "folder", {f"{n}.jpg": b"" for n in range(1001)})
    )


def test_a_thousand_files_are_no_matter(tmp_path: Path) -> None:
    assert counted(found_in(LINKEDIN | {f"media/{n}.jpg": b"x" for n in range(1000)}, tmp_path)[0])


def test_too_long_a_list_of_files_is_told_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "DIRECTORY_MAX", 100)
    monkeypatch.setattr(archive, "ENTRIES_MAX", 1)
    assert "holds more than 1" in sentence(zipped(tmp_path / "a.zip", LINKEDIN))


@pytest.mark.parametrize("path", ["../Connections.csv", "/Connections.csv", "a/../../Connections.csv"])
@pytest.mark.parametrize("make", [zipped, tarred])
def test_paths_that_lead_out_of_it_are_passed_over(make, path: str, tmp_path: Path) -> None:
    kept = made.linkedin_2022()
    out = {path: LINKEDIN["Connections.csv"]}
    _, found, _ = read(make(tmp_path / "a", out | kept))
    assert counted(found)["connection"] == 2


def test_links_are_passed_over(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(LINKEDIN["Connections.csv"])
    folder = unpacked(tmp_path / "folder", {"Profile.csv": made.PROFILE})
    (folder / "Connections.csv").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    assert read(folder)[1] == []
    path = zipped(tmp_path / "a.zip", {"Profile.csv": made.PROFILE})
    with zipfile.ZipFile(path, "a") as zipping:
        info = zipfile.ZipInfo("Connections.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipping.writestr(info, str(secret))
    assert read(path)[1] == []
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        info = tarfile.TarInfo("Profile.csv")
        info.size = len(made.PROFILE)
        tar.addfile(info, io.BytesIO(made.PROFILE))
        info = tarfile.TarInfo("Connections.csv")
        info.type, info.linkname = tarfile.SYMTYPE, str(secret)
        tar.addfile(info)
    assert read(tmp_path / "a.tar")[1] == []


def test_a_file_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    twice = LINKEDIN | {f"copy/of/{path}": data for path, data in LINKEDIN.items()}
    assert counted(found_in(twice, tmp_path)[0]) == counted(found_in(LINKEDIN, tmp_path)[0])


@pytest.mark.parametrize(
    ("head", "told"), [(b"Rar!\x1a\x07", "is a RAR archive"), (b"7z\xbc\xaf\x27\x1c", "is a 7z archive")]
)
def test_other_archives_are_told(head: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(head + b"\0" * 100)
    assert told in sentence(tmp_path / "a")


def test_what_is_no_export_is_told(tmp_path: Path) -> None:
    assert "holds no export that is known" in sentence(zipped(tmp_path / "a.zip", {"a.txt": b"hello"}))
    assert "holds no export that is known" in sentence(zipped(tmp_path / "b.zip", {}))
    assert "holds no export that is known" in sentence(unpacked(tmp_path / "folder", {"a": b""}))


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is neither a file nor a folder" in sentence(tmp_path / "pipe")


def test_a_single_file_of_one_will_do(tmp_path: Path) -> None:
    path = unpacked(tmp_path, made.tiktok()) / "user_data_tiktok.json"
    assert read(path)[0] == "tiktok"


def test_json_that_is_cut_in_the_middle_is_read_up_to_there(tmp_path: Path) -> None:
    friends = [{"name": f"Person{n}", "timestamp": made.SECONDS + n} for n in range(5000)]
    whole = json.dumps({"friends_v2": friends}).encode()
    found, problems = found_in({"friends/your_friends.json": whole[: len(whole) // 2]}, tmp_path)
    number = counted(found)["connection"]
    assert 2400 < number < 2600
    assert problems == [
        f"friends/your_friends.json: is cut off, or no JSON, after {number:,} entries; those were read."
    ]


WRONG = [
    None,
    [],
    {},
    "",
    0,
    -1,
    10**30,
    1e308,
    True,
    "\ud800",
    "2" * 5000,
    [[[]]],
    {"a": None},
    [None, 7, "x"],
]


def spoilt(value: object, at: int, wrong: object) -> Iterator[object]:
    """Yield the value with each of its parts in turn replaced by something of a wrong type."""
    match value:
        case dict():
            for key in value:
                yield value | {key: wrong}
                for each in spoilt(value[key], at, wrong):
                    yield value | {key: each}
        case list():
            for index in range(min(len(value), 2)):
                yield [*value[:index], wrong, *value[index + 1 :]]
                for each in spoilt(value[index], at, wrong):
                    yield [*value[:index], each, *value[index + 1 :]]


@pytest.mark.parametrize("network", ["x", "facebook", "instagram", "tiktok", "youtube"])
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: repr(wrong)[:12])
def test_wrong_types_everywhere_cost_only_what_they_spoil(network: str, wrong: object) -> None:
    for path, data in made.EVERY[network]().items():
        text = data.decode()
        before, equals, rest = text.partition(" = ") if text.startswith("window") else ("", "", text)
        if not (path.endswith((".json", ".js")) and rest):
            continue
        for value in spoilt(json.loads(rest), 0, wrong):
            read_alone(network, {path: f"{before}{equals}{json.dumps(value)}".encode()})


def read_alone(network: str, files: Files) -> int:
    """Read files as that network's; return how many things were found."""
    with (
        TemporaryDirectory() as folder,
        opened(unpacked(Path(folder), files)) as export,
        closing(Export(network, [export]).findings(NOW, lambda *_: None)) as found,
    ):
        return len(list(found))


PATHS = sorted({(network, path) for network, make in made.EVERY.items() for path in make()})


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(PATHS),
    st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.integers(0, 400),
)
def test_garbage_in_any_file_is_only_counted(which: tuple[str, str], garbage: bytes, at: int) -> None:
    network, path = which
    data = made.EVERY[network]()[path]
    at = min(at, len(data))
    for files in ({path: garbage}, {path: data[:at] + garbage + data[at:]}, {path: data[:at] + garbage}):
        read_alone(network, files)


@given(st.binary(max_size=300))
def test_garbage_as_an_archive_is_told(garbage: bytes) -> None:
    for head in (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh9", b""):
        with TemporaryDirectory() as folder:
            path = Path(folder, "a")
            path.write_bytes(head + garbage)
            told = sentence(path)
            assert any(each in told for each in ("holds no export", "is no whole", "is a RAR", "is a 7z"))


def test_the_importers_are_what_the_registry_says() -> None:
    assert all(importer().network == network for network, importer in IMPORTERS.items())
