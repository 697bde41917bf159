"""What credentials look like, and what only looks like them."""

from __future__ import annotations

import time

import pytest

from composelint.documents.placeholders import PLACEHOLDERS
from composelint.knowledge.credentials.embedded import lines, pairs
from composelint.knowledge.credentials.files import secret_file
from composelint.knowledge.credentials.formats import FORMATS, leaks
from composelint.knowledge.credentials.names import EXACT, FINAL, PAIRS, SENSES, may_name, reaches_browser, sense, split
from composelint.knowledge.credentials.values import hashed, looks_random, none, weak


def value(placeholder: str) -> str:
    return PLACEHOLDERS[placeholder]()


# Names


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DB_ROOT_PASSWORD", ["db", "root", "password"]),
        ("dbRootPassword2", ["db", "root", "password"]),
        ("spring.datasource.password", ["spring", "datasource", "password"]),
        ("splunk-token", ["splunk", "token"]),
        ("APIKey", ["api", "key"]),
        ("GITEA__database__PASSWD", ["gitea", "database", "passwd"]),
        ("", []),
    ],
)
def test_names_are_split_into_words(name: str, words: list[str]) -> None:
    assert split(name) == words


@pytest.mark.parametrize(
    ("meaning", "names"),
    [
        (
            "password",
            "POSTGRES_PASSWORD DB_PASS PGPASSWORD MYSQL_PWD dbPassword DBPASSWORD requirepass KEY_PASSPHRASE"
            " smtp_passwd REDIS_CACHE_PASSWORD PRIMARY_ADMIN_PASSWORD NEO4J_AUTH NEXT_PUBLIC_DB_PASSWORD",
        ),
        (
            "secret",
            "SECRET JWT_SECRET CLIENT_SECRET clientSecret APP_SECRETS ConnectionString RABBITMQ_ERLANG_COOKIE"
            " ACCESS_TOKEN_SECRET SECRET_SALT",
        ),
        ("token", "TOKEN VAULT_DEV_ROOT_TOKEN_ID GITHUB_TOKEN SLACK_BOT_TOKEN ACCESS_TOKEN_1 _authToken"),
        (
            "key",
            "API_KEY apiKey APIKEY SECRET_KEY SECRET_KEY_BASE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY PRIVATE_KEY"
            " APP_KEY ENCRYPTION_KEYS AIRFLOW__CORE__FERNET_KEY ssh_prv_key homepage.widget.key",
        ),
        (
            "weak",
            "KEY OPENAI_KEY stripeKey AZURE_GEMINI_KEYS AUTH"
            " COMPOSER_AUTH GOOGLE_CREDENTIALS KAFKA_SSL_KEYSTORE_CREDENTIALS",
        ),
        (
            None,
            "PWD OLDPWD SSH_AUTH_SOCK AUTHOR PASSENGER BYPASS COMPASS KEYCLOAK MONKEY TOKENIZER TOKENIZERS_PARALLELISM"
            " PASSWORD_FILE PASSWORD_MIN_LENGTH TOKEN_TTL TOKEN_URL SECRET_NAME API_KEY_ID TOKEN_TYPE JWT_ALGORITHM"
            " ACCESS_TOKEN_EXPIRE_MINUTES MAX_TOKENS TOKENS_PER_MINUTE PUBLIC_KEY SSH_PUBLIC_KEY GPG_KEY PRIMARY_KEY"
            " SORT_KEY CACHE_KEY MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD CORS_ALLOW_CREDENTIALS"
            " POSTGRES_HOST_AUTH_METHOD PASSWORD_ENCRYPTION DATABASE_URL SENTRY_DSN STRIPE_PUBLISHABLE_KEY"
            " GITHUB_CACHE_KEY STRIPE_KEY_ID REDIS_KEY PRODUCT_KEY STRIPE_PUBLIC_KEY"
            " NEXT_PUBLIC_API_KEY VITE_MAP_TOKEN ETCD_INITIAL_CLUSTER_TOKEN BRAND_TOKEN_ADDRESS CSRF_HEADER_NAME",
        ),
    ],
)
def test_what_names_denote(meaning: str | None, names: str) -> None:
    assert {name: sense(name) for name in names.split()} == dict.fromkeys(names.split(), meaning)


def test_nothing_is_a_name_that_no_sign_tells() -> None:
    names = [*SENSES, *FINAL, *EXACT, *("_".join(pair) for pair in PAIRS), "API_KEY", "stripeKeys"]
    assert all(map(may_name, names))
    assert not any(map(may_name, ("", "apt-get install -y curl", "PATH=/usr/local/bin")))


def test_what_reaches_the_browser() -> None:
    assert reaches_browser("VITE_SECRET")
    assert not reaches_browser("INVITE_SECRET")


