"""Where credentials stand in files, and that no line shows them."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source
from composelint.documents.placeholders import PLACEHOLDERS
from composelint.load.dockerfile import build_dockerfile
from composelint.model.compose import TextFile
from composelint.model.secrets import Secret, hide, secrets
from composelint.syntax import dotenv, yaml
from composelint.syntax.shell import parse_script

TOKEN = PLACEHOLDERS["github-token"]()
KEY = PLACEHOLDERS["random-hex"]()


def compose(text: str) -> TextFile:
    source = Source("compose.yaml", text)
    return TextFile(source, "compose", stream=yaml.parse(source))


def env(text: str) -> TextFile:
    source = Source(".env", text)
    return TextFile(source, "env", entries=dotenv.parse(source))


def dockerfile(text: str) -> TextFile:
    source = Source("Dockerfile", text)
    return TextFile(source, "dockerfile", dockerfile=build_dockerfile(Excerpt.verbatim(source), path="Dockerfile"))


def described(found: list[Secret]) -> list[str]:
    return [f"{secret.kind} {secret.name} {secret.span.text}{' weak' if secret.weak else ''}" for secret in found]


def shown(file: TextFile) -> str:
    hide(file)
    return "\n".join(file.source.shown_line(number + 1) for number in range(len(file.source.line_starts)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DB_PASSWORD: orchid-lantern", ["name DB_PASSWORD orchid-lantern"]),
        ("DB_PASSWORD: 'orchid-lantern'", ["name DB_PASSWORD orchid-lantern"]),
        ("- DB_PASSWORD=orchid-lantern", ["name DB_PASSWORD orchid-lantern"]),
        ('- "DB_PASSWORD=orchid-lantern"', ["name DB_PASSWORD orchid-lantern"]),
        ("DB_PASSWORD: pa$$wd-lantern", ["name DB_PASSWORD pa$$wd-lantern"]),
        ("DB_PASSWORD: 48151623", ["name DB_PASSWORD 48151623"]),
        ("DB_PASSWORD: changeme", ["name DB_PASSWORD changeme weak"]),
        ("DB_PASSWORD: >-\n  orchid-lantern", ["name DB_PASSWORD orchid-lantern"]),
        ("GITHUB_TOKEN: " + TOKEN, [f"format  {TOKEN}"]),
        ("AUTH: Bearer " + TOKEN, [f"format  {TOKEN}"]),
        ("# " + TOKEN, [f"format  {TOKEN}"]),
        ("KEY: " + KEY, [f"name KEY {KEY}"]),
        ("KEY: broker_keystore_creds", []),
        (
            "CLIENT_SECRET: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
            ["name CLIENT_SECRET 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"],
        ),
        ("API_TOKEN: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", []),
        ("DB_PASSWORD: ${DB_PASSWORD}", []),
        ("DB_PASSWORD: ${A}-${B}", []),
        ("DB_PASSWORD: $$FROM_THE_SHELL", []),
        ("DB_PASSWORD:", []),
        ("DB_PASSWORD: ''", []),
        ("PASSWORD_FILE: /run/secrets/x", []),
        ("a.basicauth.users: 'ada:$$2y$$05$$abcdefgh'", ["hash a.basicauth.users ada:$$2y$$05$$abcdefgh"]),
        ("ADMIN_PASSWORD: '$$2y$$05$$abcdefgh'", ["hash ADMIN_PASSWORD $$2y$$05$$abcdefgh"]),
    ],
)
def test_names_in_a_compose_file(text: str, found: list[str]) -> None:
    assert described(secrets(compose(text))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A: ${DB_PASSWORD:-orchid-lantern}", ["default DB_PASSWORD orchid-lantern"]),
        ("DB_PASSWORD: ${X-orchid-lantern}", ["default X orchid-lantern"]),
        ("DB_PASSWORD: ${X:-${Y:-orchid-lantern}}", ["default Y orchid-lantern"]),
        ("- DB_PASSWORD=${X:-orchid-lantern}", ["default X orchid-lantern"]),
        ("A: psql://u:${X:-orchid-lantern}@db/x", ["default X orchid-lantern"]),
        ("A: ${X:-psql://u:orchid-lantern@db/x}", ["url A orchid-lantern"]),
        ("A: ${X:-psql://u:${Y:-orchid-lantern}@db/x}", ["default Y orchid-lantern"]),
        ("DB_PASSWORD: ${X:-changeme}", ["default X changeme weak"]),
        ("DB_PASSWORD: ${X:-}", []),
        ("DB_PASSWORD: ${X:?orchid-lantern}", []),
        ("DB_PASSWORD: ${X:+orchid-lantern}", []),
        ("DB_PASSWORD: ${X:-${Y}}", []),
        ("DB_PASSWORD: ${X:-/run/secrets/y}", []),
        ("A: ${X:-orchid-lantern}", []),
        ("TOKEN_TTL: ${TOKEN_TTL:-3600}", []),
    ],
)
def test_defaults(text: str, found: list[str]) -> None:
    assert described(secrets(compose(text))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A: psql://u:orchid-lantern@db/x", ["url A orchid-lantern"]),
        ("A: redis://:orchid-lantern@cache", ["url A orchid-lantern"]),
        ("A: psql://ada:ada@db/x", ["url A ada weak"]),
        ("A: psql://lantern:lantern@db/x", ["url A lantern weak"]),
        ("A: amqp://u:or%40chid@mq", ["url A or%40chid"]),
        ("A: jdbc:mysql://db/x?user=u&password=orchid-lantern", ["url A orchid-lantern"]),
        ("A: Server=db;Password=orchid-lantern;User Id=sa", ["pair Password orchid-lantern"]),
        ("CONNECTION_STRING: Server=db;Password=orchid-lantern", ["pair Password orchid-lantern"]),
        ("o: username=x,password=orchid-lantern", ["pair password orchid-lantern"]),
        ("JAVA_OPTS: -Xmx1g -Ddb.password=orchid-lantern", ["pair db.password orchid-lantern"]),
        ("content: |\n  user = x\n  password = orchid-lantern\n", ["pair password orchid-lantern"]),
        ("A: psql://u:${PW}@db/x", []),
        ("A: psql://u:$$PW@db/x", []),
        ("A: psql://u:<password>@db/x", []),
        ("A: ssh://git@host/x", []),
        ("A: http://host:8080/x@y", []),
    ],
)
def test_urls_and_pairs(text: str, found: list[str]) -> None:
    assert described(secrets(compose(text))) == found


def test_an_env_file() -> None:
    file = env(
        f"A=1\nDB_PASSWORD=orchid-lantern\nexport T='{KEY}'\nDB=psql://u:brisk-heron@h/x\n# {TOKEN}\nSECRET=${{A}}\n"
    )
    assert described(secrets(file)) == [
        "name DB_PASSWORD orchid-lantern",
        "url DB brisk-heron",
        f"format  {TOKEN}",
    ]


def test_a_dockerfile() -> None:
    file = dockerfile(
        "FROM alpine\n"
        "ARG TOKEN=orchid-lantern\n"
        "ENV PASSWORD='brisk-heron-44' A=$TOKEN B=${SECRET:-amber-otter-9} PATH=/x:$PATH\n"
        "LABEL api-key=quiet-badger-7\n"
        "RUN PGPASSWORD=misty-falcon psql\n"
    )
    assert described(secrets(file)) == [
        "name TOKEN orchid-lantern",
        "name PASSWORD brisk-heron-44",
        "default SECRET amber-otter-9",
        "name api-key quiet-badger-7",
        "argument PGPASSWORD misty-falcon",
    ]


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("curl -u ada:orchid-lantern https://x", "curl -u"),
        ("curl --user ada:orchid-lantern https://x", "curl --user"),
        ("curl -uada:orchid-lantern https://x", "curl -u"),
        ("curl -H 'Authorization: Bearer orchid-lantern' https://x", "Authorization"),
        ("curl -H 'PRIVATE-TOKEN: orchid-lantern' https://x", "PRIVATE-TOKEN"),
        ("mysql -porchid-lantern", "mysql -p"),
        ("redis-server --requirepass orchid-lantern", "redis-server --requirepass"),
        ("redis-cli -a orchid-lantern ping", "redis-cli -a"),
        ("app --password=orchid-lantern", "password"),
        ("app --api-key orchid-lantern", "app --api-key"),
        ("PGPASSWORD=orchid-lantern psql", "PGPASSWORD"),
        ("export API_TOKEN=orchid-lantern", "API_TOKEN"),
        ("docker login -u x -p orchid-lantern", "docker -p"),
        ("npm config set //r/:_authToken orchid-lantern", "_authToken"),
        ("aws configure set aws_secret_access_key orchid-lantern", "aws_secret_access_key"),
        ("echo 'root:orchid-lantern' | chpasswd", "chpasswd"),
        ("chpasswd <<< root:orchid-lantern", "chpasswd"),
        ("useradd -m -p orchid-lantern ada", "useradd -p"),
        ("htpasswd -bc /f ada orchid-lantern", "htpasswd -b"),
        ("git clone https://ada:orchid-lantern@x/y.git", ""),
        ("sqlcmd -U sa -P orchid-lantern -Q x", "sqlcmd -P"),
    ],
)
def test_arguments(command: str, found: str) -> None:
    (secret,) = secrets(dockerfile(f"FROM alpine\nRUN {command}\n"))
    assert (secret.name, secret.span.text) == (found, "orchid-lantern")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('CMD ["redis-server", "--requirepass", "orchid-lantern"]', "orchid-lantern"),
        ('CMD redis-server --require"pass" orchid-lantern', "orchid-lantern"),
        ("CMD redis-server --require\\pass orchid-lantern", "orchid-lantern"),
        ('CMD ["\\u0063url", "-u", "ada:orchid-lantern"]', "orchid-lantern"),
        ("RUN app --pass\\\nword orchid-lantern", "orchid-lantern"),
        ('ENV START="redis-cli -a orchid-lantern"\nCMD sh -c "$START"', '$START"'),
        ("ENV TOOL=redis-cli\nCMD $TOOL -a orchid-lantern", "orchid-lantern"),
        ('ENV DB_"PASS"WORD=orchid-lantern', "orchid-lantern"),
        ('RUN env "AWS_ACCESS_KEY_ID=orchid-lantern" x', "orchid-lantern"),
        ("RUN <<EOF\ncurl -u ada:orchid-lantern https://x\nEOF", "orchid-lantern"),
        ("RUN <<EOF\ncat > .env <<E\nDB_PASSWORD=orchid-lantern\nE\nEOF", "orchid-lantern"),
        ("COPY <<EOF /app/.env\nDB_PASSWORD=orchid-lantern\nEOF", "orchid-lantern"),
        ("ONBUILD RUN curl -u ada:orchid-lantern https://x", "orchid-lantern"),
        ("RUN redis-cli -a orchid-lantern\nFROM alpine", "orchid-lantern"),
    ],
)
def test_a_credential_that_few_characters_tell_of(text: str, found: str) -> None:
    (secret,) = secrets(dockerfile(f"FROM alpine\n{text}\n"))
    assert secret.span.text == found


@pytest.mark.parametrize(
    "command",
    [
        'curl -u "$USER:$PASSWORD" https://x',
        "curl -u ada https://x",
        "mysql -p orchid",
        "mysql --password shop",
        'mysql -p"$(cat /run/secrets/x)"',
        "redis-cli -p 6380 ping",
        "docker build --secret id=token,src=t .",
        "docker run -p 8080:80 x",
        "app --password-file /run/secrets/x",
        "app --no-password orchid",
        "app --token --verbose",
        "useradd -p '!' ada",
        'echo "$LOGIN" | chpasswd',
        "mkdir -p /orchid-lantern",
        "ssh -p 2222 ada@host",
        "curl -H 'Accept: application/json' https://x",
        "PASSWORD_FILE=/run/secrets/x app",
        "etcd --initial-cluster-token orchid-lantern",
    ],
)
def test_what_is_no_secret_argument(command: str) -> None:
    assert parse_script(Excerpt.verbatim(Source("x", command))) is not None
    assert described(secrets(dockerfile(f"FROM alpine\nRUN {command}\n"))) == []


def test_what_is_hidden_in_a_compose_file() -> None:
    text = shown(
        compose(
            "services:\n"
            "  db:\n"
            "    image: postgres\n"
            f"    # {TOKEN}\n"
            "    environment:\n"
            "      POSTGRES_PASSWORD: orchid-lantern\n"
            "      OTHER: postgres://u:brisk-heron-44@h/x\n"
            "      DEFAULT: ${SECRET:-amber-otter-9}\n"
            "      POSTGRES_DB: postgres\n"
            "    command: [redis-server, --requirepass, quiet-badger-7]\n"
            "    healthcheck:\n"
            "      test: mysqladmin ping -porchid-lantern -h misty\n"
            "    entrypoint: sh -c 'app --token misty-falcon-3'\n"
        )
    )
    for secret in (TOKEN[4:], "orchid", "heron", "otter", "badger", "falcon"):
        assert secret not in text
    assert "ghp_" in text
    assert "POSTGRES_DB: postgres" in text
    assert "ping -p**************" in text


def test_an_inline_dockerfile_is_hidden_too() -> None:
    text = shown(
        compose(
            "build:\n  dockerfile_inline: |\n    FROM alpine\n    ENV A=1 PASSWORD='orchid-lantern'\n"
            "    RUN curl -u ada:brisk-heron-44 https://x && \\\n      app --token $$T\n"
        )
    )
    assert "orchid" not in text
    assert "heron" not in text
    assert "--token $$T" in text


def test_columns_keep_their_place() -> None:
    file = compose("PASSWORD: orchid-lantern # why")
    assert shown(file) == "PASSWORD: ************** # why"


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("POSTGRES_USER: analytics\nPOSTGRES_PASSWORD: analytics", "analytics"),
        ("POSTGRES_USER: ${U:-analytics}\nPOSTGRES_PASSWORD: ${P:-analytics}", "analytics"),
        ("PASSWORD: changeme", "changeme"),
        ("PASSWORD: ${PASSWORD:?set PASSWORD}", "set PASSWORD"),
    ],
)
def test_what_is_no_secret_stays_visible(text: str, visible: str) -> None:
    assert visible in shown(compose(text))


@pytest.mark.parametrize(
    "text",
    [
        'services:\n  db:\n    environment:\n      PASSWORD: "orchid-lantern\n',
        "services:\n  db: {PASSWORD: orchid-lantern\n",
        "a: [\nPASSWORD: orchid-lantern\n",
        "a: b\n  PASSWORD: orchid-lantern\n",
    ],
)
def test_a_broken_file_hides_them_too(text: str) -> None:
    file = compose(text)
    assert file.stream is not None
    assert file.stream.broken
    assert "lantern" not in shown(file)


def test_a_key_over_several_lines() -> None:
    key = PLACEHOLDERS["private-key"]()
    text = shown(compose("key: |\n  " + key.replace("\n", "\n  ") + "\nnext: 1\n"))
    assert not any(line in text for line in key.split("\n"))
    assert text.endswith("next: 1\n")


def test_hiding_twice_is_hiding_once() -> None:
    file = compose("PASSWORD: orchid-lantern")
    hide(file)
    first = list(file.source.hidden)
    hide(file)
    assert file.source.hidden == first
