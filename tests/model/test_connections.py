"""What a stack's services connect to, wherever it is written; and what only looks like it."""

from __future__ import annotations

import pytest
from loaded import services

from composelint.model.connections import Connection, connections

OTHERS = (
    "\nwordpress: {image: x}\ndb: {image: postgres:17}\nkafka: {image: x}\nredis: {image: redis:8}\napi: {image: x}"
)


def of(service: str, dockerfile: str | None = None, *others: tuple[str, str]) -> list[Connection]:
    """What the first service connects to, beside some others."""
    stack = services(f"web: {service}{OTHERS}", dockerfile, *others)
    return stack["web"].connections()


def shown(found: list[Connection]) -> list[str]:
    """`target:port`, with a question mark where it is likely only; the host in brackets where it is no service."""
    return [
        (one.to.label if one.to else f"({one.host})")
        + ("" if one.port is None else f":{one.port}")
        + ("" if one.certain else "?")
        for one in found
    ]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("DATABASE_URL: 'postgres://u:p@db:5432/app'", ["db:5432"]),
        ("DATABASE_URL: 'jdbc:postgresql://db/app'", ["db"]),
        ("DATABASE_URL: 'postgres://u:${PASSWORD}@db:${PORT}/app'", ["db"]),
        ("DATABASE_URL: 'postgres://u:p@${HOST}:5432/app'", []),
        ("DATABASE_URL: '${DATABASE_URL}'", []),
        ("DATABASE_URL: 'postgres://u:p@${HOST:-db}:5432/app'", ["db:5432"]),
        ("DATABASE_URL: 'postgres://u:p@DB:5432/app'", ["db:5432"]),
        ("ConnectionStrings__Default: 'Server=db,1433;Database=app;User Id=sa'", ["db:1433"]),
        ("DSN: 'host=db port=5432 user=app dbname=app'", ["db:5432"]),
        ("MONGO: 'mongodb://db:1,api:2/app'", ["db:1", "api:2"]),
        ("JAVA_OPTS: '-Xmx1g -Dspring.datasource.url=jdbc:postgresql://db:5432/app'", ["db:5432"]),
        ("ZOOKEEPER_CONNECT: 'kafka:2181'", ["kafka:2181"]),
        ("BOOTSTRAP_SERVERS: 'kafka:9092,api:9093'", ["kafka:9092", "api:9093"]),
        ("KAFKA_CONTROLLER_QUORUM_VOTERS: '1@kafka:9093'", ["kafka:9093"]),
        ("DOCKER_HOST: 'tcp://api:2375'", ["api:2375"]),
        ("DOCKER_HOST: 'unix:///var/run/docker.sock'", []),
        ("STRIPE_URL: 'https://api.stripe.com/v1'", ["(api.stripe.com)"]),
        ("OLLAMA_BASE_URL: 'http://api:11434'", ["api:11434"]),
        # bare words
        ("DB_HOST: db", ["db?"]),
        ("DB_HOST: nowhere", ["(nowhere)?"]),
        ("DB_HOST: none", []),
        ("PGHOST: db", ["db?"]),
        ("REDIS: redis", ["redis?"]),
        ("MEMCACHED_SERVERS: 'redis,api'", ["redis?", "api?"]),
        ("MEMCACHED_SERVERS: 'apache'", []),
        ("discovery.seed_hosts: 'api'", ["api?"]),
        ("UPSTREAM: api", ["api?"]),
        # what names a service without being an address
        ("POSTGRES_DB: wordpress", []),
        ("POSTGRES_USER: wordpress", []),
        ("MYSQL_DATABASE: db", []),
        ("CACHE_BACKEND: redis", []),
        ("DB: redis", []),
        ("POSTGRES_IMAGE: 'redis:7'", []),
        ("PROXY_AUTH: 'api:1234'", []),
        ("RUN_AS_USER: 'redis:1000'", []),
        ("HOSTNAME: api", []),
        ("LEVELS: 'info:1'", []),
        ("BACKUP_TIME: '12:30'", []),
        # what others are meant to use, or where the service itself listens
        ("VITE_API_URL: 'http://api:8000'", []),
        ("NEXT_PUBLIC_API_URL: 'http://api:8000'", []),
        ("REACT_APP_API: 'http://localhost:8000'", []),
        ("CORS_ORIGINS: 'http://web:3000'", []),
        ("WEBHOOK_URL: 'http://api:5678/'", []),
        ("API_BASE_URL: 'http://localhost:8000'", []),
        ("BASE_URL: 'http://api:8000'", []),
        ("HOST: 0.0.0.0", []),
        ("APP_HOST: 0.0.0.0", []),
        ("KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://kafka:9093'", []),
        ("KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092'", []),
        # the container itself
        ("API_URL: 'http://localhost:8000'", ["(localhost):8000"]),
        ("DB_HOST: 127.0.0.1", ["(127.0.0.1)?"]),
    ],
)
def test_settings(environment: str, expected: list[str]) -> None:
    assert shown(of(f"{{image: x, environment: {{{environment}}}}}")) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("wait-for-it.sh db:5432 -- uvicorn --host 0.0.0.0:8000", ["db:5432"]),
        ("wait-for-it.sh -h db -p 5432 -t 30", ["db:5432"]),
        ("dockerize -wait tcp://db:5432 -timeout 5s ./serve", ["db:5432"]),
        ("sh -c 'until nc -z -w 3 db 5432; do sleep 1; done; exec ./serve'", ["db:5432"]),
        ("sh -c 'until pg_isready -h db -U app; do sleep 1; done'", ["db"]),
        ("bash -c '(echo > /dev/tcp/db/5432) && ./serve'", ["db:5432"]),
        ("psql -hdb --port=5433 -c 'select 1'", ["db:5433"]),
        ("psql postgres://db/app", ["db"]),
        ("mysqladmin ping --host=db", ["db"]),
        ("redis-cli -h redis ping", ["redis"]),
        ("kafka-topics --bootstrap-server kafka:9092 --list", ["kafka:9092"]),
        ("./agent -server=api:8080", ["api:8080"]),
        ("curl -f http://api:8000/health", ["api:8000"]),
        ("curl api:8000/health", ["api:8000"]),
        ("sh -c 'API=http://api:80 ./serve'", ["api:80"]),
        ('sh -c "curl http://$$API:80"', []),
        ("chown redis:1000 /data", []),
        ("docker run redis:7", []),
        ("./serve --user redis:1000", []),
        ("gunicorn -b localhost:8000 main:app", []),
        ("./serve --listen http://api:80", []),
        ("redpanda start --advertise-kafka-addr kafka:9092", []),
        ("echo http://api:80", []),
        ("api db kafka", []),
    ],
)
def test_commands(command: str, expected: list[str]) -> None:
    found = of(f"\n    image: x\n    command: {command}")
    assert shown(found) == expected
    assert {one.place for one in found} <= {"command"}


