"""Begins a rule: `python tools/new_rule.py THEME SLUG` writes its document and an empty check for you to fill in."""

from __future__ import annotations

import sys
from pathlib import Path

from composelint.core.rule import THEMES
from composelint.documents import SLUG

ROOT = Path(__file__).resolve().parent.parent

DOCUMENT = """\
---
summary: One sentence that says what is wrong, as the catalogue shows it.
severity: warning
scope: Service
enabled: true
fix: none
aliases: []
since: {version}
---
# {slug}

What it looks at. Why it hurts, with the source that says so. When to ignore it.

## Bad

```yaml
services:
  db:
# ^^ the words of the message
    image: postgres:17
```

## Good

```yaml
services:
  db:
    image: postgres:17
```

## References

- The page that says so.
"""
MODULE = '''\
"""{sentence}"""

from __future__ import annotations

from collections.abc import Iterator

from ..core.defect import Defect
from ..model.service import Service
'''
CHECK = '''

def {function}(service: Service) -> Iterator[Defect]:
    """One sentence that says what is wrong."""
    yield from ()
'''


def begin(root: Path, theme: str, slug: str) -> list[Path]:
    """Writes the document and the function below `root`; the files that were touched."""
    from composelint import __version__

    document = root / "rules" / theme / f"{slug}.md"
    package = root / "src" / "composelint" / "checks"
    module = package / f"{theme}.py"
    if document.exists():
        raise SystemExit(f"{document} exists already")
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text(DOCUMENT.format(slug=slug, version=__version__), encoding="utf-8")
    check = CHECK.format(function=slug.replace("-", "_"))
    if (package / theme).is_dir():
        print(f"{theme} is a package; put this into the module where it belongs:\n{check}")
        return [document]
    before = module.read_text(encoding="utf-8") if module.exists() else MODULE.format(sentence=THEMES[theme])
    module.write_text(before + check, encoding="utf-8")
    return [document, module]


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or arguments[0] not in THEMES or not SLUG.match(arguments[1]):
        print(f"usage: new_rule.py THEME SLUG\nthemes: {', '.join(THEMES)}", file=sys.stderr)
        return 2
    for path in begin(ROOT, *arguments):
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
