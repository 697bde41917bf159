"""Names of build arguments whose value is another one with every build."""

from __future__ import annotations

from ..core.patterns import pattern

_VOLATILE = pattern(
    r"(?:GIT|CI|VCS)_\w+|(?:\w+_)?COMMIT(?:_\w+)?|(?:\w+_)?SHA|(?:\w+_)?REVISION|BUILD_(?:DATE|TIME|ID|NUMBER|VERSION)"
    r"|BUILDTIME|BUILDDATE|GITHUB_(?:SHA|RUN_\w+|REF)|CACHE_?BUST(?:ER)?|DATE|TIMESTAMP"
)
_OFTEN = frozenset(("VERSION", "APP_VERSION", "RELEASE"))
_FIXED = pattern(
    r"GIT_(?:VERSION|USER\w*|EMAIL|URL|REPO\w*|HOST|SSL\w*|TOKEN\w*|TAG|AUTHOR\w*|COMMITTER\w*)|CI_IMAGE\w*"
)


def changes_with_every_build(name: str) -> bool:
    """A commit, a date, a build number, by its name."""
    return _VOLATILE.fullmatch(name) is not None and _FIXED.fullmatch(name) is None


def changes_with_releases(name: str) -> bool:
    return name in _OFTEN
