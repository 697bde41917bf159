"""Which values are credentials: what is none at all, what is a weak one, and what looks random."""

from __future__ import annotations

import re
from functools import lru_cache
from math import log2

SHORTEST = 6
"""Characters below which a value is nothing but a weak password."""
RANDOM_LENGTH = 16
RANDOM_BITS = 3.0
"""Shannon entropy in bits per character from which a value of that length looks drawn, not thought up."""

_SWITCHES = frozenset(
    """true false yes no on off none null nil enable enabled disable disabled auto optional required undefined
    always never""".split()
)
_PATHS = ("./", "../", "~/")
_ELSEWHERE = (
    "file:", "vault:", "op:", "ssm:", "arn:", "sops:", "env:", "secret:", "secrets:", "secretsmanager:", "awssm:",
    "gcpsm:", "keyvault:", "bws:", "infisical:", "ref+", "enc[", "$ansible_vault;", "sha256:", "sha384:", "sha512:",
    "sha256-", "sha384-", "sha512-",
)  # fmt: skip
"""Beginnings that name where a secret is kept, or that mark an encrypted one or a digest."""

# Compiled by `re` when first used: most stacks need none of them.
_PATH = r"(?:/[\w.@*-]*)+|[A-Za-z]:[\\/].*"
_AMOUNT = r"[0-9]{1,4}|[0-9]+(?:\.[0-9]+)?(?:ms|[smhdwy]|secs?|seconds?|mins?|minutes?|hours?|days?|weeks?|months?)"
_VERSION = r"v?[0-9]+\.[0-9]+(?:\.[0-9]+)*(?:[-+][\w.]+)?"
_MAIL = r"[^@\s:/]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
_UUID = r"(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_REFERENCE = (
    r"(?s:\$\{.*\}|\$\(.*\)|\$[A-Za-z_]\w*|`.*`|\{\{.*\}\}|%[A-Za-z_]\w*%|%\(\w+\)s"
    r"|<[^<>]*>|@[A-Za-z_]\w*@|#\{.*\}#?|\[[^][]*\]|__\w+__)"
)
_HASH = r"(?:[^:\s]+:)?(?:\$(?:2[abxy]?|apr1|[156y]|argon2i?d?|pbkdf2[\w-]*)\$.+|\{S?SHA\d*\}.+)"

_PLACEHOLDER_START = (
    "change", "your", "replace", "insert", "enter", "put-", "put_", "example", "sample", "dummy", "placeholder", "todo",
    "fixme", "redacted", "fake", "xxx", "***", "•••", "...", "…", "<", "django-insecure", "set-", "set_", "fill",
)  # fmt: skip
_PLACEHOLDER_END = ("-here", "_here", " here", "-me", "_me", "xxxx", "****")
_PLACEHOLDER_INSIDE = ("changeme", "change-me", "change_me", "changethis", "placeholder", "example")

_COMMON = """
    secret secrets password passwords passwd passwort passphrase passw0rd p@ssw0rd pass pwd pw pswd key keys token
    apikey credential credentials my the very super top some this is it not for in use only please me random long
    strong secure insecure unsafe safe weak simple default standard sa jwt api app auth session cookie client server
    service system access sign signing signature private public master encryption encrypt crypt hash salt admin
    administrator root user username test tests tester testing dev devel develop development local localhost demo
    example sample dummy fake mock stub ci e2e staging stage prod production temp tmp temporary foo bar baz qux hello
    world welcome letmein qwerty qwertz asdf iloveyou toor guest monkey dragon abc abcd abcdef none null nil undefined
    empty blank string value text here todo fixme redacted replace replaced insert enter your change changed changeit
    changethis changeme override postgres postgresql psql pg pgadmin mysql maria mariadb mongo mongodb redis rabbit
    rabbitmq mq amqp minio minioadmin elastic elasticsearch kibana logstash opensearch grafana prometheus superset
    airflow keycloak kafka zookeeper nats neo4j influx influxdb couchdb cassandra clickhouse oracle mssql sql sqlserver
    sonar sonarqube nexus jenkins artemis activemq wordpress nextcloud gitea ghost django flask fastapi rails laravel
    node express spring web backend frontend database db docker compose container company organization org site
    project localstack least characters chars min
"""
_LONGEST_COMMON = 64
_SEPARATORS = frozenset(" _-.!?@#$%&*+=:/()")
_RUNS = "01234567890abcdefghijklmnopqrstuvwxyz0987654321"
_DEFAULTS = frozenset(("yourstrong(!)password", "test_non_dev_secret", "s3cr3t", "secr3t", "p4ssw0rd"))
"""Passwords known from manuals and images that are not made of common words."""


