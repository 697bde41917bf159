"""Tests to write in the place of one that does not work, with programs that the image is known to have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .advice import advise, fenced, flow_list, healthcheck_lines, knock, own_test, port_test
from .values import Text

if TYPE_CHECKING:
    from .health_test import HealthTest
    from .service import Service
    from .stages import Stage

URL = pattern(r"(https?)://([\w.-]+|\[[0-9A-Fa-f:]+\])(?::(\d{1,5}))?(/[\w./%=&?+~:@,-]*)?")
OWN_HOSTS = frozenset(("localhost", "127.0.0.1", "[::1]", "0.0.0.0"))
_BARE_URL = pattern(r"(localhost|127\.0\.0\.1)(?::(\d{1,5}))?(/[\w./%=&?+~:@,-]*)?")
_KNOCK = pattern(r"\bnc (?:-\w+ )*+(?:localhost|127\.0\.0\.1|::1) (\d{1,5})(?!\d)")

REQUESTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("wget", ("wget", "-q", "--spider", "{url}")),
    ("curl", ("curl", "-fsS", "-o", "/dev/null", "{url}")),
    ("python", ("python", "-c", "import urllib.request as u; u.urlopen('{url}', timeout=3)")),
    ("python3", ("python3", "-c", "import urllib.request as u; u.urlopen('{url}', timeout=3)")),
    (
        "node",
        (
            "node",
            "-e",
            "require('http').get('{url}', r => process.exit(r.statusCode < 400 ? 0 : 1))"
            ".on('error', () => process.exit(1))",
        ),
    ),
    ("ruby", ("ruby", "-rnet/http", "-e", "exit Net::HTTP.get_response(URI('{url}')).code.to_i < 400")),
    ("php", ("php", "-r", "exit(@file_get_contents('{url}') === false ? 1 : 0);")),
)
"""Programs that can ask for a page and fail when they get none, the first that is there wins."""
INSTALLS = {
    "apt-get": (
        "RUN apt-get update \\",
        "    && apt-get install -y --no-install-recommends {} \\",
        "    && rm -rf /var/lib/apt/lists/*",
    ),
    "apk": ("RUN apk add --no-cache {}",),
    "dnf": ("RUN dnf install -y {} && dnf clean all",),
    "microdnf": ("RUN microdnf install -y {} && microdnf clean all",),
}
PACKAGES = {
    "apt-get": {
        "curl": "curl",
        "nc": "netcat-openbsd",
        "pg_isready": "postgresql-client",
        "psql": "postgresql-client",
        "redis-cli": "redis-tools",
        "wget": "wget",
    },
    "apk": {"bash": "bash", "curl": "curl", "pg_isready": "postgresql-client", "redis-cli": "redis"},
    "dnf": {"curl": "curl", "wget": "wget"},
    "microdnf": {"wget": "wget"},
}
"""Package manager -> program -> its package."""


def page(test: HealthTest) -> str | None:
    """The page of its own server that a test asks for, with 127.0.0.1 for its host; None when there is none."""
    text = " ".join(word.known_text for word in test.words)
    if "$" in text:
        return None
    for match in URL.finditer(text):
        scheme, host, port, path = match.groups()
        if host in OWN_HOSTS and scheme == "http":
            return f"http://127.0.0.1{f':{port}' if port else ''}{path or '/'}"
    bare = _BARE_URL.search(text) if re.search(r"\b(?:curl|wget)\b", text) else None
    return f"http://127.0.0.1{f':{bare[2]}' if bare[2] else ''}{bare[3] or '/'}" if bare is not None else None


def request(has: Callable[[str], bool | None], url: str) -> list[str] | None:
    """A command that asks for a page, by a program that is there."""
    for program, words in REQUESTS:
        if has(program):
            return [word.replace("{url}", url) for word in words]
    return None


def asked_otherwise(test: HealthTest) -> list[str] | None:
    """A test with programs that are there: the same page or port, else the server's own client."""
    from .service import Service

    url = page(test)
    words = request(test.has, url) if url is not None else None
    if words is not None:
        return ["CMD", *words]
    port = _KNOCK.search(" ".join(word.known_text for word in test.words))
    knocking = knock(test.has, int(port[1])) if port is not None else None
    if knocking is not None or not isinstance(test.holder, Service):
        return knocking
    own = own_test(test.holder) or port_test(test.holder)
    return [word.replace("$$", "$") for word in own] if own is not None else None


