"""Print the oldest version of each dependency that pyproject.toml allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path


def main() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    for wanted in project["dependencies"]:
        name, version = re.match(r"([\w-]+)>=([\d.]+)", wanted).groups()
        print(f"{name}=={version}")


if __name__ == "__main__":
    main()
