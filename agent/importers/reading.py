"""From what the user names to what is found in it: whose export it is, which archives are parts of one."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from hashlib import blake2b

from agent.core.findings import Finding
from agent.errors import AgentError
from agent.importers.archive import Archive, BadArchive
from agent.importers.base import Faults, File, Importer, Part
from agent.importers.registry import IMPORTERS
from agent.importers.text import HEAD, head_of, text_of

LOOKS = 3
"""files of one kind whose beginning is looked at to tell whose export it is"""
LOOKS_AT_ANY = 2000
"""likewise, where the path tells nothing"""

_READ = (".csv", ".json", ".js", ".txt", ".html")

Progress = Callable[[int, int], None]
"""told how many bytes are read, of how many"""


class Export:
    """One export of one network, in one archive or in several that are parts of it."""

    def __init__(self, network: str, archives: Sequence[Archive]) -> None:
        self.network = network
        self.faults = Faults()
        self._archives = archives
        self._importer = IMPORTERS[network]()
        self.changed = max(archive.changed for archive in archives)
        """when it was made, as far as its files tell"""
        self.files = self._total = 0
        self.paths: set[str] = set()
        digest = blake2b(digest_size=16)
        for path, size in (pair for archive in archives for pair in archive.sizes()):
            digest.update(f"{path}\0{size}\0".encode("utf-8", "replace"))
            self.files += 1
            if (part := _part(self._importer, path)) and part.read:
                self.paths.add(path)
                self._total += size
        self.digest = digest.digest()
        """the same for the same files"""

    def findings(self, now: datetime, progress: Progress) -> Iterator[Finding]:
        """Yield all that is found in it, in the order of its files.

        Raises:
            AgentError: where an archive is damaged; then nothing of it may be kept.
        """
        done = 0

        def advance(number: int) -> None:
            nonlocal done
            done += number
            progress(done, self._total)

        for archive in self._archives:
            with closing(archive.read(self.paths.__contains__, advance)) as files:
                for path, stream in files:
                    part = _part(self._importer, path)
                    head, text = text_of(stream)
                    file = File(path, text, self.faults, self._importer.since, now)
                    if part is None or part.read is None or not head.strip():
                        continue
                    if part.sign.search(head):
                        yield from part.read(file)
                    elif part.is_sure:
                        file.fault("isn't as in any export that is known, so it was left out.")
        yield from self._importer.end(self.faults)

    def made(self, now: datetime) -> datetime:
        """Return when it was made by the times of its files; now, where these can't be true."""
        return self.changed if self._importer.since <= self.changed.date() <= now.date() else now


def exports(archives: Sequence[Archive], network: str | None) -> list[Export]:
    """Return the exports that these archives hold, oldest first; `network` says whose, where the user did.

    Raises:
        AgentError: where it can't be told whose one of them is.
    """
    found: dict[str, list[list[Archive]]] = {}
    for archive, its_network in _networks(archives, network):
        found.setdefault(its_network, []).append([archive])
    whole = [
        Export(each, parts)
        for each, several in found.items()
        for parts in _joined(IMPORTERS[each](), several)
    ]
    return sorted(whole, key=lambda export: export.changed)


def _networks(archives: Sequence[Archive], network: str | None) -> Iterator[tuple[Archive, str]]:
    """Yield each archive with its network; one that fits several goes with the others."""
    if network is not None:
        for archive in archives:
            if not any(_part(IMPORTERS[network](), path) for path, _ in archive.sizes()):
                raise BadArchive(
                    archive.name, "holds nothing that such an export has.", "Leave `--network` out."
                )
            yield archive, network
        return
    fitting = [(archive, _fitting(archive)) for archive in archives]
    sure = {networks[0] for _, networks in fitting if len(networks) == 1}
    for archive, networks in fitting:
        if not networks:
            hint = f"Exports are read of {', '.join(sorted(IMPORTERS))}, as a zip or unpacked."
            raise BadArchive(archive.name, "holds no export that is known.", hint)
        best = networks if len(networks) == 1 else [each for each in networks if each in sure]
        if len(best) != 1:
            what = f"{archive.name} may be of {' or '.join(networks)}."
            raise AgentError(what, f"Say which: `--network {networks[0]}`.")
        yield archive, best[0]


def _fitting(archive: Archive) -> list[str]:
    """Return the networks of which it holds the most parts, by path and content."""
    importers = {network: importer() for network, importer in IMPORTERS.items()}
    chosen = _to_look_at(archive, importers)
    signs: dict[str, set[str]] = {}
    with closing(archive.read(chosen.__contains__)) as files:
        for path, stream in files:
            head = head_of(stream.read(HEAD) or b"")
            for network, part in chosen[path]:
                if part.sign.search(head):
                    signs.setdefault(network, set()).add(part.path.pattern)
    most = max(map(len, signs.values()), default=0)
    return sorted(network for network, found in signs.items() if len(found) == most)


def _to_look_at(archive: Archive, importers: Mapping[str, Importer]) -> dict[str, list[tuple[str, Part]]]:
    looks: Counter[tuple[str, str]] = Counter()
    chosen: dict[str, list[tuple[str, Part]]] = {}
    for path, size in archive.sizes():
        for network, importer in importers.items():
            part = _part(importer, path) if size else None
            if part is not None and looks[network, part.path.pattern] < (
                LOOKS if part.is_sure else LOOKS_AT_ANY
            ):
                looks[network, part.path.pattern] += 1
                chosen.setdefault(path, []).append((network, part))
    return chosen


def _joined(importer: Importer, archives: Sequence[Sequence[Archive]]) -> list[list[Archive]]:
    """Join archives that are parts of one export: no file that is read lies in two of them."""
    joined: list[tuple[set[str], list[Archive]]] = []
    for archive in sorted((each for several in archives for each in several), key=lambda one: one.changed):
        paths = {path for path, _ in archive.sizes() if _part(importer, path)}
        fitting = next((group for group in joined if not group[0] & paths), None)
        if fitting is None:
            joined.append((paths, [archive]))
        else:
            fitting[0].update(paths)
            fitting[1].append(archive)
    return [group for _, group in joined]


def _part(importer: Importer, path: str) -> Part | None:
    if not path.lower().endswith(_READ):  # most are pictures
        return None
    return next((part for part in importer.parts if part.path.search(path)), None)