@pytest.mark.parametrize(
    ("service", "place", "expected"),
    [
        ("{image: x, entrypoint: [run, 'http://api:80'], command: [x]}", "entrypoint", ["api:80"]),
        ("{image: x, entrypoint: [run, x], command: ['http://api:80']}", "command", ["api:80"]),
        ("{image: x, healthcheck: {test: curl http://api:80}}", "healthcheck", ["api:80"]),
        ("{image: x, healthcheck: {test: [CMD, curl, 'http://localhost:80']}}", "healthcheck", ["(localhost):80"]),
        ("{image: x, healthcheck: {test: curl http://api:80, disable: true}}", "healthcheck", []),
        ("{image: x, post_start: [{command: curl http://api:80}]}", "hook", ["api:80"]),
        ("{image: x, labels: {widget.url: 'http://api:80'}}", "label", ["api:80"]),
        ("{image: x, labels: {source: 'http://example.org/'}}", "label", []),
        ("{build: {context: ., args: {API_URL: 'http://api:80'}}}", "build arg", ["api:80"]),
        ("{build: {context: ., args: {VITE_URL: 'http://api:80'}}}", "build arg", []),
        ("{build: .}", "image environment", ["redis:6379?"]),
        ("{build: ., environment: {REDIS_URL: 'redis://api'}}", "environment", ["api"]),
    ],
)
def test_places(service: str, place: str, expected: list[str]) -> None:
    found = of(service, "FROM python:3.13\nENV REDIS_URL=redis://redis:6379/0\n" if "build: ." in service else None)
    assert shown([one for one in found if one.place == place]) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("{image: wordpress:6}", ["mysql?"]),
        ("{image: wordpress:6, environment: {WORDPRESS_DB_HOST: db}}", ["db?"]),
        ("{image: wordpress:6, environment: {WORDPRESS_DB_HOST: '${X}'}}", []),
        ("{image: wordpress:6, env_file: gone.env}", []),
        ("{image: 'docker.elastic.co/kibana/kibana:9.0.0'}", ["elasticsearch:9200?"]),
        ("{image: kibana:9.0.0, volumes: ['./k.yml:/usr/share/kibana/config/kibana.yml']}", []),
        ("{image: phpmyadmin}", ["db?"]),
        ("{image: mongo-express}", []),
        ("{image: acme/wordpress}", []),
    ],
)
def test_defaults_of_images(service: str, expected: list[str]) -> None:
    stack = services(f"web: {service}{OTHERS}\nmysql: {{image: mysql:8}}\nelasticsearch: {{image: x}}")
    assert shown(stack["web"].connections()) == expected


