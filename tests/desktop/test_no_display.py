"""An agent that starts before its desktop, and outlives it; alone, as it finds any display of its user."""

from desktop import window_manager, xserver_process, xterm
from running import agent, home


def test_the_agent_waits_for_a_desktop_and_survives_its_end() -> None:
    with home() as at, agent(at, seeing=False) as running:
        running.until(lambda status: status["refusals"], "status")
        with xserver_process() as (display, _), window_manager(display), xterm(display, "here"):
            running.until(lambda now: now["app"] == "XTerm", within=20)
        running.until(lambda status: not status["watching"], "status")
        assert running.get("now")["app"] is None
        with xserver_process(display=display), window_manager(display), xterm(display, "again"):
            running.until(lambda now: now["app"] == "XTerm", within=30)
        assert running.log.read_text().count("found no way to see") <= 3
