"""Known formats of credentials: what a text gives away without a name.

Shapes are those that the issuers document or that their tokens show (2026); where an issuer builds in a checksum, the
checksum decides. No credential stands here, not even a published one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from . import proofs
from .proofs import Verdict

Weight = Literal["error", "warning"]


class Format:
    """One kind of credential.

    `anchors` are texts of which one must occur in a long word, `words` (in lower case) texts of which one must occur
    anywhere; then `shape` is tried, its group 1 (else all of it) being the secret. `near` are words of which one must
    stand before the secret on its line; `a+b` asks for both, blanks and punctuation do not count. `check` decides in
    the end; `block` says that the shape is the heading of a private key. A word is long from `long` characters on.
    """

    __slots__ = ("_pattern", "anchors", "block", "check", "long", "near", "shape", "weight", "what", "words")

    def __init__(
        self,
        what: str,
        anchors: str,
        shape: str,
        *,
        weight: Weight = "error",
        near: str = "",
        words: tuple[str, ...] = (),
        check: Callable[[str], Verdict] | None = None,
        block: bool = False,
        long: int = 20,
    ) -> None:
        self.what = what
        self.anchors = anchors.split()
        self.shape = shape
        self.weight: Weight = weight
        self.near = near.split()
        self.words = words
        self.check = check
        self.block = block
        self.long = long
        self._pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        if self._pattern is None:
            self._pattern = re.compile(self.shape)
        return self._pattern

    def __repr__(self) -> str:
        return f"Format({self.what!r})"


def _word(shape: str, alphabet: str = "A-Za-z0-9") -> str:
    """A shape that no character of its alphabet touches."""
    return f"(?<![{alphabet}])(?:{shape})(?![{alphabet}])"


def _loose(shape: str) -> str:
    return _word(shape, r"\w-")


AWS_ID = Format(
    "an AWS access key id", "AKIA ASIA ABIA ACCA A3T",
    _word("(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z2-7])[A-Z2-7]{16}"), weight="warning",
)  # fmt: skip
AWS_SECRET = Format(
    "an AWS secret access key", "", _word("[A-Za-z0-9/+]{40}", "A-Za-z0-9/+="),
    words=("aws", "secret_access_key", "secretaccesskey"), near="aws+secret secretaccesskey", check=proofs.drawn,
    long=40,
)  # fmt: skip

FORMATS = (
    AWS_ID,
    AWS_SECRET,
    Format("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", _word("gh[pousr]_[A-Za-z0-9]{36}"), check=proofs.checksum),
    Format("a GitHub token", "github_pat_", _word("github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}")),
    Format(
        "a GitLab token",
        "glpat- gldt- glrt- glft- glsoat- glptt- glcbt- glagent- gloas- glimt- GR1348941",
        _loose(
            r"gl(?:pat|dt|rt|ft|soat|ptt|cbt|agent|oas|imt)-[\w-]{20,200}(?:\.[0-9a-z]{2}\.[0-9a-z]{7,9}|\.[0-9a-z]{9})?"
            r"|GR1348941[\w-]{20}"
        ),
    ),
    Format("a Slack token", "xoxa- xoxb- xoxp- xoxr- xoxs-", _loose("xox[abprs]-[0-9]{8,15}-[A-Za-z0-9-]{20,250}")),
    Format("a Slack token", "xoxe", _loose(r"xoxe(?:\.xox[bp])?-[0-9]-[A-Za-z0-9]{100,250}")),
    Format("a Slack token", "xapp-", _loose("xapp-[0-9]-[A-Z0-9]{8,15}-[0-9]{10,15}-[a-f0-9]{20,80}")),
    Format(
        "a Slack webhook", "hooks.slack.com/services/",
        r"hooks\.slack\.com/services/(T[A-Z0-9a-z]{8,12}/B[A-Z0-9a-z]{8,12}/[A-Za-z0-9]{24})(?![A-Za-z0-9])",
    ),
    Format("a Stripe key", "sk_live_ rk_live_", _word("[sr]k_live_[A-Za-z0-9]{10,120}")),
    Format("a Stripe test key", "sk_test_ rk_test_", _word("[sr]k_test_[A-Za-z0-9]{10,120}"), weight="warning"),
    Format("a webhook secret", "whsec_", _word("whsec_[A-Za-z0-9+/]{24,100}={0,2}", "A-Za-z0-9+/")),
    Format("a Google API key", "AIza", _loose(r"AIza[\w-]{35}"), weight="warning"),
    Format("a Google client secret", "GOCSPX-", _loose(r"GOCSPX-[\w-]{28}")),
    Format("a Google access token", "ya29.", _loose(r"ya29\.[\w.-]{20,400}")),
    Format("an OpenAI key", "T3BlbkFJ", _loose(r"sk-(?:[a-z]{4,8}-)?[\w-]{10,120}?T3BlbkFJ[\w-]{10,120}")),
    Format("an Anthropic key", "sk-ant-", _loose(r"sk-ant-(?:api|admin|oat)[0-9]{2}-[\w-]{80,120}")),
    Format("a Hugging Face token", "hf_", _word("hf_[A-Za-z0-9]{34}")),
    Format("a Groq key", "gsk_", _word("gsk_[A-Za-z0-9]{52}")),
    Format("an xAI key", "xai-", _word("xai-[A-Za-z0-9]{80}")),
    Format("an OpenRouter key", "sk-or-v1-", _word("sk-or-v1-[0-9a-f]{64}")),
    Format("a Perplexity key", "pplx-", _word("pplx-[A-Za-z0-9]{48}")),
    Format(
        "a Twilio key", "", _word("(?:SK|AC)[0-9a-f]{32}"), weight="warning", words=("twilio",), near="twilio", long=34,
    ),
    Format("a SendGrid key", "SG.", _loose(r"SG\.[\w-]{22}\.[\w-]{43}")),
    Format("a Mailgun key", "key-", _loose("key-[0-9a-f]{32}")),
    Format("a Mailchimp key", "-us", _word("[0-9a-f]{32}-us[0-9]{1,2}")),
    Format("an npm token", "npm_", _word("npm_[A-Za-z0-9]{36}")),
    Format("an npm token", "_authToken=", "_authToken=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f-])"),
    Format("a PyPI token", "pypi-AgE", _loose(r"pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[\w-]{50,300}")),
    Format("a Docker token", "dckr_pat_ dckr_oat_", _loose(r"dckr_(?:pat_[\w-]{27}|oat_[\w-]{32})")),
    Format("a registry login", "", '"auth" {0,4}: {0,4}"([A-Za-z0-9+/]{8,400}={0,2})"', words=('"auth"',),
           check=proofs.login),
    Format("a private key", "", "-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----",
           words=("private key",), check=proofs.private_key, block=True),
    Format("a private key", "PuTTY-User-Key-File-", "PuTTY-User-Key-File-[23]:", block=True),
    Format("an age key", "AGE-SECRET-KEY-1", _word("AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}")),
    Format(
        "a JSON web token", "eyJ", _loose(r"eyJ[\w-]{8,4000}\.eyJ[\w-]{8,8000}\.[\w-]{16,2000}"), check=proofs.jwt,
    ),
    Format("a Cloudflare tunnel token", "eyJhIjoi", _loose(r"eyJhIjoi[\w+/-]{100,400}={0,2}"), check=proofs.tunnel),
    Format("an Azure storage key", "AccountKey=", "AccountKey=([A-Za-z0-9+/]{86}==)"),
    Format("an Azure access key", "SharedAccessKey=", "SharedAccessKey=([A-Za-z0-9+/]{43}=)(?!=)"),
    Format(
        "an Azure client secret", "Q~", _word(r"[\w.]{3}[0-9]Q~[\w.~-]{31,34}", r"\w.~-"),
        near="clientsecret azure+secret azure+password",
    ),
    Format("a DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", _word("do[opr]_v1_[0-9a-f]{64}")),
    Format("a Databricks token", "dapi", _word("dapi[0-9a-f]{32}(?:-[0-9])?")),
    Format("a Vault token", "hvs.", _loose(r"hvs\.[\w-]{90,300}")),
    Format("a Terraform Cloud token", ".atlasv1.", _word(r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}", r"\w=-")),
    Format("a Shopify token", "shpat_ shpss_ shpca_ shppa_", _word("shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}")),
    Format("a New Relic key", "NRAK-", _word("NRAK-[A-Z0-9]{27}")),
    Format("a Grafana token", "glsa_", _word("glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}")),
    Format("a Doppler token", "dp.pt.", _word(r"dp\.pt\.[A-Za-z0-9]{43}")),
    Format("a Linear key", "lin_api_", _word("lin_api_[A-Za-z0-9]{40}")),
    Format("a Supabase token", "sbp_", _word("sbp_[0-9a-f]{40}")),
    Format("a Sentry token", "sntrys_", _word(r"sntrys_[\w+/=-]{40,400}", r"\w+/=-")),
    Format("a Square token", "sq0atp- sq0csp-", _loose(r"sq0(?:atp-[\w-]{22}|csp-[\w-]{43})")),
    Format(
        "a Telegram bot token", "", _loose(r"[0-9]{8,10}:[\w-]{35}"),
        words=("telegram", "bot_token", "bottoken", "bot-token", "tgbot"),
        near="telegram bottoken tgbot", long=35,
    ),
)  # fmt: skip

_ANCHORS = {anchor: format for format in FORMATS for anchor in format.anchors}
_RARE = "~=QGJTSANH0123456789_xvkyhd.-"
_SIGNS: dict[str, list[str]] = {}
"""The anchors by the rarest of their characters, so that few of them need be looked for."""
for _anchor in _ANCHORS:
    _SIGNS.setdefault(next(char for char in _RARE if char in _anchor), []).append(_anchor)
_WORDS = tuple((word, format) for format in FORMATS for word in format.words)
_IN_WORD = "A-Za-z0-9_+/~.=-"
_LONG_WORD = re.compile(rf"(?:[{_IN_WORD}]{{0,19}}+[^{_IN_WORD}]++)*+([{_IN_WORD}]{{20,}}+)")
"""The next word of twenty characters or more, and all that stands before it."""
_NEAR = 160
_NEIGHBOURS = 3


class Leak:
    """A credential of a known format at text[start:end]."""

    __slots__ = ("end", "format", "shown", "start", "weight")

    def __init__(self, format: Format, start: int, end: int, shown: str, weight: Weight) -> None:
        self.format = format
        self.start = start
        self.end = end
        self.shown = shown
        """The public prefix: all that may be shown of it."""
        self.weight: Weight = weight

    @property
    def what(self) -> str:
        return self.format.what

    @property
    def mask(self) -> str:
        return f"{self.shown}…"

    def __repr__(self) -> str:
        return f"Leak({self.what!r}, {self.start}, {self.end})"


def leaks(text: str) -> list[Leak]:
    """Every credential of a known format in a text, in order; time grows with the text's length only."""
    words = _long_words(text)
    if not words:
        return []
    joined, longest, lower = "\n".join(words), max(map(len, words)), text.lower()
    likely = {_ANCHORS[anchor] for sign in _SIGNS if sign in joined for anchor in _SIGNS[sign] if anchor in joined}
    likely |= {format for word, format in _WORDS if format.long <= longest and word in lower}
    if not likely:
        return []
    found = [leak for format in FORMATS if format in likely for leak in _matches(format, text)]
    found.sort(key=lambda leak: (leak.start, -leak.end))
    return list(_weighed(_apart(found), text))


