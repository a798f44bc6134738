"""How long after the desktop the endpoint shows a change of title."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop import window_manager, xserver
from running import agent, home
from shown import delays
from Xlib import display as xdisplay

CHANGES = 100


def main() -> None:
    with (
        xserver() as display,
        window_manager(display),
        _window(display) as retitle,
        home(display) as at,
        agent(at) as running,
    ):
        running.until(lambda now: now["app"] == "firefox")
        late = delays(running, retitle, CHANGES)
    worst, middle = late[-1], statistics.median(late)
    p95 = late[int(len(late) * 0.95)]
    print(f"title to endpoint: median {middle:.1f} ms, 95 % {p95:.1f} ms, worst {worst:.1f} ms (mark: 50)")


@contextmanager
def _window(display: str) -> Iterator[Callable[[str], None]]:
    """Show a window; what is yielded changes its title."""
    screen = xdisplay.Display(display)
    root = screen.screen()
    window = root.root.create_window(0, 0, 300, 200, 0, root.root_depth)
    window.set_wm_class("firefox", "firefox")
    window.map()
    name, text = screen.intern_atom("_NET_WM_NAME"), screen.intern_atom("UTF8_STRING")

    def retitle(title: str) -> None:
        window.change_property(name, text, 8, title.encode())
        screen.flush()

    screen.sync()
    yield retitle
    screen.close()


if __name__ == "__main__":
    main()
