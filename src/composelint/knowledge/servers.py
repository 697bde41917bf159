"""Where programs listen when nobody tells them, and how they are told (the programs' own manuals, 2026)."""

from __future__ import annotations

from functools import lru_cache

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1", "[::1]", "ip6-localhost"))

Places = dict[str, str]
"""Name -> what it says: `host`, `hosts` (several), `port`, `bind` (host:port, or one of them), `off` (unseen)."""


class Server:
    """Programs of one kind, or what they do with one of `words` among their arguments.

    `default` is `host:port`; an empty host is every interface, `?` one that is not certain. `options` and `variables`
    are `Places`; `operand` is what a plain argument is (`off` holds for the first one only). `when` is the condition
    on the environment, in the language of `images.environment`, under which the defaults hold. `files` are files that
    they read by themselves, each with the word with which it would move them, `config` the directories of an image with
    their settings. `add` is what to write so that every interface is listened to.
    """

    __slots__ = (
        "add", "config", "files", "host", "operand", "options", "port", "programs", "variables", "when", "words"
    )  # fmt: skip

    def __init__(
        self,
        programs: str,
        default: str,
        options: str = "",
        variables: str = "",
        *,
        words: str = "",
        operand: str = "",
        when: str = "",
        files: str = "",
        config: str = "",
        add: str = "",
    ) -> None:
        host, _, port = default.rpartition(":")
        self.programs = programs.split()
        self.host = None if host == "?" else host
        self.port = int(port) if port else None
        self.words = frozenset(words.split())
        self.options = _places(options)
        self.variables = _places(variables)
        self.operand = operand
        self.when = when
        self.files = [(name, word) for name, _, word in (entry.rpartition(":") for entry in files.split())]
        self.config = tuple(config.split())
        self.add = add


def _places(text: str) -> Places:
    return {name: kind for name, _, kind in (word.rpartition(":") for word in text.split())}


HOST_PORT = "--host:host --port:port"
SHORT = "--host:host -h:host --port:port -p:port"
NODE = "--host:host --port:port --config:off -c:off"
EVERYWHERE = "--host 0.0.0.0"

PYTHON = (
    Server(
        "uvicorn",
        "127.0.0.1:8000",
        f"{HOST_PORT} --uds:off --fd:off",
        "UVICORN_HOST:host UVICORN_PORT:port UVICORN_UDS:off UVICORN_FD:off",
        add=EVERYWHERE,
    ),
    Server(
        "granian",
        "127.0.0.1:8000",
        f"{HOST_PORT} --uds:off",
        "GRANIAN_HOST:host GRANIAN_PORT:port GRANIAN_UDS:off",
        add=EVERYWHERE,
    ),
    Server("fastapi", "127.0.0.1:8000", HOST_PORT, "HOST:off PORT:port", words="dev", add=EVERYWHERE),
    Server("fastapi", ":8000", HOST_PORT, "HOST:off PORT:port", words="run", add=EVERYWHERE),
    Server(
        "flask",
        "127.0.0.1:5000",
        SHORT,
        "FLASK_RUN_HOST:host FLASK_RUN_PORT:port",
        words="run",
        files=".flaskenv:FLASK_RUN_ .env:FLASK_RUN_",
        add="--host=0.0.0.0",
    ),
    Server("quart", "127.0.0.1:5000", SHORT, words="run", add="--host=0.0.0.0"),
    Server(
        "gunicorn",
        "127.0.0.1:8000",
        "--bind:bind -b:bind --config:off -c:off",
        when="!PORT + !GUNICORN_CMD_ARGS",
        files="gunicorn.conf.py:bind",
        add="-b 0.0.0.0:8000",
    ),
    Server(
        "hypercorn",
        "127.0.0.1:8000",
        "--bind:bind -b:bind --insecure-bind:bind --config:off -c:off",
        add="--bind 0.0.0.0:8000",
    ),
    Server(
        "daphne",
        "127.0.0.1:8000",
        "--bind:host -b:host --port:port -p:port --endpoint:off -e:off --unix-socket:off -u:off --fd:off",
        add="-b 0.0.0.0",
    ),
    Server("waitress-serve", ":8080", f"{HOST_PORT} --listen:bind --unix-socket:off", add="--host=0.0.0.0"),
    Server(
        "manage.py django-admin",
        "127.0.0.1:8000",
        words="runserver runserver_plus",
        operand="bind",
        add="0.0.0.0:8000",
    ),
    Server("http.server", ":8000", "--bind:host -b:host", operand="bind", add="--bind 0.0.0.0"),
    Server(
        "streamlit",
        ":8501",
        "--server.address:host --server.port:port",
        "STREAMLIT_SERVER_ADDRESS:host STREAMLIT_SERVER_PORT:port",
        words="run",
        files="config.toml:server",
        add="--server.address=0.0.0.0",
    ),
    Server("jupyter", "?:", words="nbconvert kernelspec console execute run contents"),
    Server(
        "jupyter jupyter-lab jupyter-notebook",
        "localhost:8888",
        "--ip:host --ServerApp.ip:host --NotebookApp.ip:host --port:port --ServerApp.port:port --config:off",
        "JUPYTER_PORT:port JUPYTER_IP:host JUPYTER_CONFIG_DIR:off JUPYTER_CONFIG_PATH:off",
        files="jupyter_*_config.*:ip",
        add="--ip=0.0.0.0",
    ),
    Server(
        "mlflow",
        "127.0.0.1:5000",
        SHORT,
        "MLFLOW_HOST:host MLFLOW_PORT:port",
        words="server ui",
        add=EVERYWHERE,
    ),
    Server(
        "mkdocs",
        "127.0.0.1:8000",
        "--dev-addr:bind -a:bind --config-file:off -f:off",
        words="serve",
        files="mkdocs.yml:dev_addr mkdocs.yaml:dev_addr",
        add="-a 0.0.0.0:8000",
    ),
)

