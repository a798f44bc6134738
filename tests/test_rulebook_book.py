"""The living rulebook, on real files."""

import asyncio
import os
import time
from contextlib import suppress
from hashlib import sha256, sha512
from pathlib import Path

import pytest

from agent.core.matching import Attributed, Unattributed
from agent.core.model import Window
from agent.rulebook import compiled, schema
from agent.rulebook.book import Rulebook
from agent.rulebook.strictness import unnoticed, without_example
from agent.rulebook.watcher import watch_forever

FACE = """\
schema = 1
id = "face"
name = "{name}"
hosts = ["face.com"]

[[rule]]
id = "page"
why = "Everything ends so."
title.ends_with = "{ending}"
matches = ["Anna{ending}"]
rejects = ["Your Face"]
"""
FOX = 'schema = 1\nid = "fox"\nname = "Fox"\nprograms = ["fox"]\nends_with = [" — Fox"]\n'


def face(ending: str = " | Face", name: str = "Face") -> str:
    return FACE.format(ending=ending, name=name)


def write(path: Path, content: str) -> None:
    """Write as editors do: a new file, renamed over the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(content)
    new.rename(path)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    write(tmp_path / "shipped/face.toml", face())
    write(tmp_path / "shipped/browsers/fox.toml", FOX)
    return tmp_path / "shipped"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


def claimed(book: Rulebook, title: str) -> str | None:
    verdict = book.ruleset.judge_page(title)
    return verdict.network if isinstance(verdict, Attributed) else None


def told(book: Rulebook) -> str:
    return "\n".join(map(str, book.problems))


def test_the_shipped_rules_are_in_force_where_there_are_no_others(shipped: Path, own: Path) -> None:
    book = Rulebook(shipped, own)
    assert claimed(book, "Anna | Face") == "face"
    assert book.ruleset.judge(Window("fox", "Anna | Face — Fox")).verdict == Attributed("face", "page")
    assert book.problems == ()
    assert book.folders == (shipped, own, shipped / "browsers", own / "browsers")


def test_nothing_changed_is_nothing_new(shipped: Path, own: Path) -> None:
    book = Rulebook(shipped, own)
    before = book.ruleset
    assert book.reload() is False
    (shipped / "face.toml").touch()
    assert book.reload() is False
    assert book.ruleset is before


def test_a_user_s_file_stands_in_for_the_shipped_one_and_goes_again(shipped: Path, own: Path) -> None:
    book = Rulebook(shipped, own)
    write(own / "face.toml", face(" @ Face"))
    assert book.reload() is True
    assert (claimed(book, "Anna @ Face"), claimed(book, "Anna | Face")) == ("face", None)
    (own / "face.toml").unlink()
    assert book.reload() is True
    assert (claimed(book, "Anna @ Face"), claimed(book, "Anna | Face")) == (None, "face")


def test_a_user_s_browser_stands_in_likewise(shipped: Path, own: Path) -> None:
    write(own / "browsers/fox.toml", FOX.replace("— Fox", "~ Fox"))
    book = Rulebook(shipped, own)
    assert book.ruleset.judge(Window("fox", "Anna | Face ~ Fox")).page_title == "Anna | Face"


def test_a_new_network_of_the_user_s_is_taken_up(shipped: Path, own: Path) -> None:
    book = Rulebook(shipped, own)
    write(own / "mine.toml", face(" ~ Mine", "Mine").replace("face", "mine"))
    assert book.reload() is True
    assert claimed(book, "Anna ~ Mine") == "mine"
    assert sorted(book.ruleset.networks) == ["face", "mine"]


def test_a_faulty_edit_keeps_the_last_good_reading(shipped: Path, own: Path) -> None:
    write(own / "face.toml", face(" @ Face"))
    book = Rulebook(shipped, own)
    write(own / "face.toml", face(" @ Face").replace("ends_with", "endswith"))
    assert book.reload() is True
    assert claimed(book, "Anna @ Face") == "face"
    assert told(book).startswith(
        "face.toml, rule 'page', `title`: unknown key `endswith`. Did you mean `ends_with`? "
        "The last good rules stay in force."
    )
    write(own / "face.toml", face(" @@ Face"))
    assert book.reload() is True
    assert (book.problems, claimed(book, "Anna @@ Face")) == ((), "face")


def test_a_faulty_file_at_the_start_leaves_the_shipped_one_in_force(shipped: Path, own: Path) -> None:
    write(own / "face.toml", "schema = ")
    book = Rulebook(shipped, own)
    assert claimed(book, "Anna | Face") == "face"
    assert told(book).endswith("The shipped ones stay in force.")


def test_a_new_file_that_is_faulty_is_not_in_force(shipped: Path, own: Path) -> None:
    write(own / "mine.toml", "schema = ")
    book = Rulebook(shipped, own)
    assert list(book.ruleset.networks) == ["face"]
    assert told(book).startswith("mine.toml: cannot be read: ")


def test_one_faulty_file_harms_no_other(shipped: Path, own: Path) -> None:
    write(own / "bad.toml", "\0")
    os.mkfifo(own / "fifo.toml")
    (own / "dangling.toml").symlink_to("nowhere")
    (own / "folder.toml").mkdir()
    write(own / "mine.toml", face(" ~ Mine", "Mine").replace("face", "mine"))
    book = Rulebook(shipped, own)
    assert sorted(book.ruleset.networks) == ["face", "mine"]
    assert len(book.problems) == 4


def test_a_user_s_file_whose_examples_do_not_come_true_is_held_for_faulty(shipped: Path, own: Path) -> None:
    write(own / "face.toml", face(" @ Face"))
    book = Rulebook(shipped, own)
    write(own / "face.toml", face(" @ Face").replace("Anna @ Face", "Anna ? Face"))
    assert book.reload() is True
    assert claimed(book, "Anna @ Face") == "face"
    assert told(book) == (
        "face.toml, rule 'page': `matches` says “Anna ? Face”, but the rule doesn't claim it. "
        "Mend the rule, or the example. The last good rules stay in force."
    )


def test_an_example_written_as_a_window_s_title_is_shown_as_the_page_s(shipped: Path, own: Path) -> None:
    write(own / "face.toml", face().replace('["Anna | Face"]', '["(2) Anna | Face — Fox"]'))
    assert "Write the page's title: “Anna | Face”." in told(Rulebook(shipped, own))


def test_why_a_file_is_refused_can_be_read_in_a_log_but_no_title_and_no_regex(
    shipped: Path, own: Path
) -> None:
    write(own / "face.toml", face().replace('["Anna | Face"]', '["(2) Anna “A” | Face — Fox"]'))
    (problem,) = Rulebook(shipped, own).problems
    assert problem.unquoted() == (
        "face.toml, rule 'page': `matches` says “…”, but the rule doesn't claim it. "
        "Write the page's title: “…”. The shipped ones stay in force."
    )
    write(own / "face.toml", face().replace('ends_with = " | Face"', "regex = '(Anna “A” Smith$'"))
    (problem,) = Rulebook(shipped, own).problems
    assert problem.unquoted() == (
        "face.toml, rule 'page', `title`: the regex “…” cannot be understood: missing ): “…”. "
        r"Close every bracket, or write \( for a bracket in the title. The shipped ones stay in force."
    )


def test_a_user_s_file_cannot_take_what_is_another_network_s(shipped: Path, own: Path) -> None:
    thief = face("Face", "Mine").replace('id = "face"', 'id = "mine"').replace("face.com", "mine.com")
    write(own / "mine.toml", thief.replace("AnnaFace", "My Face").replace("Your Face", "Facet"))
    book = Rulebook(shipped, own)
    assert claimed(book, "Anna | Face") == "face"
    assert told(book) == ("mine.toml: claims “Anna | Face”, an example of Face. Make its rules stricter.")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param(
            ('hosts = ["mine.com"]', 'hosts = ["mine.com", "face.com"]'),
            "`hosts` says “face.com”, which is Face's. Leave it out, or say it in face.toml.",
            id="a host",
        ),
        pytest.param(
            ('hosts = ["mine.com"]', 'hosts = ["www.face.com"]'),
            "`hosts` says “www.face.com”, which is Face's. Leave it out, or say it in face.toml.",
            id="a host in other words",
        ),
        pytest.param(
            ("\n\n", '\napps = ["Face-Desktop"]\n\n'),
            "`apps` says “Face-Desktop”, which is Face's. Leave it out, or say it in face.toml.",
            id="a program",
        ),
        pytest.param(
            ("\n\n", '\napps = ["FOX"]\n\n'),
            "`apps` says “FOX”, the browser Fox: all that is done in it would count. "
            "Leave it out: pages in a browser are known by `hosts` and rules.",
            id="a browser",
        ),
        pytest.param(
            ('name = "Mine"', 'name = "FACE"'),
            "`name` says “FACE”, as face.toml does. Choose another one.",
            id="a name",
        ),
    ],
)
def test_what_is_another_s_is_told_with_whose_it_is(
    shipped: Path, own: Path, change: tuple[str, str], problem: str
) -> None:
    app = ("\n\n", '\napps = ["face-desktop"]\n\n', 1)
    write(shipped / "face.toml", face().replace(*app))
    mine = face(" ~ Mine", "Mine").replace("face", "mine")
    write(own / "mine.toml", mine.replace(*change, 1))
    book = Rulebook(shipped, own)
    assert told(book) == f"mine.toml: {problem}"
    assert list(book.ruleset.networks) == ["face"]
    write(own / "face.toml", face(" @ Face").replace(*app))
    write(own / "mine.toml", mine)
    assert book.reload() is True
    assert book.problems == ()


def test_what_two_new_files_say_belongs_to_the_first_by_name(shipped: Path, own: Path) -> None:
    for each, name in (("wall", "Wall"), ("mine", "Mine")):
        text = face(f" ~ {name}", name).replace("face.com", "shared.com").replace("face", each)
        write(own / f"{each}.toml", text)
    book = Rulebook(shipped, own)
    hint = "Leave it out, or say it in mine.toml."
    assert told(book) == f"wall.toml: `hosts` says “shared.com”, which is Mine's. {hint}"
    assert sorted(book.ruleset.networks) == ["face", "mine"]


def test_what_is_a_shipped_network_s_stays_so_beside_a_file_that_extends_it(shipped: Path, own: Path) -> None:
    mine = (
        face(" ~ Mine", "Mine")
        .replace("face.com", "SHARED")
        .replace("face", "aaa")
        .replace("SHARED", "face.com")
    )
    write(own / "aaa.toml", mine)
    write(own / "face.toml", 'schema = 1\nid = "face"\nname = "Face"\nextends = true\nhosts = ["face.org"]\n')
    book = Rulebook(shipped, own)
    assert (
        told(book)
        == "aaa.toml: `hosts` says “face.com”, which is Face's. Leave it out, or say it in face.toml."
    )
    assert list(book.ruleset.networks) == ["face"]


def test_what_lies_below_another_s_host_can_be_taken(shipped: Path, own: Path) -> None:
    """A network within a network, as facebook.com/messages is: the longest address decides."""
    mine = face(" ~ Mine", "Mine").replace("face", "mine")
    write(own / "mine.toml", mine.replace('["mine.com"]', '["face.com/mine", "mine.face.com"]'))
    assert Rulebook(shipped, own).problems == ()


def test_of_thousands_of_problems_in_a_file_some_are_told(shipped: Path, own: Path) -> None:
    write(own / "face.toml", face() + "".join(f"key{number} = 1\n" for number in range(3000)))
    book = Rulebook(shipped, own)
    assert len(book.problems) == 22
    assert str(book.problems[-1]) == "face.toml: has more problems: 2,979. Mend these first."
    assert claimed(book, "Anna | Face") == "face"


def test_what_is_known_as_missed_must_be_missed(shipped: Path, own: Path) -> None:
    write(own / "face.toml", face().replace("\n\n", '\nknown_miss = ["Bea | Face", "Photos"]\n\n', 1))
    assert told(Rulebook(shipped, own)) == (
        "face.toml: `known_miss` says “Bea | Face”, but it is claimed by face. "
        "Move it to the `matches` or `rejects` of that rule. The shipped ones stay in force."
    )


def test_a_rejected_title_must_be_rejected(shipped: Path, own: Path) -> None:
    write(own / "face.toml", face().replace('"Your Face"', '"Your | Face"'))
    assert "`rejects` says “Your | Face”, but the rule claims it. Make the rule stricter." in told(
        Rulebook(shipped, own)
    )


def test_which_of_two_new_files_comes_first_makes_no_difference(shipped: Path, own: Path) -> None:
    """Two that claim each other's example are both left out."""
    for each in ("one", "two"):
        content = (
            face(" ~ Same", each.title())
            .replace('id = "face"', f'id = "{each}"')
            .replace("face.com", f"{each}.com")
        )
        write(own / f"{each}.toml", content)
    book = Rulebook(shipped, own)
    assert list(book.ruleset.networks) == ["face"]
    assert "but it is contested by one and two." in told(book)
    (own / "two.toml").unlink()
    assert book.reload() is True
    assert sorted(book.ruleset.networks) == ["face", "one"]
    assert book.problems == ()