# Values


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "true", "No", "none", "1234", "3600s", "15m", "1.5h", "30days", "/run/secrets/db", "./key", "~/.key",
        "C:\\secrets\\key", "file:/x", "vault:kv/data", "op://vault/item", "arn:aws:secretsmanager:x", "ENC[abc]",
        "https://login.example.net", "v1.2.3-rc1", "ada@example.net", "${X}", "${X:-y}${Z}", "$X", "{{ x }}", "%X%",
        "<password>", "@X@", "[hidden]", "two words", "$(cat /run/secrets/x)", "sha256:0f1e",
    ],
)  # fmt: skip
def test_values_that_are_no_credentials(text: str) -> None:
    assert none(text)


@pytest.mark.parametrize("text", ["hunter2x", "orchid-lantern", "481516", "changeme", "p@ss!", "a/b", "root", "$x$y"])
def test_values_that_may_be_credentials(text: str) -> None:
    assert not none(text)


def test_a_value_that_repeats_its_name_is_none() -> None:
    assert none("db-password", "DB_PASSWORD")


@pytest.mark.parametrize(
    "text",
    "changeme change-me-please your-secret-key example_123 placeholder todo-fill-in xxxxxxxx ******* postgres root toor"
    " admin123 Passw0rd! P@ssw0rd supersecret my-super-secret-password secret_key_here 123456 12345678 qwerty test1234"
    " django-insecure-4f minioadmin guest letmein abc12 yourStrong(!)Password dev_key_change_in_production".split(),
)
def test_weak_values(text: str) -> None:
    assert weak(text)


@pytest.mark.parametrize(
    "text", "hunter2hunter orchid-lantern analyst123 whalehello Xk29dkq0sd 19840321 adminx".split()
)
def test_values_that_are_not_weak(text: str) -> None:
    assert not weak(text)


def test_what_looks_random() -> None:
    assert all(looks_random(value(name)) for name in ("random-hex", "random-password", "random-base64"))
    assert not any(map(looks_random, ("short1", "broker_keystore_creds", "correct-horse-battery-staple", "1" * 40)))


def test_hashes_of_passwords() -> None:
    assert all(map(hashed, ("$2y$05$abcdef", "ada:$apr1$x$y", "ada:$$2y$$05$$abc", "$6$salt$hash", "{SSHA}abc=")))
    assert not any(map(hashed, ("$x", "a$b", "{not}", "2y$05")))


# Formats


@pytest.mark.parametrize(
    ("placeholder", "what"),
    [
        ("anthropic-key", "an Anthropic key"),
        ("aws-key-id", "an AWS access key id"),
        ("docker-token", "a Docker token"),
        ("github-fine-grained-token", "a GitHub token"),
        ("github-token", "a GitHub token"),
        ("gitlab-token", "a GitLab token"),
        ("google-key", "a Google API key"),
        ("huggingface-token", "a Hugging Face token"),
        ("jwt", "a JSON web token"),
        ("npm-token", "an npm token"),
        ("openai-key", "an OpenAI key"),
        ("private-key", "a private key"),
        ("pypi-token", "a PyPI token"),
        ("sendgrid-key", "a SendGrid key"),
        ("slack-token", "a Slack token"),
        ("stripe-key", "a Stripe key"),
        ("stripe-test-key", "a Stripe test key"),
    ],
)
def test_formats(placeholder: str, what: str) -> None:
    token = value(placeholder)
    text = f"before: '{token}' # after"
    (leak,) = leaks(text)
    assert (leak.what, text[leak.start : leak.end]) == (what, token)
    assert leaks(f"x{token}9" if placeholder != "private-key" else "") == []
    hidden = token[len(leak.shown) :]
    assert hidden not in leak.mask
    assert len(hidden) >= 16


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("aws_secret_access_key = {}", "an AWS secret access key"),
        ("AWS_SECRET: {}", "an AWS secret access key"),
        ("checksum: {}", None),
    ],
)
def test_an_aws_secret_needs_its_name(text: str, what: str | None) -> None:
    found = leaks(text.format(value("aws-secret-key")))
    assert [leak.what for leak in found] == ([] if what is None else [what])


def test_a_key_id_weighs_more_beside_its_key() -> None:
    identity, key = value("aws-key-id"), value("aws-secret-key")
    assert [leak.weight for leak in leaks(f"id: {identity}")] == ["warning"]
    assert [leak.weight for leak in leaks(f"id: {identity}\n\naws_secret: {key}")] == ["error", "error"]
    assert [leak.weight for leak in leaks(f"id: {identity}\n\n\n\n\naws_secret: {key}")] == ["warning", "error"]


def hexadecimal(length: int) -> str:
    return (value("random-hex") * 3)[:length]


