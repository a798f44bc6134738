"""What an import takes: of 2 GB with 500,000 rows, of a tenth of it, and of a command that only lists.

The export is as LinkedIn's: messages of 4,000 letters each, made of 2,000 words drawn at random, ten to a
conversation, and 30,000 connections. It's written straight into a zip, so that no more than that lies on the
disk. A second one is Instagram's with 500,000 followers, where each row is something to be kept.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROWS = 500_000
LETTERS = 4_000
CONNECTIONS = 30_000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="timesink-bench-") as folder:
        root = Path(folder)
        os.environ |= {f"XDG_{name}_HOME": f"{root}/{name.lower()}" for name in ("DATA", "CONFIG")}
        os.environ |= {"XDG_RUNTIME_DIR": f"{root}/run", "TMPDIR": folder, "TZ": "UTC"}
        seconds, memory = _measured("--list")
        print(f"{'a command that only lists':38}{'':>24}{seconds:8.1f} s {memory:6.0f} MB")
        for name, make, rows in (
            ("LinkedIn, a tenth", _linkedin, ROWS // 10),
            ("LinkedIn", _linkedin, ROWS),
            ("Instagram, a tenth", _instagram, ROWS // 10),
            ("Instagram, each row kept", _instagram, ROWS),
        ):
            path = root / "export.zip"
            make(path, rows)
            with zipfile.ZipFile(path) as made:
                size = sum(info.file_size for info in made.infolist()) / 1e9
            seconds, memory = _measured(str(path), "--yes")
            told = f"{rows:9,} rows {size:5.2f} GB"
            print(f"{name:38}{told:>24}{seconds:8.1f} s {memory:6.0f} MB", flush=True)
            seconds, memory = _measured(str(path), "--yes")
            print(f"{'  once more, nothing new':38}{'':>24}{seconds:8.1f} s {memory:6.0f} MB", flush=True)
            (root / "data/timesink/timesink.db").unlink()
    print("mark: 150 MB at the most, whatever the size")


def _measured(*words: str) -> tuple[float, float]:
    """Run the command; return how long it took, and the most memory it held."""
    begun = time.monotonic()
    argv = [sys.executable, "-c", _CHILD, *words]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    return time.monotonic() - begun, int(done.stdout.splitlines()[-1]) / 1024


_CHILD = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "agent", "import", *sys.argv[1:]], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _linkedin(path: Path, rows: int) -> None:
    draw = random.Random(7)  # noqa: S311  the same export every time
    words = ["".join(draw.choices("abcdefghijklmnop", k=draw.randint(2, 10))) for _ in range(2000)]
    texts = [" ".join(draw.choices(words, k=LETTERS // 7)) for _ in range(200)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as export:
        export.writestr("Profile.csv", "First Name,Last Name\nMona,Muster\n")
        with export.open("Connections.csv", "w") as file:
            file.write(b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n")
            for each in range(CONNECTIONS * rows // ROWS):
                file.write(f"P{each},Muster,,,,,{each % 28 + 1:02} Jan {2004 + each % 22}\n".encode())
        with export.open("messages.csv", "w", force_zip64=True) as file:
            file.write(
                b"CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
            )
            for each in range(rows):
                who = ("Ada", "Mona Muster") if each % 2 else ("Mona Muster", "Ada")
                cut = draw.randint(0, LETTERS)
                text = draw.choice(texts)[cut:] + draw.choice(texts)[:cut]
                at = f"20{each % 20 + 5:02}-01-{each % 28 + 1:02} 10:00:00 UTC"
                file.write(f'{each // 10},,{who[0]},,{who[1]},{at},,"{text}",INBOX\n'.encode())


def _instagram(path: Path, rows: int) -> None:
    def followers() -> Iterator[str]:
        for each in range(rows):
            listed = {
                "href": f"https://www.instagram.com/p{each}",
                "value": f"p{each}",
                "timestamp": 1_500_000_000 + each * 500,
            }
            yield json.dumps({"title": "", "media_list_data": [], "string_list_data": [listed]})

    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as export,
        export.open("connections/followers_and_following/followers_1.json", "w") as file,
    ):
        for number, each in enumerate(followers()):
            file.write(("," if number else "[").encode() + each.encode())
        file.write(b"]")


if __name__ == "__main__":
    main()