def test_env_files_and_config_contents_are_read_where_they_stand() -> None:
    compose = (
        "services:\n  web: {image: x, env_file: app.env, configs: [settings]}\n  db: {image: x}\n"
        "configs:\n  settings:\n    content: |\n      # url: http://web:1\n      url: http://db:2\n"
    )
    env = "DATABASE_URL=postgres://app:${UNSET}@db:5432/app\nOTHER=${UNSET}\n"
    stack = services("web: {image: x}", None, ("compose.yaml", compose), ("app.env", env))
    found = stack["web"].connections()
    assert shown(found) == ["db:5432", "db:2"]
    assert [(one.host_span.source.path, one.host_span.text, one.place) for one in found] == [
        ("app.env", "db", "environment"),
        ("compose.yaml", "db", "config"),
    ]


def test_settings_of_one_name_are_one_connection() -> None:
    (found,) = of("{image: x, environment: {DB_HOST: db, DB_PORT: 5433, DB_USER: app, DB_PASS: '${P}', DB_NAME: shop}}")
    assert (found.port, found.port_span and found.port_span.text) == (5433, "5433")
    assert [part and part.value for part in (found.user, found.password, found.database)] == ["app", None, "shop"]
    assert found.password is not None
    assert found.key is not None
    assert found.key.value == "DB_HOST"


@pytest.mark.parametrize(
    ("environment", "user", "database"),
    [
        ("{D_URL: 'jdbc:mysql://db/shop', D_USERNAME: app, D_PASSWORD: x, D_NAME: other}", "app", "shop"),
        ("{d.url: 'jdbc:mysql://db/shop', d.username: app}", "app", "shop"),
        ("{D_URL: 'jdbc:mysql://db/shop?user=me', D_USERNAME: app}", "me", "shop"),
        ("{D_URL: 'mysql://db/shop', D_USERNAME: app}", None, "shop"),
    ],
)
def test_a_jdbc_url_takes_the_user_from_beside_it(environment: str, user: str | None, database: str) -> None:
    (found,) = of(f"{{image: x, environment: {environment}}}")
    assert [part and part.value for part in (found.user, found.database)] == [user, database]


@pytest.mark.parametrize(
    ("environment", "port"),
    [
        ("{PGHOST: db, PGPORT: 5433}", 5433),
        ("{db.host: db, db.port: 5433}", 5433),
        ("{dbHost: db, dbPort: 5433}", 5433),
        ("{DB_HOST: 'db:1', DB_PORT: 5433}", 1),
        ("{DB_HOST: db, DB_PORT: '${PORT}'}", None),
        ("{DB_HOST: db, REDIS_PORT: 5433}", None),
    ],
)
def test_ports_beside_hosts(environment: str, port: int | None) -> None:
    (found,) = of(f"{{image: x, environment: {environment}}}")
    assert found.port == port