def test_of_files_that_are_too_much_together_those_that_fit_are_in_force(shipped: Path, own: Path) -> None:
    def much(its_id: str) -> str:
        words = ", ".join(f"'{sha256(f'{its_id}{number}'.encode()).hexdigest()}'" for number in range(900))
        title = f'title.contains = [" | {its_id}", {words}]'
        content = face(f" | {its_id}", its_id).replace("face", its_id)
        return content.replace(f'title.ends_with = " | {its_id}"', title)

    for its_id in ("bulky", "clumsy"):
        write(own / f"{its_id}.toml", much(its_id))
    for its_id in ("able", "deft"):
        write(own / f"{its_id}.toml", face(f" | {its_id}", its_id).replace("face", its_id))
    book = Rulebook(shipped, own)
    assert sorted(book.ruleset.networks) == ["able", "bulky", "deft", "face"]
    assert told(book) == "clumsy.toml: makes the rules too large to judge by. Say less in it."
    good = (own / "deft.toml").read_text()
    write(own / "deft.toml", much("deft"))
    assert book.reload() is True
    assert claimed(book, "Anna | deft") == "deft"
    assert told(book).splitlines()[1] == (
        "deft.toml: makes the rules too large to judge by. Say less in it. The last good rules stay in force."
    )
    write(own / "deft.toml", good)
    (own / "bulky.toml").unlink()
    assert book.reload() is True
    assert sorted(book.ruleset.networks) == ["able", "clumsy", "deft", "face"]
    assert book.problems == ()


