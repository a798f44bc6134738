"""Files written whole: what isn't a file is written into, and never replaced."""

import os
import stat
import threading
from pathlib import Path

from agent.cli.files import write_whole


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    listener.start()
    write_whole(pipe, "all of it")
    listener.join(10)
    assert heard == ["all of it"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
