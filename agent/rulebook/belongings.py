"""What is another's: a host, a program or a name that only a file of that network's own id may say."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from agent.core.model import Network
from agent.core.titles import Browser
from agent.errors import Problem
from agent.rulebook.network_file import NetworkFile

_Thing = tuple[str, str]
"""a key, and what it says, so that two ways to write the same are equal"""
_Owners = Mapping[_Thing, list[NetworkFile]]


def takings(
    new: Mapping[str, NetworkFile],
    files: Iterable[NetworkFile],
    shipped: Mapping[str, NetworkFile],
    browsers: Iterable[Browser],
) -> Mapping[str, list[Problem]]:
    """Return, for each new file, what it says that is another network's or a browser's.

    Where two new ones say the same, and no shipped one does, it belongs to the first by name: else both would
    have nothing.
    """
    theirs = {each: _things(file.rules.network).keys() for each, file in shipped.items()}
    owners: dict[_Thing, list[NetworkFile]] = defaultdict(list)
    for file in files:
        for thing in _things(file.rules.network):
            owners[thing].append(file)
    programs = {name.lower(): each.name for each in browsers for name in each.programs}
    return {
        each: [*_of_networks(file, owners, new, theirs), *_of_browsers(file, programs)]
        for each, file in new.items()
    }


def _of_networks(
    file: NetworkFile, owners: _Owners, new: Container[str], shipped: Mapping[str, Container[_Thing]]
) -> Iterator[Problem]:
    for thing, said in _added(file).items():
        for owner in owners.get(thing, ()):
            is_shipped = thing in shipped.get(owner.id, ())
            if owner.id == file.id or (owner.id in new and owner.id > file.id and not is_shipped):
                continue
            what = f"`{thing[0]}` says “{said}”, which is {owner.rules.network.name}'s."
            hint = f"Leave it out, or say it in {owner.id}.toml."
            if thing[0] == "name":
                what, hint = f"`name` says “{said}”, as {owner.id}.toml does.", "Choose another one."
            yield Problem(f"{file.id}.toml", what, hint)


def _of_browsers(file: NetworkFile, programs: Mapping[str, str]) -> Iterator[Problem]:
    for (key, name), said in _added(file).items():
        if key == "apps" and name in programs:
            what = f"`apps` says “{said}”, the browser {programs[name]}: all that is done in it would count."
            hint = "Leave it out: pages in a browser are known by `hosts` and rules."
            yield Problem(f"{file.id}.toml", what, hint)


def _added(file: NetworkFile) -> dict[_Thing, str]:
    """Return what a file says beyond the one that it extends."""
    shipped = _things(file.base.rules.network) if file.base else {}
    return {thing: said for thing, said in _things(file.rules.network).items() if thing not in shipped}


def _things(network: Network) -> dict[_Thing, str]:
    return {
        **{("hosts", host.removeprefix("www.")): host for host in network.hosts},
        **{("apps", app.lower()): app for app in network.apps},
        ("name", network.name.casefold()): network.name,
    }