def test_where_a_large_file_stays_as_another_fails_its_proof_they_still_fit(
    shipped: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sized(its_id: str, number: int) -> str:
        words = ", ".join(f'"{its_id}{"x" * number}"' for number in range(number))
        title = f'title.contains = [" | {its_id}", {words}]'
        content = face(f" | {its_id}", its_id).replace("face", its_id)
        return content.replace(f'title.ends_with = " | {its_id}"', title)

    monkeypatch.setattr(compiled, "_SIZE_MAX", 10_000)
    write(own / "able.toml", sized("able", 90))
    write(own / "deft.toml", sized("deft", 20))
    book = Rulebook(shipped, own)
    assert book.problems == ()
    write(own / "able.toml", sized("able", 20).replace("Anna | able", "Anna"))
    write(own / "deft.toml", sized("deft", 100))
    assert book.reload() is True
    assert "able.toml, rule 'page': `matches` says “Anna”, but the rule doesn't claim it." in told(book)
    assert "deft.toml: makes the rules too large to judge by. Say less in it. The last good" in told(book)
    assert len(book.files["able"].rules.rules[0].conditions[0].texts) == 91


@pytest.mark.parametrize("limit", [50_000, compiled._SIZE_MAX])  # noqa: SLF001
def test_a_file_that_is_too_much_is_told_and_left_out(
    shipped: Path, own: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(compiled, "_SIZE_MAX", limit)
    words = ", ".join(f'"{sha512(b"%d" % number).hexdigest()}"' for number in range(900))
    much = f'title.contains = [" | Face", {words}]'
    write(own / "face.toml", face().replace('title.ends_with = " | Face"', much))
    book = Rulebook(shipped, own)
    assert claimed(book, "Anna | Face") == "face"
    assert told(book) == (
        "face.toml: makes the rules too large to judge by. Say less in it. The shipped ones stay in force."
    )


def test_a_file_of_more_regexes_than_could_be_tried_is_refused_before_any_is(
    shipped: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(schema, "fault_of", tried.append)
    words = ", ".join(f"'{number}'" for number in range(999))
    rule = face().replace('title.ends_with = " | Face"', f"title.contains = [{words}]\ntitle.regex = 'a'")
    write(own / "face.toml", rule)
    assert "`matches` says “Anna | Face”, but the rule doesn't claim it." in told(Rulebook(shipped, own))
    assert tried == ["a"]
    write(own / "face.toml", rule.replace("[[rule]]", '[except_titles]\nregex = "b"\n\n[[rule]]'))
    assert told(Rulebook(shipped, own)) == (
        "face.toml: has 1,001 texts in `contains` and `regex`, of which 1,000 may be. "
        "Say with one regex what they have in common. The shipped ones stay in force."
    )
    assert tried == ["a"]


def test_a_browser_that_is_faulty_leaves_the_shipped_one(shipped: Path, own: Path) -> None:
    write(own / "browsers/fox.toml", FOX.replace("ends_with", "endswith"))
    book = Rulebook(shipped, own)
    assert book.ruleset.judge(Window("fox", "Anna | Face — Fox")).page_title == "Anna | Face"
    assert told(book) == (
        "browsers/fox.toml: unknown key `endswith`. Did you mean `ends_with`? The shipped ones stay in force."
    )


def test_two_edits_in_one_moment_are_both_seen(shipped: Path, own: Path) -> None:
    path = own / "face.toml"
    write(path, face(" @ Face"))
    book = Rulebook(shipped, own)
    status = path.stat()
    path.write_text(face(" ! Face"))
    os.utime(path, ns=(status.st_mtime_ns, status.st_mtime_ns))
    assert book.reload() is True
    assert claimed(book, "Anna ! Face") == "face"


def test_a_link_s_target_is_read(shipped: Path, own: Path, tmp_path: Path) -> None:
    own.mkdir()
    write(tmp_path / "dotfiles/mine.toml", face(" @ Face"))
    (own / "face.toml").symlink_to(tmp_path / "dotfiles/mine.toml")
    book = Rulebook(shipped, own)
    assert claimed(book, "Anna @ Face") == "face"
    write(tmp_path / "dotfiles/mine.toml", face(" @@ Face"))
    assert book.reload() is True
    assert claimed(book, "Anna @@ Face") == "face"


def test_what_editors_leave_behind_is_no_rule_file(shipped: Path, own: Path) -> None:
    for name in (".face.toml.swp", ".#face.toml", "face.toml~", "#face.toml#", "notes.txt"):
        write(own / name, "schema = ")
    assert Rulebook(shipped, own).problems == ()


def test_a_folder_that_cannot_be_read_is_told(shipped: Path, own: Path) -> None:
    own.write_text("a file, not a folder")
    book = Rulebook(shipped, own)
    assert claimed(book, "Anna | Face") == "face"
    assert f"{own}: cannot be read: not a directory." in told(book)
    own.unlink()
    assert book.reload() is True
    assert book.problems == ()


def test_a_folder_that_can_no_longer_be_read_is_told_once_and_what_it_said_stays(
    folder: Path,
) -> None:
    shipped, own = folder / "shipped", folder / "own"
    write(shipped / "face.toml", face())
    write(own / "face.toml", face(" @ Face"))
    book = Rulebook(shipped, own)
    own.chmod(0)
    assert book.reload() is True
    assert claimed(book, "Anna @ Face") == "face"
    assert told(book).splitlines()[0] == (
        f"{own}: cannot be read: permission denied. See that it is a folder that you may read. "
        "The last good rules stay in force."
    )
    assert book.reload() is False
    own.chmod(0o700)
    assert book.reload() is True
    assert book.problems == ()


def test_a_file_that_can_be_read_again_is_though_it_says_the_same(folder: Path) -> None:
    path = folder / "own/face.toml"
    write(path, face())
    path.chmod(0)
    time.sleep(0.2)  # until it has rested
    book = Rulebook(folder / "none", folder / "own")
    assert told(book).startswith("face.toml: cannot be read: permission denied.")
    path.chmod(0o600)
    assert book.reload() is True
    assert (claimed(book, "Anna | Face"), book.problems) == ("face", ())


def test_a_file_whose_name_ends_in_large_letters_is_told(shipped: Path, own: Path) -> None:
    write(own / "mine.TOML", face())
    write(own / "browsers/fox.Toml", FOX)
    (own / "mine.txt").touch()
    book = Rulebook(shipped, own)
    what = "is not read: its name doesn't end in small letters."
    assert told(book) == (
        f"mine.TOML: {what} Rename it to mine.toml.\n"
        f"browsers/fox.Toml: {what} Rename it to browsers/fox.toml."
    )


def test_without_any_folder_nobody_claims_anything(tmp_path: Path) -> None:
    book = Rulebook(tmp_path / "none", tmp_path / "neither")
    assert book.ruleset.judge_page("Anna | Face") == Unattributed()
    assert book.ruleset.judge_title("Anna | Face").page_title == "Anna | Face"


def test_the_files_in_force_can_be_asked_for_their_examples(shipped: Path, own: Path) -> None:
    book = Rulebook(shipped, own)
    assert book.files["face"].examples["page"].rejects == ("Your Face",)


@pytest.mark.parametrize(
    ("title", "rejects", "noticed"),
    [
        ('ends_with = " | Face"', '"Your Face"', True),
        ('ends_with = " | Face"', '"Your nose"', False),
        ('starts_with = "Face | "', '"Face off"', True),
        ('starts_with = "Face | "', '"Off"', False),
        ('contains = " on Face: "', '"Made by Face: great"', False),
        ('contains = " on Face: "', '"Made by Face: great", "Live on stage"', True),
        ('equals = "Face"', '"Face off", "My Face"', True),
        ('equals = "Face"', '"Face off"', False),
        ("regex = '^Face [0-9]$'", '"Face 12", "My Face 1"', True),
        ("regex = '^Face [0-9]$'", '"Face 12"', False),
        ("regex = 'Face [0-9]'", '"Face"', True),
    ],
)
def test_a_looser_rule_is_noticed_by_what_is_rejected(
    shipped: Path, own: Path, title: str, rejects: str, *, noticed: bool
) -> None:
    example = {"ends": "Anna | Face", "star": "Face | Anna", "cont": "Anna on Face: hi", "equa": "Face"}
    matches = example.get(title[:4], "Face 1")
    content = face().replace('ends_with = " | Face"', title).replace("Anna | Face", matches)
    write(own / "face.toml", content.replace('"Your Face"', rejects))
    book = Rulebook(shipped, own)
    assert book.problems == ()
    assert (list(unnoticed(book.files["face"])) == []) is noticed


def test_a_listed_text_without_an_example_is_told(shipped: Path, own: Path) -> None:
    write(own / "face.toml", face().replace('" | Face"', '[" | Face", " @ Face"]'))
    book = Rulebook(shipped, own)
    assert book.problems == ()
    (problem,) = without_example(book.files["face"])
    assert problem.where == "face.toml, rule 'page'"
    assert problem.what == "`ends_with` says “ @ Face”, of which no `matches` line is an example."


def test_while_rules_are_read_on_a_thread_those_before_are_in_force(shipped: Path, own: Path) -> None:
    async def story() -> None:
        book = Rulebook(shipped, own)
        before = book.ruleset
        for number in range(50):
            other = face(f" | Other {number}", f"Other {number}").replace("face", f"other-{number}")
            write(own / f"other-{number}.toml", other)
        write(own / "face.toml", face(" @ Face"))
        reading = asyncio.create_task(asyncio.to_thread(book.reload))
        seen = []
        while not reading.done():
            seen.append((book.ruleset, claimed(book, "Anna | Face"), claimed(book, "Anna @ Face")))
            await asyncio.sleep(0)
        assert await reading is True
        whole = {(before, "face", None), (book.ruleset, None, "face")}
        assert (before, "face", None) in seen
        assert set(seen) <= whole
        assert len(book.ruleset.networks) == len(before.networks) + 50

    asyncio.run(story())


def test_an_edit_is_in_force_within_a_second(shipped: Path, own: Path) -> None:
    async def story() -> None:
        book = Rulebook(shipped, own)
        read = asyncio.Event()

        def reload() -> None:
            if book.reload():
                read.set()

        task = asyncio.create_task(watch_forever(book.folders, reload))
        await asyncio.sleep(0.05)
        for ending in (" @ Face", " @@ Face"):
            write(own / "face.toml", face(ending))
            await asyncio.wait_for(read.wait(), 1)
            read.clear()
            assert claimed(book, f"Anna{ending}") == "face"
        (own / "face.toml").unlink()
        await asyncio.wait_for(read.wait(), 1)
        assert claimed(book, "Anna | Face") == "face"
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(story())
