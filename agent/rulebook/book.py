"""The rulebook: the rules in force, from the shipped folder and the user's own.

A user's file stands in for the shipped one of the same id, or extends it: then it is read as what the two say
together, and read anew when either changes. What is shipped was proved by the tests; what a user wrote is
proved when it's read, against all the other rules, and a file whose examples don't come true is held for
faulty like one that can't be read: its last good reading stays in force.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from agent.core.matching import Ruleset
from agent.core.titles import Browser
from agent.errors import Problem
from agent.rulebook.belongings import takings
from agent.rulebook.compiled import TooLarge, build_match
from agent.rulebook.examples import prove, thefts
from agent.rulebook.network_file import NetworkFile
from agent.rulebook.schema import read_browser, read_network
from agent.rulebook.shelf import Shelf

_Files = dict[str, NetworkFile]
"""by network"""


class Rulebook:
    """Holds the rules in force; `reload()` when a file may have changed."""

    def __init__(self, shipped: Path, own: Path) -> None:
        bases = Shelf(shipped, read_network)
        self._networks = bases, Shelf(own, lambda path: read_network(path, bases.good()))
        self._browsers = Shelf(shipped / "browsers", read_browser), Shelf(own / "browsers", read_browser)
        self._in_force = Ruleset((), (), build_match), tuple[Problem, ...]()
        self.reload()

    @property
    def ruleset(self) -> Ruleset:
        """Return the rules in force."""
        return self._in_force[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong in the files."""
        return self._in_force[1]

    @property
    def folders(self) -> tuple[Path, ...]:
        """Return the folders to watch; they needn't exist."""
        return tuple(shelf.path for shelf in (*self._networks, *self._browsers))

    @property
    def files(self) -> _Files:
        """Return the networks' files in force, with their examples."""
        shipped, own = self._networks
        return shipped.good() | own.good()

    @property
    def own(self) -> Collection[str]:
        """Return the networks of which the user's own file is in force."""
        return self._networks[1].good().keys()

    def reload(self) -> bool:
        """Take up what changed in the folders; tell whether rules or problems did.

        May be called on a thread: what was in force stays so until all is read, compiled and proved.
        """
        shipped, own = self._networks
        said_new = [shelf.reload() for shelf in (shipped, *self._browsers)]
        for shelf in (shipped, *self._browsers):
            for each in shelf.unproved():
                shelf.judge(each, ())
        if said_new[0]:
            own.read_anew()
        if not any((*said_new, own.reload())):
            return False
        ruleset = self._proved()
        problems = tuple(self._problems())
        changed = problems != self.problems or _content(ruleset) != _content(self.ruleset)
        if changed:
            self._in_force = ruleset, problems
        return changed

    def _proved(self) -> Ruleset:
        """Prove the user's new files all together; build the rules anew where one of them fails."""
        own = self._networks[1]
        new = own.unproved()
        fitting, ruleset = self._fitting(new)
        faults = self._faults(fitting, ruleset) if fitting else {}
        sound = {each: file for each, file in fitting.items() if not faults[each]}
        if len(sound) < len(fitting):  # what a faulty file said last may take more room
            sound, ruleset = self._fitting(sound)
        for each in new:
            own.judge(each, () if each in sound else faults.get(each) or (_too_large(each),))
        return ruleset

    def _faults(self, new: _Files, ruleset: Ruleset) -> Mapping[str, tuple[Problem, ...]]:
        files = (self.files | new).values()
        not_its = takings(new, files, self._networks[0].good(), ruleset.browsers.values())
        taken = thefts(files, ruleset)
        return {
            each: (*prove(file, ruleset), *not_its[each], *taken.get(each, ())) for each, file in new.items()
        }

    def _fitting(self, new: _Files) -> tuple[_Files, Ruleset]:
        """Return those of the new files that fit in beside what is in force, and all the rules."""
        try:
            return new, self._build(self.files | new)
        except TooLarge:
            fitting = self._added({}, list(new.items()))
            return fitting, self._build(self.files | fitting)

    def _added(self, fitting: _Files, new: Sequence[tuple[str, NetworkFile]]) -> _Files:
        """Add new files to others one after the other, while they fit.

        Many are tried at once, then each half of them: so a hundred aren't built a hundred times.
        """
        together = fitting | dict(new)
        try:
            self._build(self.files | together)
        except TooLarge:
            if len(new) <= 1:
                return fitting
            half = len(new) // 2
            return self._added(self._added(fitting, new[:half]), new[half:])
        return together

    def _build(self, files: Mapping[str, NetworkFile]) -> Ruleset:
        shipped, own = self._browsers
        browsers = shipped.good() | own.good()
        return Ruleset((file.rules for file in files.values()), browsers.values(), build_match)

    def _problems(self) -> list[Problem]:
        found: list[Problem] = []
        for shipped, own in (self._networks, self._browsers):
            found += [*shipped.problems(()), *own.problems(shipped.good())]
        return found


def _too_large(each: str) -> Problem:
    return Problem(f"{each}.toml", "makes the rules too large to judge by.", "Say less in it.")


def _content(ruleset: Ruleset) -> tuple[object, Mapping[str, Browser]]:
    return ruleset.rules, ruleset.browsers
