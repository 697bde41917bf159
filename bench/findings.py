"""What compose-lint and dclint report beside composelint, on the same compose files, id by id.

    python bench/findings.py DIRECTORY [--dclint PATH] [--missed]

Every rule is asked, those that are off by default too. A peer's finding is met when composelint has one of a rule with
that alias in the same file, about the same service where both name one. `--missed` lists the others with their place.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import composelint
from composelint._catalog import RULES

BIN = Path(sys.executable).parent
Told = tuple[str, str, str, int, str]
"""Peer's id, file, service, line, message."""


def of_compose_lint(files: list[Path]) -> Iterator[Told]:
    for file in files:
        command = [f"{BIN}/compose-lint", "check", "--format", "json", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.stdout.startswith("{"):
            print(f"compose-lint cannot read {file}: {(done.stderr or done.stdout).strip()[:100]}")
            continue
        for found in json.loads(done.stdout)["findings"]:
            alias = f"compose-lint:{found['rule_id']}"
            yield alias, str(file), found.get("service") or "", found.get("line") or 0, found["message"].split(".")[0]


def of_dclint(program: str, files: list[Path]) -> Iterator[Told]:
    for file in files:
        done = subprocess.run([program, "-f", "json", str(file)], capture_output=True, text=True, check=False)
        for page in json.loads(done.stdout or "[]"):
            for found in page["messages"]:
                service = str(found.get("data", {}).get("serviceName", ""))
                yield f"dclint:{found['rule']}", str(file), service, found["line"], found["message"]


def ours(directory: Path) -> tuple[set[tuple[str, str, str]], Counter[str]]:
    """(alias, file, service) of every finding, service empty too; and how often each rule speaks."""
    met: set[tuple[str, str, str]] = set()
    counts: Counter[str] = Counter()
    for finding in composelint.lint_path(directory, select=("all",)).findings:
        counts[finding.rule] += 1
        rule = RULES.get(finding.rule)
        path = str(directory / finding.span.source.path)
        for alias in rule.aliases if rule is not None else ():
            met |= {(alias, path, finding.service or ""), (alias, path, "")}
    return met, counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--dclint", help="the program, where it is installed")
    parser.add_argument("--missed", action="store_true")
    arguments = parser.parse_args()
    files = sorted(arguments.directory.rglob("*compose*.y*ml"))
    met, counts = ours(arguments.directory)
    told = list(of_compose_lint(files))
    if arguments.dclint:
        told += of_dclint(arguments.dclint, files)
    seen, missed = Counter(entry[0] for entry in told), Counter[str]()
    for alias, file, service, row, message in told:
        if (alias, file, service) not in met:
            missed[alias] += 1
            if arguments.missed:
                print(f"{alias} {file}:{row} {service}: {message[:100]}")
    aliases = {alias: slug for slug, rule in RULES.items() for alias in rule.aliases}
    print(f"\n{'peer says':>9} {'we do not':>9}")
    for alias, number in sorted(seen.items()):
        print(f"{number:9} {missed[alias]:9}  {alias:48} {aliases.get(alias, '-')}")
    known = {alias for rule in RULES.values() for alias in rule.aliases} & seen.keys()
    own = {slug: number for slug, number in counts.items() if known.isdisjoint(RULES[slug].aliases)}
    print("\nwhat no peer says of these files:")
    for slug, number in sorted(own.items(), key=lambda entry: -entry[1]):
        print(f"{number:9}  {slug} ({RULES[slug].severity})")


if __name__ == "__main__":
    main()
