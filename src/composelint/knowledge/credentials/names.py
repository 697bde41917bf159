"""Which names of variables, keys and options say that their value is a credential."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from ...core.patterns import pattern

Sense = Literal["password", "secret", "token", "key", "weak"]
"""What kind of credential a name denotes; `weak` names do so only when the value looks random."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SENSES: dict[str, Sense] = {
    **dict.fromkeys("password passwords passwd passphrase passw pword requirepass".split(), "password"),
    **dict.fromkeys("secret secrets clientsecret connectionstring".split(), "secret"),
    **dict.fromkeys("token tokens apitoken authtoken accesstoken".split(), "token"),
    **dict.fromkeys("credential credentials".split(), "weak"),
    **dict.fromkeys(
        "apikey accesskey privatekey secretkey signingkey encryptionkey sessionkey masterkey".split(), "key"
    ),
}
"""Words that denote a credential wherever they stand in a name."""

FINAL: dict[str, Sense] = {"pass": "password", "pwd": "password", "auth": "weak"}
"""Words that do so only as the last word."""

OWNERS = _words(
    """api access private secret signing encryption master service account session license jwt rsa deploy app auth
    django rails laravel webhook ssh fernet nonce cookie hmac client prv widget"""
)
"""What stands before `key` when it is a secret one."""

ISSUERS = _words(
    """openai anthropic claude gemini mistral groq cohere deepseek perplexity openrouter huggingface replicate
    elevenlabs assemblyai deepgram tavily serpapi serper langchain langsmith langfuse wandb stripe paypal razorpay
    plaid coinbase binance sendgrid mailgun mailjet mailchimp postmark resend twilio vonage slack discord telegram
    github gitlab azure aws gcp google cloudflare digitalocean heroku vercel netlify supabase firebase pinecone
    qdrant weaviate algolia meilisearch meili typesense datadog newrelic sentry grafana shopify hubspot intercom
    notion linear airtable zoom openweather openweathermap weather newsapi rapidapi alphavantage finnhub polygon
    youtube spotify tmdb unsplash"""
)
"""Who hands out keys: before `key` they say whose it is, and the value must say that it is one."""

PAIRS: dict[tuple[str, str], Sense] = {("connection", "string"): "secret", ("erlang", "cookie"): "secret"}

EXACT: dict[str, Sense] = {
    "PGPASSWORD": "password",
    "MYSQL_PWD": "password",
    "REDISCLI_AUTH": "password",
    "NEO4J_AUTH": "password",
    "DOCKER_AUTH_CONFIG": "secret",
    "AWS_ACCESS_KEY_ID": "key",
    "VAULT_DEV_ROOT_TOKEN_ID": "token",
}

NEVER = ("pwd", "oldpwd", "ssh auth sock", "initial cluster token")
"""Words at the end of names that say nothing of the kind."""

DETAILS = _words(
    """file files path dir directory folder location mount version name names user username id ids url uri host port
    endpoint ttl expiry expires expiration expire lifetime timeout type kind algorithm algo alg length size bits header
    headers prefix suffix enabled enable disabled disable required mode count limit limits min max policy rotation
    format encoding encryption issuer audience scope scopes realm method provider service strategy backend fingerprint
    hash hashed hasher hashers checksum digest field store regex pattern parallelism manager reset validator validators
    minutes seconds hours days age interval retries rounds iterations cost template label description hint cookie
    authentication plugin source engine driver per cert certificate rate bucket region cache change validity duration
    period window grace address contract symbol decimals supply price"""
)
"""Words behind the credential word that make the name speak about a credential, or about where it is."""

BESIDE = _words("db database email domain conf config settings ca chain login owner")
"""What else is handed over beside a credential."""

CANCELLING = _words("public pub publishable anonymous allow random tokenizer tokenizers sitekey")
"""Words that take the meaning away wherever they stand."""

QUANTITIES = _words("max min num total input output context prompt completion")
"""Before `tokens`, these count a language model's words."""

BROWSER_PREFIXES = (
    "NEXT_PUBLIC_", "NUXT_PUBLIC_", "VITE_", "REACT_APP_", "VUE_APP_", "GATSBY_", "EXPO_PUBLIC_", "NG_APP_", "PUBLIC_",
)  # fmt: skip
"""Build tools write variables with these prefixes into the program that every browser loads."""

SIGNS = ("pass", "pwd", "pword", "secret", "token", "credential", "key", "auth", "string", "cookie")
"""One of these is in every name that denotes a credential."""

_WORD = pattern(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
LONGEST = 200


def split(name: str) -> list[str]:
    """The words of a name in lower case: `dbRootPassword2` and `DB_ROOT_PASSWORD` alike; numbers left out."""
    return [word.lower() for word in _WORD.findall(name[:LONGEST]) if not word[0].isdecimal()]


def names_detail(name: str) -> bool:
    """Whether the last word says that not the credential itself is meant: its user, its database, a certificate."""
    words = split(name)
    return bool(words) and words[-1] in DETAILS | BESIDE


def reaches_browser(name: str) -> bool:
    return name.upper().startswith(BROWSER_PREFIXES)


def may_name(text: str) -> bool:
    """Whether a text may hold a name that denotes a credential; without one it need not be taken apart."""
    lower = text.lower()
    for sign in SIGNS:  # noqa: SIM110  # asked of every word
        if sign in lower:
            return True
    return False


@lru_cache(maxsize=4096)
def sense(name: str) -> Sense | None:
    """What kind of credential the name denotes; None when it denotes none."""
    exact = name.upper()
    if exact in EXACT:
        return EXACT[exact]
    public = next((prefix for prefix in BROWSER_PREFIXES if exact.startswith(prefix)), "")
    words = split(name[len(public) :])
    if not CANCELLING.isdisjoint(words) or " ".join(words).endswith(NEVER):
        return None
    at, found = _last_credential_word(words)
    if found is None or not DETAILS.isdisjoint(words[at + 1 :]):
        return None
    if words[at] == "tokens" and not QUANTITIES.isdisjoint(words):
        return None
    # What a browser is meant to know is no secret; a password or a secret never is.
    return None if public and found not in ("password", "secret") else found


def _last_credential_word(words: list[str]) -> tuple[int, Sense | None]:
    for at in range(len(words) - 1, -1, -1):
        word, before = words[at], words[at - 1] if at else ""
        if word in SENSES:
            return at, SENSES[word]
        if word.endswith(("password", "passwd", "passphrase")):
            return at, "password"
        if word in ("key", "keys") and before in OWNERS:
            return at, "key"
        if (word == "key" and len(words) == 1) or (word in ("key", "keys") and before in ISSUERS):
            return at, "weak"
        if (before, word) in PAIRS:
            return at, PAIRS[before, word]
        if word in FINAL and at == len(words) - 1:
            return at, FINAL[word]
    return 0, None
