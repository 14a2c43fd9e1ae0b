"""`python -m tests.house.branches`: fail unless branch coverage of graph/ and agents/ is above the floor."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

FLOOR = 90.0
HELD = ("graph", "agents")


def shares(files: dict[str, Any]) -> dict[str, float]:
    """Return the percentage of branches taken in each held package, from coverage's JSON `files`."""
    taken = dict.fromkeys(HELD, 0)
    there = dict.fromkeys(HELD, 0)
    for name, file in files.items():
        package = Path(name).parts[0]
        if package in there:
            taken[package] += file["summary"]["covered_branches"]
            there[package] += file["summary"]["num_branches"]
    return {package: 100 * taken[package] / there[package] for package in HELD if there[package]}


def below(found: dict[str, float]) -> list[str]:
    """Return one line per package that is not above the floor, or was not measured at all."""
    return [
        f"branch coverage of {package}/ is {found.get(package, 0):.1f}%, not above {FLOOR:.0f}%"
        for package in HELD
        if found.get(package, 0) <= FLOOR
    ]


def main() -> int:
    from coverage import Coverage  # noqa: PLC0415 pytest imports this module while coverage is at work

    data = Coverage()
    data.load()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        data.json_report(outfile=str(report), show_contexts=False)
        found = shares(json.loads(report.read_text(encoding="utf-8"))["files"])
    print("branch coverage: " + ", ".join(f"{package}/ {share:.1f}%" for package, share in found.items()))
    faults = below(found)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
