"""Measures what the agent promises, each part in a process of its own.

MINUTES=10 measures costs over ten minutes each.
"""

import subprocess
import sys
import time
from pathlib import Path

PARTS = (
    "judge",
    "reloading",
    "history",
    "rereading",
    "imports",
    "summaries",
    "worth",
    "verdicts",
    "start",
    "delay",
    "accuracy",
    "crash",
    "cost",
    "desktops",
)


def main() -> None:
    chosen = sys.argv[1:] or PARTS
    for part in chosen:
        if part not in PARTS:
            sys.exit(f"bench: there is no part '{part}'. There are: {', '.join(PARTS)}.")
        print(f"\n== {part} ==", flush=True)
        begun = time.monotonic()
        subprocess.run([sys.executable, str(Path(__file__).parent / f"{part}.py")], check=False)
        print(f"   (took {time.monotonic() - begun:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
