"""How long after the desktop the endpoint shows a change of title."""

import http.client
import json
import statistics
import time

from desktop import window_manager, xserver
from running import Agent, agent, home
from running import Unix as UnixConnection
from Xlib import display as xdisplay

CHANGES = 100


def main() -> None:
    with xserver() as display, window_manager(display), home(display) as at, agent(at) as running:
        delays = sorted(_delays(display, running))
    worst, middle = delays[-1], statistics.median(delays)
    p95 = delays[int(len(delays) * 0.95)]
    print(f"title to endpoint: median {middle:.1f} ms, 95 % {p95:.1f} ms, worst {worst:.1f} ms (mark: 50)")


def _delays(display: str, running: Agent) -> list[float]:
    screen = xdisplay.Display(display)
    root = screen.screen()
    window = root.root.create_window(0, 0, 300, 200, 0, root.root_depth)
    window.set_wm_class("firefox", "firefox")
    window.map()
    screen.sync()
    running.until(lambda now: now["app"] == "firefox")
    name, text = screen.intern_atom("_NET_WM_NAME"), screen.intern_atom("UTF8_STRING")
    events = _events(running)
    delays = []
    for number in range(CHANGES):
        time.sleep(0.05)
        title = f"Title {number}"
        begun = time.perf_counter()
        window.change_property(name, text, 8, title.encode())
        screen.flush()
        while _next(events)["title"] != title:
            pass
        delays.append((time.perf_counter() - begun) * 1000)
    return delays


def _events(running: Agent) -> http.client.HTTPResponse:
    connection = UnixConnection(running.home.socket)
    connection.request("GET", "/api/v1/events")
    return connection.getresponse()


def _next(events: http.client.HTTPResponse) -> dict[str, object]:
    while True:
        line = events.readline().decode()
        if line.startswith("data:") and '"presence"' in line:
            return json.loads(line.removeprefix("data:"))


if __name__ == "__main__":
    main()
