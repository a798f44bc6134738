"""The programs behind windows: found by their names."""

import os
import shutil
import subprocess
from pathlib import Path

from agent.sources.processes import named


def test_of_one_name_the_first_counts_and_not_what_it_has_started(tmp_path: Path) -> None:
    program = tmp_path / "Browser"
    shutil.copy("/bin/sh", program)
    helper = f"{program} -c 'echo begun; read line; :'"
    argv = [program, "-c", f"{helper}; :"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"begun\n"
        assert named("browser", os.getuid()) == [first.pid]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == b"begun\n"
            assert sorted(named("browser", os.getuid())) == sorted([first.pid, second.pid])
            second.communicate(b"\n")
        first.communicate(b"\n")