def another_test(test: HealthTest, program: str) -> str:
    """How to ask without a program: by another one that is there, else install it."""
    from .service import Service

    holder, words = test.holder, asked_otherwise(test)
    if words is not None:
        return rewritten("Ask with a program that is there:", test, words)
    build = holder.build if isinstance(holder, Service) else None
    stage = holder if not isinstance(holder, Service) else build.stage if build is not None else None
    installed = install(stage, program) if stage is not None else None
    return installed or "Ask with a program that the image has, or build an image that has this one."


def own_check(sentence: str, test: HealthTest) -> str:
    """A sentence, with the server's own way to ask it where one is known."""
    from .service import Service

    lines = healthcheck_lines(test.holder) if isinstance(test.holder, Service) else None
    if lines is None or not isinstance(test.holder, Service):
        return f"{sentence}."
    return advise(f"{sentence}:", (test.holder, lines))


def install(stage: Stage, program: str) -> str | None:
    """The lines that install a program in a stage, where its package is known."""
    image = stage.external_base()
    manager = (image.facts.package_manager if image is not None and image.facts is not None else None) or ""
    package = PACKAGES.get(manager, {}).get(program)
    if package is None:
        return None
    lines = [line.replace("{}", package) for line in INSTALLS[manager]]
    return fenced(f"Install {program} in the Dockerfile:", "dockerfile", lines)


def test_block(sentence: str, service: Service, test: Sequence[str]) -> str:
    """A healthcheck's `test` for Compose, from words as the container gets them."""
    doubled = [word.replace("$", "$$") for word in test]
    return advise(sentence, (service, ["healthcheck:", f"  test: {flow_list(doubled)}"]))


def healthcheck_instruction(sentence: str, stage: Stage, test: Sequence[str]) -> str:
    """A HEALTHCHECK with the options of the one in force; `test` begins with CMD or CMD-SHELL."""
    check = stage.healthcheck()
    flags = " ".join(flag.word.text for flag in check.flags) if check is not None else ""
    command = test[1] if test[0] == "CMD-SHELL" else flow_list(test[1:])
    return fenced(sentence, "dockerfile", [" ".join(filter(None, ("HEALTHCHECK", flags, "CMD", command)))])


def rewritten(sentence: str, test: HealthTest, words: Sequence[str]) -> str:
    """The same test in another form, where it stands; `words` begin with CMD or CMD-SHELL."""
    from .service import Service

    holder = test.holder
    if isinstance(holder, Service):
        return test_block(sentence, holder, words)
    return healthcheck_instruction(sentence, holder, words)


def as_shell_text(words: Sequence[str], operators: Callable[[str], bool]) -> str:
    """Words as one text for a shell: operators bare, what holds a variable in double quotes, the rest as is needed."""
    return " ".join(word if operators(word) else _shell_word(word) for word in words)


_PLAIN = pattern(r"[\w@%+=:,./-]+")


def _shell_word(word: str) -> str:
    if _PLAIN.fullmatch(word):
        return word
    if "$" in word or "`" in word:
        escaped = word.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    quoted = word.replace("'", "'\\''")
    return f"'{quoted}'"


def known_words(words: Sequence[Text]) -> list[str] | None:
    """The values of words; None when one of them is unknown."""
    values = [word.value for word in words]
    return None if None in values else [value for value in values if value is not None]
