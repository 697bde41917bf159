"""Second looks at what has the format of a credential: checksums, contents, and values that everybody knows."""

from __future__ import annotations

from typing import Any, Literal

from ...core.patterns import pattern

Verdict = bool | Literal["warning"]
"""Whether a hit counts; `warning` when it counts for less than its format says."""

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MADE_UP = (
    "xxxxx", "example", "placeholder", "redacted", "changeme", "abcdef", "123456", "012345", "000000", "yourtoken",
    "yourkey", "your-", "your_", "dummy", "sample",
)  # fmt: skip
_FEWEST_CHARACTERS = 7
_PUBLISHED = frozenset(
    (
        "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326",  # Stripe's manual, test key
        "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397",  # Stripe's manual, older test key
        "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",  # Azurite's account key
    )
)
"""SHA-256 of credentials that their issuers print in their manuals."""
_EARLIEST_RUN = 1_767_225_600
"""2026-01-01 in seconds since 1970: no run of this program is earlier, so what expired before is expired."""
_SECRET_KEY_BITS = 4.2
_KEY_BODY = pattern(r"[A-Za-z0-9+/=]{32,}")
_KEY_HEAD = 400
_LONGEST_KEY = 12_000


def made_up(secret: str) -> bool:
    """Whether a value of the right shape is an example: a run of one character, a word, a published one."""
    if len(set(secret)) < _FEWEST_CHARACTERS or any(word in secret.lower() for word in _MADE_UP):
        return True
    from hashlib import sha256

    return sha256(secret.encode()).hexdigest() in _PUBLISHED


def checksum(secret: str) -> Verdict:
    """GitHub's tokens end with the CRC32 of the thirty characters behind the prefix, in base 62."""
    from zlib import crc32

    body = secret[4:]
    rest, digits = crc32(body[:30].encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return body[30:] == digits


def drawn(secret: str) -> Verdict:
    """Forty characters are an AWS secret key only when they look drawn at random."""
    from .values import entropy

    return entropy(secret) >= _SECRET_KEY_BITS


def jwt(secret: str) -> Verdict:
    """A JSON web token: its header names an algorithm; jwt.io's sample and expired ones are nobody's secret."""
    head, payload = (_json(part) for part in secret.split(".")[:2])
    if head is None or "alg" not in head or payload is None:
        return False
    expiry = payload.get("exp")
    if payload.get("sub") == "1234567890" or (isinstance(expiry, int | float) and expiry < _EARLIEST_RUN):
        return False
    return "warning" if payload.get("role") == "anon" else True


def tunnel(secret: str) -> Verdict:
    """A Cloudflare tunnel's token is JSON with the account, the tunnel and its secret."""
    return {"a", "t", "s"} <= (_json(secret) or {}).keys()


def login(secret: str) -> Verdict:
    """Docker's configuration holds `user:password` in base 64."""
    user, colon, password = (_decoded(secret) or b"").partition(b":")
    return bool(user.isascii() and user and colon and len(password) > 3)


def private_key(secret: str) -> Verdict:
    """An encrypted key still needs its passphrase."""
    return "warning" if "ENCRYPTED" in secret[:_KEY_HEAD] else True


def key_end(text: str, start: int, end: int) -> int:
    """Where the private key ends whose heading is text[start:end]; -1 when no key follows (a mention is no key)."""
    body = _KEY_BODY.search(text, end, min(end + _KEY_HEAD, len(text)))
    closing = text.find("-----END", end, end + _LONGEST_KEY)
    if body is None or 0 <= closing < body.start() or "-----BEGIN" in text[end : body.start()]:
        return -1
    if closing < 0:
        whole = _KEY_BODY.match(text, body.start())
        return whole.end() if whole else body.end()
    dashes = text.find("-----", closing + 8, closing + 60)
    return dashes + 5 if dashes >= 0 else closing


def _decoded(text: str) -> bytes | None:
    from base64 import urlsafe_b64decode

    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except ValueError:
        return None


def _json(text: str) -> dict[str, Any] | None:
    import json

    try:
        found = json.loads(_decoded(text) or b"")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
