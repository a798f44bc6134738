"""In whose environment to look for the desktop: our own, and those of the user's other processes."""

from collections.abc import Iterable, Mapping

SESSION_ID = "XDG_SESSION_ID"
Environment = Mapping[str, str]


def where(name: str, own: Environment, others: Iterable[Environment], at: str | None) -> list[Environment]:
    """Return the environments whose `name` may be the desktop in use, the likeliest first.

    That's our own, where it names one; else those of the user's other processes. A service's is that of the
    login at which it was started, which may be over: so there the others come after it. Where it's known at
    which session the user is, what belongs to another one is left out.
    """

    def is_elsewhere(environment: Environment) -> bool:
        return at is not None and environment.get(SESSION_ID, at) != at

    if own.get(name) and not own.get("INVOCATION_ID") and not is_elsewhere(own):  # systemd.exec(5)
        return [own]
    everybody = [own, *others]
    here = {each.get(name) for each in everybody if at is not None and each.get(SESSION_ID) == at}
    elsewhere = {each.get(name) for each in everybody if is_elsewhere(each)} - here
    return [each for each in everybody if each.get(name) not in elsewhere]