def _long_words(text: str) -> list[str]:
    found: list[str] = []
    match = _LONG_WORD.match(text)
    while match:
        found.append(match[1])
        match = _LONG_WORD.match(text, match.end())
    return found


def _apart(found: list[Leak]) -> Iterator[Leak]:
    """Of overlapping hits the first, which is the longer one."""
    end = 0
    for leak in found:
        if leak.start >= end:
            end = leak.end
            yield leak


def _matches(format: Format, text: str) -> Iterator[Leak]:
    for match in format.pattern.finditer(text):
        start, end = match.span(1 if format.pattern.groups else 0)
        if format.block:
            end = proofs.key_end(text, start, end)
        elif proofs.made_up(text[start:end]):
            continue
        if end < 0 or (format.near and not _stands_near(format.near, text, start)):
            continue
        verdict = format.check(text[start:end]) if format.check else True
        if verdict:
            shown = next((anchor for anchor in format.anchors if text.startswith(anchor, start)), "")
            yield Leak(format, start, end, shown, format.weight if verdict is True else verdict)


def _stands_near(words: list[str], text: str, start: int) -> bool:
    line = max(text.rfind("\n", 0, start) + 1, start - _NEAR)
    before = "".join(char for char in text[line:start].lower() if char.isalnum())
    return any(all(part in before for part in word.split("+")) for word in words)


def _weighed(found: Iterable[Leak], text: str) -> Iterator[Leak]:
    """An access key id alone opens nothing; with its secret key a few lines away the pair does."""
    line = at = 0
    lines: list[tuple[int, Leak]] = []
    for leak in found:
        line += text.count("\n", at, leak.start)
        at = leak.start
        lines.append((line, leak))
    paired = {number for number, leak in lines if leak.format is AWS_SECRET}
    for number, leak in lines:
        if leak.format is AWS_ID and not paired.isdisjoint(range(number - _NEIGHBOURS, number + _NEIGHBOURS + 1)):
            leak.weight = "error"
        yield leak
