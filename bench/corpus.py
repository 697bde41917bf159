"""Findings on a directory of real projects, as a table per rule and one line per finding.

    python bench/corpus.py DIRECTORY [--trees DIRECTORY] [--full]

Each sub-directory is one project. Where `--trees` holds `<project>.txt` (one path per line), these are the project's
true files: those that were not kept are taken as empty, so that what exists is known to exist.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import composelint
from composelint.core.defect import Finding
from composelint.output import text


def files_of(project: Path, tree: Path | None) -> dict[str, str | bytes]:
    found: dict[str, str | bytes] = {}
    if tree is not None and tree.is_file():
        found = dict.fromkeys(tree.read_text().split("\n"), "")
        found.pop("", None)
    found |= {str(path.relative_to(project)): path.read_bytes() for path in project.rglob("*") if path.is_file()}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--trees", type=Path)
    parser.add_argument("--full", action="store_true", help="the whole report of each project")
    parser.add_argument("--select", default="")
    arguments = parser.parse_args()
    rules: Counter[tuple[str, str]] = Counter()
    per_stack: Counter[str] = Counter()
    stacks = files = 0
    started = time.perf_counter()
    for project in sorted(path for path in arguments.directory.iterdir() if path.is_dir()):
        tree = arguments.trees / f"{project.name}.txt" if arguments.trees else None
        select = (arguments.select,) if arguments.select else ()
        report = composelint.lint(files_of(project, tree), complete=tree is not None, select=select)
        stacks += len(report.stacks)
        files += report.file_count
        for stack in report.stacks:
            per_stack[f"{project.name}/{stack.root}"] += 0
        for finding in report.findings:
            rules[finding.severity, finding.rule] += 1
            if finding.severity != "info":
                per_stack[f"{project.name}/{finding.stack}"] += 1
            if not arguments.full:
                print(line(project.name, finding))
        if arguments.full:
            print(f"### {project.name}\n{text.render(report, width=120)}")
    print(f"\n{stacks} stacks, {files} files, {time.perf_counter() - started:.2f} s")
    for (severity, rule), count in sorted(rules.items(), key=lambda entry: (entry[0][0], -entry[1])):
        print(f"{count:5}  {severity:8} {rule}")
    ordered = sorted(per_stack.values())
    print(f"errors and warnings per stack: median {ordered[len(ordered) // 2]}, most {ordered[-1]}" if ordered else "")


def line(project: str, finding: Finding) -> str:
    row, column = finding.span.source.position(finding.span.start)
    place = f"{project}/{finding.span.source.path}:{row}:{column}"
    return f"{finding.severity:8} {finding.rule:30} {place}: {finding.message}"


if __name__ == "__main__":
    main()