def test_a_url_tells_its_parts_and_their_places() -> None:
    (found,) = of("{image: x, environment: {URL: 'mysql+pymysql://app:pw@db:3307/shop?x=1'}}")
    assert (found.host_span.text, found.port_span and found.port_span.text) == ("db", "3307")
    assert found.span.text == "mysql+pymysql://app:pw@db:3307/shop?x=1"
    assert [part and part.span.text for part in (found.user, found.password, found.database)] == ["app", "pw", "shop"]
    assert found.wanted_port == 3307


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ("b: {image: x}", "b"),
        ("b: {image: x, container_name: c}\nc: {image: y, profiles: [p]}", "b"),
        ("x: {image: x, container_name: b}", "x"),
        ("x: {image: x, hostname: b}", "x"),
        ("x: {image: x, networks: {default: {aliases: [b]}}}", "x"),
        (
            "x: {image: x, networks: {default: {aliases: [b]}}}\ny: {image: x, networks: {default: {aliases: [b]}}}",
            None,
        ),
        ("x: {image: x, networks: {other: {aliases: [b]}}}\ny: {image: x, networks: {default: {aliases: [b]}}}", "y"),
    ],
)
def test_names_of_services(stack: str, expected: str | None) -> None:
    (found,) = services(f"a: {{image: x, environment: {{URL: 'http://b/'}}}}\n{stack}")["a"].connections()
    assert (found.to.label if found.to else None) == expected
    assert not found.loopback


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("links: ['c:b']", "c"),
        ("links: [b]", "b"),
        ("extra_hosts: ['b:10.0.0.1']", None),
        ("extra_hosts: ['b=10.0.0.1']", None),
        ("external_links: ['other_1:b']", None),
    ],
)
def test_names_that_the_service_itself_gives(setting: str, expected: str | None) -> None:
    text = f"a: {{image: x, environment: {{URL: 'http://b/'}}, {setting}}}\nb: {{image: x}}\nc: {{image: x}}"
    (found,) = services(text)["a"].connections()
    assert (found.to.label if found.to else None) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "", True),
        ("networks: [n]", "", False),
        ("networks: [n]", "networks: [n, m]", True),
        ("networks: [n]", "networks: [m]", False),
        ("networks: [same]", "networks: [again]", True),
        ("networks: [unsure]", "networks: [n]", None),
        ("network_mode: none", "", False),
        ("network_mode: host", "", False),
        ("network_mode: host", "network_mode: host", True),
        ("network_mode: host", "networks: [engine]", True),
        ("network_mode: bridge", "network_mode: bridge", None),
        ("network_mode: bridge", "", False),
        ("network_mode: outer", "", None),
        ("network_mode: '${MODE}'", "", None),
        ("network_mode: 'service:b'", "networks: [n]", True),
        ("network_mode: 'container:bee'", "{container_name: bee}", True),
        ("network_mode: 'container:stranger'", "", None),
        ("network_mode: 'service:a'", "", None),
    ],
)
def test_shared_networks(first: str, second: str, expected: bool | None) -> None:
    second = second.strip("{}")
    text = (
        f"services:\n  a: {{image: x, {first}}}\n  b: {{image: x, {second}}}\n"
        "networks: {n: , m: , same: {name: s}, again: {name: s, external: true}, unsure: {name: '${N}'},"
        " engine: {name: host, external: true}}\n"
    )
    found = services("a: {image: x}", None, ("compose.yaml", text))
    assert found["a"].shares_network(found["b"]) is expected
    assert found["b"].shares_network(found["a"]) is expected


def test_every_edge_is_held_once() -> None:
    text = "a: {image: x, environment: &e {URL: 'http://c:1,http://c:2', C_HOST: c}}\nb: {image: x, environment: *e}"
    stack = services(f"{text}\nc: {{image: x}}")["a"].stack
    found = connections(stack)
    assert [(one.service.label, one.port) for one in found] == [
        ("a", 1),
        ("a", 2),
        ("a", None),
        ("b", 1),
        ("b", 2),
        ("b", None),
    ]


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "value",
    ["http://a" * 500_000, "a:1," * 500_000, "a=b;" * 500_000, "://" * 500_000, "@" * 1_000_000, "tcp(" * 500_000],
)
def test_long_values_cost_no_more_than_their_length(value: str) -> None:
    stack = services("a: {image: x, env_file: e}", None, ("e", f"URL={value}\nDB_HOST={value}\n"))
    stack["a"].connections()


@pytest.mark.usefixtures("no_hang")
def test_many_services() -> None:
    lines = [
        f"s{at}: {{image: x, environment: {{URL: 'http://s{at + 1}:80'}}, command: nc -z s0 80}}" for at in range(3000)
    ]
    stack = services("\n".join(lines))["s0"].stack
    assert len(connections(stack)) == 6000
