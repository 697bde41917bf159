"""What a text must look like where its type alone does not say: durations, sizes, addresses, closed vocabularies."""

from __future__ import annotations

import re

SMALLEST_MEMORY = 6 * 1024 * 1024
"""Bytes; the engine refuses a lower memory limit (moby, daemon/daemon_unix.go, linuxMinMemory)."""


class Grammar:
    """`pattern` must match the whole text; `noun` says what it should have been, `help` how to write it."""

    __slots__ = ("help", "noun", "pattern")

    def __init__(self, pattern: str, noun: str, help: str) -> None:
        self.pattern = pattern
        self.noun = noun
        self.help = help

    def fits(self, text: str) -> bool:
        # Compiled when first needed, and then kept by the library.
        return re.fullmatch(self.pattern, text) is not None


_DECIMAL = r"(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)"
DURATION = Grammar(
    rf"[-+]?(?:0|(?:{_DECIMAL}(?:ns|us|µs|μs|ms|s|m|h|d|w))++)",
    "duration",
    "Write a number with its unit, such as 30s or 1m30s.",
)
SIZE = Grammar(
    rf"-?[0-9]+|{_DECIMAL}(?:[eE][-+]?[0-9]+)? ?(?:[kKmMgGtTpP](?:[iI]?[bB])?|[bB])?",
    "size",
    "Write a number with b, k, m or g, such as 512m.",
)
CONTAINER_NAME = Grammar(
    r"[a-zA-Z0-9][a-zA-Z0-9_.-]+", "container name", "Docker takes letters, digits, _, . and -, at least two of them."
)
RESTART = Grammar(
    r"|no|none|any|always|unless-stopped|on-failure(?::[0-9]+)?",
    "restart policy",
    "Docker knows no, always, unless-stopped and on-failure[:N].",
)
RESTART_CONDITION = Grammar(
    r"|no|none|any|always|unless-stopped|on-failure", "restart condition", "Docker knows none, on-failure and any."
)
PULL_POLICY = Grammar(
    r"always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:[0-9]+[wdhms])+",
    "pull policy",
    "Docker knows always, never, missing, build, daily, weekly and every_<duration>.",
)
HOST = Grammar(
    r"[^=:]+=.+|[^=:]+:[^=]+", "entry HOST=IP", "Write the host name, = and its address, such as db.local=10.0.0.5."
)
HOST_NAME = Grammar(r"[^=:]+", "host name", "Write the host name alone: no colon, no equals sign.")
NAME = Grammar(r"(?s).+", "name", "Docker refuses an entry without a name.")
NOT_BLANK = Grammar(r"(?s).+", "path", "Docker refuses an empty path.")
MODE = Grammar(r"[-+]?[0-7]+", "file mode", 'Write the permission bits in octal, such as "0440".')
NUMBER_OR_ALL = Grammar(r"(?i:all)|[-+]?[0-9]+", "number of devices", "Docker takes a number or all.")
ENV_FORMAT = Grammar(r"|raw", "format of an env file", "Docker knows raw; without a format the usual one is meant.")
IPC = Grammar(
    r"|none|private|shareable|host|(?:service|container):.+",
    "IPC mode",
    "Docker knows none, private, shareable, host, service:NAME, container:NAME.",
)
PID = Grammar(r"|host|(?:service|container):.+", "PID mode", "Docker knows host, service:NAME and container:NAME.")


class _Command(Grammar):
    """A command in one string whose quotes are closed and which holds no parentheses of its own."""

    __slots__ = ()

    def fits(self, text: str) -> bool:
        from .words import Words

        return Words(text).sound


COMMAND = _Command("", "command", "Close every quote, and put what a shell should read into quotes: sh -c '(a)'.")


class _Address(Grammar):
    """A literal IPv4 or IPv6 address."""

    __slots__ = ()

    def fits(self, text: str) -> bool:
        parts = text.split(".")
        if len(parts) == 4 and all(re.fullmatch("[0-9]{1,3}", part) and int(part) < 256 for part in parts):
            return True
        if ":" not in text or len(text) > 80:
            return False
        from ipaddress import AddressValueError, IPv6Address

        try:
            IPv6Address(text)
        except AddressValueError:
            return False
        return True


ADDRESS = _Address("", "IP address", "Write numbers, no host name.")


class _Server(_Address):
    """An address, or nothing: Compose drops empty entries."""

    __slots__ = ()

    def fits(self, text: str) -> bool:
        return not text or super().fits(text)


SERVER = _Server("", "IP address", "Write numbers, no host name.")
