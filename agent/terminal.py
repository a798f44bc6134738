"""The terminal from which somebody may have started the agent, and which he closes to end it."""

import os


def is_there() -> bool:
    """Tell whether this process has a terminal still: a service has none, nor has who closed its window."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