JAVASCRIPT = (
    Server("vite", "?:", words="build optimize"),
    Server("vite", "localhost:4173", NODE, words="preview", files="vite.config.*:preview", add="--host"),
    Server("vite", "localhost:5173", NODE, files="vite.config.*:server", add="--host"),
    Server("astro", "localhost:4321", NODE, words="dev preview", files="astro.config.*:server", add="--host"),
    Server("ng", "localhost:4200", HOST_PORT, words="serve", files="angular.json:host", add=EVERYWHERE),
    Server(
        "nuxt",
        "localhost:3000",
        f"{SHORT} -H:host",
        "HOST:host NUXT_HOST:host NITRO_HOST:host PORT:port NUXT_PORT:port NITRO_PORT:port",
        words="dev",
        files="nuxt.config.*:devServer nuxt.config.*:server",
        add=EVERYWHERE,
    ),
    Server(
        "next",
        ":3000",
        "--hostname:host -H:host --port:port -p:port",
        "PORT:port",
        words="dev start",
        add="-H 0.0.0.0",
    ),
    Server(
        "vue-cli-service",
        ":8080",
        HOST_PORT,
        "HOST:host PORT:port",
        words="serve",
        files="vue.config.*:devServer",
    ),
    Server("react-scripts", ":3000", "", "HOST:host PORT:port", words="start", files=".env:HOST .env:PORT"),
    Server("webpack", "localhost:8080", NODE, words="serve", files="webpack*:devServer", add=EVERYWHERE),
    Server("webpack-dev-server", "localhost:8080", NODE, files="webpack*:devServer", add=EVERYWHERE),
    Server("http-server", ":8080", "-a:host -p:port --port:port", add="-a 0.0.0.0"),
)