def none(value: str, name: str = "") -> bool:
    """Whether a value is certainly no credential: a switch, a number, a path, a duration, a reference, a sentence."""
    text = value.strip()
    lower = text.lower()
    if len(text) < 2 or lower in _SWITCHES or any(blank in text for blank in " \t\n"):
        return True
    if lower.startswith(_PATHS) or lower.startswith(_ELSEWHERE) or "://" in text:
        return True
    if (text[0].isdecimal() or lower[0] == "v") and re.fullmatch(f"{_AMOUNT}|{_VERSION}", lower):
        return True
    if (text[0] == "/" or text[1] == ":") and re.fullmatch(_PATH, text):
        return True
    if "@" in text and re.fullmatch(_MAIL, text):
        return True
    return reference(text) or (bool(name) and _letters(text) == _letters(name))


def reference(value: str) -> bool:
    """Whether a value only names where the real one comes from: `$X`, `{{ x }}`, `<your key>`, `%X%`."""
    return value[:1] in "$`{%<@#[_" and bool(re.fullmatch(_REFERENCE, value))


def uuid(value: str) -> bool:
    return len(value) == 36 and bool(re.fullmatch(_UUID, value))


def hashed(value: str) -> bool:
    """Whether a value is the hash of a password, as crypt, htpasswd and LDAP write it; `$$` counts as `$`."""
    return ("$" in value or "{" in value) and bool(re.fullmatch(_HASH, value.replace("$$", "$")))


def weak(value: str) -> bool:
    """Whether a value is a placeholder, a well-known default, or made of words that everybody tries first."""
    text = value.strip().lower()
    if len(text) < SHORTEST or len(set(text)) <= 3 or text in _DEFAULTS or text in _RUNS:
        return True
    if text.startswith(_PLACEHOLDER_START) or text.endswith(_PLACEHOLDER_END):
        return True
    return any(word in text for word in _PLACEHOLDER_INSIDE) or _common(text)


def _common(text: str) -> bool:
    """Whether a text consists of common words, digits and separators only."""
    if len(text) > _LONGEST_COMMON:
        return False
    words = _common_words()
    at = digits = 0
    while at < len(text):
        if text[at].isdecimal():
            digits += 1
            at += 1
        elif text[at] in _SEPARATORS:
            at += 1
        else:
            word = next((word for word in words.get(text[at], ()) if text.startswith(word, at)), None)
            if word is None:
                return False
            at += len(word)
    return digits < min(len(text), 7)


@lru_cache(maxsize=1)
def _common_words() -> dict[str, list[str]]:
    """The common words by their first letter, longer ones first."""
    found: dict[str, list[str]] = {}
    for word in sorted(_COMMON.split(), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


def looks_random(value: str) -> bool:
    """Whether a value looks drawn by a machine; it weighs a finding, it never makes one alone."""
    mixed = any(char.isdecimal() for char in value) or (value != value.lower() and value != value.upper())
    return mixed and len(value) >= RANDOM_LENGTH and entropy(value) >= RANDOM_BITS


def entropy(text: str) -> float:
    """Shannon entropy in bits per character."""
    shares = [text.count(char) / len(text) for char in set(text)]
    return -sum(share * log2(share) for share in shares)


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