def letters(length: int) -> str:
    return (value("random-password") * 5)[:length]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("TWILIO_KEY: SK" + hexadecimal(32), "a Twilio key"),
        ("telegram: 58213947:" + letters(35), "a Telegram bot token"),
        ("hook: https://hooks.slack.com/" + "services/T01AB2CD3/B01AB2CD3/" + letters(24), "a Slack webhook"),
        ("key-" + hexadecimal(32), "a Mailgun key"),
        (hexadecimal(32) + "-us12", "a Mailchimp key"),
        ("AccountName=x;AccountKey=" + letters(86) + "==;", "an Azure storage key"),
        ("dop_" + "v1_" + hexadecimal(64), "a DigitalOcean token"),
        ("hvs." + letters(95), "a Vault token"),
        (letters(14) + ".atlasv1." + letters(64), "a Terraform Cloud token"),
        ("shp" + "at_" + hexadecimal(32), "a Shopify token"),
        ("NRAK-" + hexadecimal(27).upper(), "a New Relic key"),
        ("glsa_" + letters(32) + "_" + hexadecimal(8), "a Grafana token"),
        ("//npm.example.net/:_authToken=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "an npm token"),
        ('{"auths": {"r": {"auth": "Y2k6b3JjaGlkLWxhbnRlcm4="}}}', "a registry login"),
        ("xoxe.xoxp-1-" + letters(120), "a Slack token"),
        ("sbp_" + hexadecimal(40), "a Supabase token"),
    ],
)
def test_more_formats(text: str, what: str) -> None:
    assert [leak.what for leak in leaks(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "ghp_" + "x" * 36,
        value("github-token")[:-1] + ("0" if value("github-token")[-1] != "0" else "1"),
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY aws_secret",
        "sk_live_your_key_here_1234567",
        "SK" + hexadecimal(32),
        "12345678:" + letters(35),
        "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
        "sha256:" + hexadecimal(64),
        "550e8400-e29b-41d4-a716-446655440000",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\n" + letters(64) + "\n-----END CERTIFICATE-----",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + letters(43),
        "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE2MDAwMDAwMDB9." + letters(43),
        "pk_live_" + letters(24),
        "xoxb-123456789012-1234567890123-" + letters(24),
        "image: registry.example.net/team/app-with-a-long-name:2025.10.11-alpine",
    ],
)
def test_what_only_looks_like_a_format(text: str) -> None:
    assert leaks(text) == []


def test_an_anonymous_web_token_weighs_less() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9." + letters(43)
    assert [leak.weight for leak in leaks(token)] == ["warning"]


def test_a_private_key_ends_with_its_footer() -> None:
    key = value("private-key")
    text = f"a: |\n  {key}\nb: {letters(64)}"
    assert [text[leak.start : leak.end] for leak in leaks(text)] == [key]
    quoted = 'k: "' + key.replace("\n", "\\n") + '"'
    assert [leak.end for leak in leaks(quoted)] == [len(quoted) - 1]


def test_every_format_has_a_shape_that_compiles() -> None:
    for format in FORMATS:
        assert format.pattern.groups <= 1
        assert format.anchors or format.words


@pytest.mark.parametrize(
    "unit",
    ["ghp_", "AKIA", "eyJ", "eyJa.", "sk-", "sk-T3BlbkFJ", "-----BEGIN PRIVATE KEY-----\n", "a" * 40 + " aws secret ",
     "xoxb-12345678-", "telegram 12345678:", '"auth": "', "key-", "://", "a=b;", "x: y\n"],
)  # fmt: skip
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = (unit * (200_000 // len(unit)))[:200_000]
    started = time.perf_counter()
    leaks(text)
    list(pairs(text))
    list(lines(text))
    assert time.perf_counter() - started < 5


# Longer texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Server=db,1433;User Id=sa;Password=Abc123!;", [("Server", "db"), ("Id", "sa"), ("Password", "Abc123!")]),
        ("jdbc:x://h/d?user=a&password=b%20c", [("user", "a"), ("password", "b%20c")]),
        ('required username="a" password="b c";', [("username", "a"), ("password", "b c")]),
        ("-Dspring.password=foo --token=abc", [("spring.password", "foo"), ("token", "abc")]),
        ("username=x,password=y", [("username", "x"), ("password", "y")]),
        ("no pairs: here", []),
    ],
)
def test_pairs(text: str, found: list[tuple[str, str]]) -> None:
    assert [(name, text[start:end]) for name, start, end in pairs(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("user: a\npassword: b", [("user", "a"), ("password", "b")]),
        ('{\n  "password": "b c",\n}', [("password", "b c")]),
        ("  - TOKEN=x", [("TOKEN", "x")]),
        ("password = ask(user)", []),
        ('password: "unclosed', [("password", "unclosed")]),
    ],
)
def test_lines(text: str, found: list[tuple[str, str]]) -> None:
    assert [(name, text[start:end]) for name, start, end in lines(text)] == found


# Files


@pytest.mark.parametrize(
    ("secret", "paths"),
    [
        (
            True,
            ".env .env.production config/prod.env id_rsa keys/server.key tls/privkey.pem .npmrc .aws/credentials"
            " .ssh/config credentials.json my-service-account.json terraform.tfstate.backup .docker/config.json",
        ),
        (
            False,
            ".env.example .env.sample example.env id_rsa.pub ca.pem fullchain.pem server-cert.pem known_hosts"
            " server.crt config/credentials.rb environment keyboard.ts docker/config.json .env.test nginx_signing.key",
        ),
    ],
)
def test_secret_files(secret: bool, paths: str) -> None:
    assert {path: secret_file(path) for path in paths.split()} == dict.fromkeys(paths.split(), secret)