OTHERS = (
    Server(
        "rails",
        "localhost:3000",
        "--binding:host -b:host --port:port -p:port --environment:off -e:off",
        "BINDING:host HOST:host PORT:port",
        words="server s",
        when="!RAILS_ENV + !RACK_ENV | RAILS_ENV=development",
        files="puma.rb:bind",
        add="-b 0.0.0.0",
    ),
    Server(
        "artisan",
        "127.0.0.1:8000",
        HOST_PORT,
        "SERVER_HOST:host SERVER_PORT:port",
        words="serve",
        files=".env:SERVER_",
        add="--host=0.0.0.0",
    ),
    Server("php", "?:", "-S:bind", words="-S"),
    Server(
        "hugo",
        "127.0.0.1:1313",
        "--bind:host --port:port -p:port",
        "HUGO_BIND:off",
        words="server serve",
        add="--bind 0.0.0.0",
    ),
    Server(
        "jekyll",
        "127.0.0.1:4000",
        "--host:host -H:host --port:port -P:port --config:off",
        words="serve server s",
        files="_config.yml:host _config.yml:port",
        add=EVERYWHERE,
    ),
)

BACKENDS = (
    Server(
        "postgres",
        ":5432",
        "-h:host -p:port --listen_addresses:host --port:port --config_file:off",
        "PGPORT:port",
        config="/etc/postgresql /var/lib/postgresql/data/postgresql.conf",
        add="-c listen_addresses='*'",
    ),
    Server(
        "mysqld mariadbd",
        ":3306",
        "--bind-address:host --bind_address:host --port:port -P:port --skip-networking:off --defaults-file:off",
        "MYSQL_TCP_PORT:port",
        config="/etc/mysql /etc/my.cnf /etc/my.cnf.d",
        add="--bind-address=0.0.0.0",
    ),
    Server(
        "redis-server valkey-server",
        ":6379",
        "--bind:hosts --port:port --tls-port:off --include:off --unixsocket:off",
        operand="off",
        config="/etc/redis /etc/valkey",
        add="--bind 0.0.0.0",
    ),
    Server(
        "mongod",
        ":27017",
        "--bind_ip:host --port:port --config:off -f:off",
        config="/etc/mongo /etc/mongod.conf",
        add="--bind_ip_all",
    ),
    Server("memcached", ":11211", "-l:host --listen:host -p:port --port:port -s:off", add="-l 0.0.0.0"),
    Server("nginx", ":80", "-c:off", config="/etc/nginx"),
    Server("apache2-foreground", ":80", config="/etc/apache2"),
    Server("httpd-foreground", ":80", config="/usr/local/apache2/conf"),
)
"""What images are made of; as they set these up, they listen on every interface."""

BUILT_IN = {
    "postgres": "postgres", "postgis/postgis": "postgres", "pgvector/pgvector": "postgres", "mysql": "mysqld",
    "mariadb": "mariadbd", "redis": "redis-server", "valkey/valkey": "valkey-server", "mongo": "mongod",
    "memcached": "memcached", "nginx": "nginx", "httpd": "httpd-foreground",
}  # fmt: skip
"""Images -> the program that they run, and to which they hand over options that they are given."""

FIXED = frozenset(
    """
    adminer mailhog/mailhog metabase/metabase mongo-express n8nio/n8n phpmyadmin prom/prometheus ghost rabbitmq
    dpage/pgadmin4 grafana/grafana rediscommander/redis-commander kibana elasticsearch zookeeper
    obsidiandynamics/kafdrop provectuslabs/kafka-ui mcr.microsoft.com/mssql/server
    """.split()
)
"""Images that listen on the ports of their row and nowhere else, unless a setting or a file says so."""

VARIANTS = {("rabbitmq", 15672): "management", ("rabbitmq", 15671): "management"}
"""(image, port) -> the variant of its tags that listens there."""

AUXILIARY = frozenset(
    (2345, 3001, 4000, 5005, 5678, 5858, 8787, 9003, 9090, 9091, 9100, 9229, 9230, 9464, 24678, 35729, 40000)
)
"""Ports that debuggers, reloaders and metrics open beside the server (their defaults)."""


@lru_cache(maxsize=1)
def _by_program() -> dict[str, list[Server]]:
    found: dict[str, list[Server]] = {}
    for row in (*PYTHON, *JAVASCRIPT, *OTHERS, *BACKENDS):
        for program in row.programs:
            found.setdefault(program, []).append(row)
    return found


def server(program: str, arguments: list[str]) -> Server | None:
    """The row of a program with these arguments."""
    rows = _by_program().get(program, ())
    return next((row for row in rows if not row.words or not row.words.isdisjoint(arguments)), None)
