"""What the placeholders of examples stand for: values of the right format, made when they are read.

No file of the project holds such a value, so no secret scanner stops a page, and none learns to look away.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "0123456789"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = _CAPITALS.lower()
_ALNUM = _DIGITS + _CAPITALS + _SMALL
_HEX = "0123456789abcdef"


def _draw(seed: str, length: int, alphabet: str = _ALNUM) -> str:
    """Characters that look random and are the same at every reading."""
    from random import Random

    return "".join(Random(seed).choices(alphabet, k=length))


def _with_checksum(prefix: str) -> str:
    """A token as GitHub and npm issue them: its last six characters are the CRC32 of the thirty before, in base 62."""
    from zlib import crc32

    body = _draw(prefix, 30)
    rest, digits = crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _ALNUM[digit] + digits
    return prefix + body + digits


def _private_key() -> str:
    kind = "PRIVATE KEY"
    body = "\n".join(_draw(f"private-key {line}", 64) for line in range(6))
    return f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----"


def _jwt() -> str:
    from base64 import urlsafe_b64encode

    parts = (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"8f14e45f","role":"service"}')
    head = ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    return f"{head}.{_draw('jwt', 43)}"


PLACEHOLDERS: dict[str, Callable[[], str]] = {
    "anthropic-key": lambda: "sk-ant-" + "api03-" + _draw("anthropic", 93) + "AA",
    "aws-key-id": lambda: "AKIA" + _draw("aws", 15, _CAPITALS + "234567") + "Q",
    "aws-secret-key": lambda: _draw("aws secret", 40, _ALNUM + "/+"),
    "docker-token": lambda: "dckr_" + "pat_" + _draw("docker", 27),
    "github-fine-grained-token": lambda: "github_" + "pat_" + _draw("github 1", 22) + "_" + _draw("github 2", 59),
    "github-token": lambda: _with_checksum("ghp_"),
    "gitlab-token": lambda: "glpat-" + _draw("gitlab", 20),
    "google-key": lambda: "AIza" + _draw("google", 35),
    "huggingface-token": lambda: "hf_" + _draw("hugging face", 34, _CAPITALS + _SMALL),
    "jwt": _jwt,
    "npm-token": lambda: _with_checksum("npm_"),
    "openai-key": lambda: "sk-proj-" + _draw("openai 1", 74) + "T3BlbkFJ" + _draw("openai 2", 74),
    "private-key": _private_key,
    "pypi-token": lambda: "pypi-" + "AgEIcHlwaS5vcmc" + _draw("pypi", 150),
    "random-base64": lambda: _draw("base64", 43, _ALNUM + "/+") + "=",
    "random-hex": lambda: _draw("hex", 64, _HEX),
    "random-password": lambda: _draw("password", 24),
    "sendgrid-key": lambda: "SG." + _draw("sendgrid 1", 22) + "." + _draw("sendgrid 2", 43),
    "slack-token": lambda: (
        "xoxb-" + _draw("s 1", 12, _DIGITS) + "-" + _draw("s 2", 13, _DIGITS) + "-" + _draw("s 3", 24)
    ),
    "slack-webhook": lambda: (
        "https://hooks.slack.com/" + f"services/T{_draw('w 1', 8)}/B{_draw('w 2', 10)}/{_draw('w 3', 24)}"
    ),
    "stripe-key": lambda: "sk_" + "live_" + _draw("stripe", 24),
    "stripe-test-key": lambda: "sk_" + "test_" + _draw("stripe test", 24),
}
"""What a placeholder stands for. The values are made when they are read, so that no file holds one."""
