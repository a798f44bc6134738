"""An X client with windows of all odd kinds, made with a library that the agent doesn't use."""

from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import X, Xatom, display
from Xlib.xobject.drawable import Window


class Client:
    """A connection of its own, so that its window ids are used again once it's gone."""

    def __init__(self, name: str) -> None:
        self.display = display.Display(name)
        self.screen = self.display.screen()

    def atom(self, name: str) -> int:
        return self.display.intern_atom(name)

    def window(self, title: bytes | None = None, app: str = "weird") -> Window:
        made = self.screen.root.create_window(
            50, 50, 300, 200, 0, self.screen.root_depth, X.InputOutput, X.CopyFromParent
        )
        made.set_wm_class(app, app.capitalize())
        if title is not None:
            self.entitle(made, title)
        made.map()
        self.display.sync()
        return made

    def entitle(self, window: Window, title: bytes, *, kind: str = "UTF8_STRING") -> None:
        name = self.atom("_NET_WM_NAME") if kind == "UTF8_STRING" else Xatom.WM_NAME
        window.change_property(name, self.atom(kind), 8, title[:200_000])
        for at in range(200_000, len(title), 200_000):
            window.change_property(name, self.atom(kind), 8, title[at : at + 200_000], X.PropModeAppend)
        self.display.sync()

    def claim(self, window: Window, pid: int) -> None:
        window.change_property(self.atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [pid])
        self.display.sync()

    def put_in_front(self, window: int) -> None:
        """Say which window is active, as a window manager does."""
        active = self.atom("_NET_ACTIVE_WINDOW")
        self.screen.root.change_property(active, Xatom.WINDOW, 32, [window])
        self.display.sync()

    def close(self) -> None:
        self.display.close()


@contextmanager
def client(name: str) -> Iterator[Client]:
    made = Client(name)
    try:
        yield made
    finally:
        made.close()
