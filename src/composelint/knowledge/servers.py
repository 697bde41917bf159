"""Where programs listen when nobody tells them, and how they are told (the programs' own manuals, 2026)."""

from __future__ import annotations

from functools import lru_cache

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1", "[::1]", "ip6-localhost"))

Places = dict[str, str]
"""Name -> what it says: `host`, `hosts` (several), `port`, `bind` (host:port, or one of them), `off` (unseen)."""


class Server:
    """One program, or what it does with one `word` among its arguments.

    `default` is `host:port`; an empty host is every interface, `?` one that is not certain. `options` and `variables`
    are `Places`; `operand` is what a plain argument is (`off` holds for the first one only). `when` is the condition
    on the environment, in the language of `images.environment`, under which the defaults hold. `files` map files that
    it reads by itself to the word with which they would move it, `config` are the directories of an image with its
    settings. `add` is what to write so that every interface is listened to.
    """

    __slots__ = ("add", "config", "files", "host", "operand", "options", "port", "variables", "when", "word")

    def __init__(
        self,
        default: str,
        options: str = "",
        variables: str = "",
        *,
        word: str = "",
        operand: str = "",
        when: str = "",
        files: str = "",
        config: str = "",
        add: str = "",
    ) -> None:
        host, _, port = default.rpartition(":")
        self.host = None if host == "?" else host
        self.port = int(port) if port else None
        self.word = word
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


def _mysql() -> Server:
    return Server(
        ":3306",
        "--bind-address:host --bind_address:host --port:port -P:port --skip-networking:off --defaults-file:off",
        "MYSQL_TCP_PORT:port",
        config="/etc/mysql /etc/my.cnf /etc/my.cnf.d",
        add="--bind-address=0.0.0.0",
    )


def _redis() -> Server:
    options = "--bind:hosts --port:port --tls-port:off --include:off --unixsocket:off"
    return Server(":6379", options, config="/etc/redis /etc/valkey", operand="off", add="--bind 0.0.0.0")


def _rows() -> dict[str, tuple[Server, ...]]:
    """Program -> its rows, the first whose word is among the arguments holds."""
    runserver = [
        Server("127.0.0.1:8000", word=word, operand="bind", add="0.0.0.0:8000")
        for word in ("runserver", "runserver_plus")
    ]
    vite = [
        Server(f"localhost:{port}", NODE, word=word, files="vite.config.*:host", add="--host")
        for word, port in (("preview", 4173), ("", 5173))
    ]
    mlflow = [
        Server("127.0.0.1:5000", SHORT, "MLFLOW_HOST:host MLFLOW_PORT:port", word=word, add=EVERYWHERE)
        for word in ("server", "ui")
    ]
    jupyter = Server(
        "localhost:8888",
        "--ip:host --ServerApp.ip:host --NotebookApp.ip:host --port:port --ServerApp.port:port --config:off",
        "JUPYTER_PORT:port JUPYTER_IP:host JUPYTER_CONFIG_DIR:off JUPYTER_CONFIG_PATH:off",
        files="jupyter_*_config.*:ip",
        add="--ip=0.0.0.0",
    )
    return {
        # Python
        "uvicorn": (
            Server(
                "127.0.0.1:8000",
                f"{HOST_PORT} --uds:off --fd:off",
                "UVICORN_HOST:host UVICORN_PORT:port UVICORN_UDS:off UVICORN_FD:off",
                add=EVERYWHERE,
            ),
        ),
        "granian": (
            Server(
                "127.0.0.1:8000",
                f"{HOST_PORT} --uds:off",
                "GRANIAN_HOST:host GRANIAN_PORT:port GRANIAN_UDS:off",
                add=EVERYWHERE,
            ),
        ),
        "fastapi": (
            Server("127.0.0.1:8000", HOST_PORT, "HOST:off PORT:port", word="dev", add=EVERYWHERE),
            Server(":8000", HOST_PORT, "HOST:off PORT:port", word="run", add=EVERYWHERE),
        ),
        "flask": (
            Server(
                "127.0.0.1:5000",
                SHORT,
                "FLASK_RUN_HOST:host FLASK_RUN_PORT:port",
                word="run",
                files=".flaskenv:FLASK_RUN_ .env:FLASK_RUN_",
                add="--host=0.0.0.0",
            ),
        ),
        "quart": (Server("127.0.0.1:5000", SHORT, word="run", add="--host=0.0.0.0"),),
        "gunicorn": (
            Server(
                "127.0.0.1:8000",
                "--bind:bind -b:bind --config:off -c:off",
                when="!PORT + !GUNICORN_CMD_ARGS",
                files="gunicorn.conf.py:bind",
                add="-b 0.0.0.0:8000",
            ),
        ),
        "hypercorn": (
            Server(
                "127.0.0.1:8000",
                "--bind:bind -b:bind --insecure-bind:bind --config:off -c:off",
                add="--bind 0.0.0.0:8000",
            ),
        ),
        "daphne": (
            Server(
                "127.0.0.1:8000",
                "--bind:host -b:host --port:port -p:port --endpoint:off -e:off --unix-socket:off -u:off --fd:off",
                add="-b 0.0.0.0",
            ),
        ),
        "waitress-serve": (Server(":8080", f"{HOST_PORT} --listen:bind --unix-socket:off", add="--host=0.0.0.0"),),
        "manage.py": tuple(runserver),
        "django-admin": tuple(runserver),
        "http.server": (Server(":8000", "--bind:host -b:host", operand="bind", add="--bind 0.0.0.0"),),
        "streamlit": (
            Server(
                ":8501",
                "--server.address:host --server.port:port",
                "STREAMLIT_SERVER_ADDRESS:host STREAMLIT_SERVER_PORT:port",
                word="run",
                files="config.toml:server",
                add="--server.address=0.0.0.0",
            ),
        ),
        "jupyter": (jupyter,),
        "jupyter-lab": (jupyter,),
        "jupyter-notebook": (jupyter,),
        "mlflow": tuple(mlflow),
        "mkdocs": (
            Server(
                "127.0.0.1:8000",
                "--dev-addr:bind -a:bind --config-file:off -f:off",
                word="serve",
                files="mkdocs.yml:dev_addr mkdocs.yaml:dev_addr",
                add="-a 0.0.0.0:8000",
            ),
        ),
        # Node
        "vite": tuple(vite),
        "astro": tuple(
            Server("localhost:4321", NODE, word=word, files="astro.config.*:host", add="--host")
            for word in ("dev", "preview")
        ),
        "ng": (
            Server(
                "localhost:4200", "--host:host --port:port", word="serve", files="angular.json:host", add=EVERYWHERE
            ),
        ),
        "nuxt": (
            Server(
                "localhost:3000",
                f"{SHORT} -H:host",
                "HOST:host NUXT_HOST:host NITRO_HOST:host PORT:port NUXT_PORT:port NITRO_PORT:port",
                word="dev",
                files="nuxt.config.*:host",
                add="--host 0.0.0.0",
            ),
        ),
        "next": tuple(
            Server(":3000", "--hostname:host -H:host --port:port -p:port", "PORT:port", word=word, add="-H 0.0.0.0")
            for word in ("dev", "start")
        ),
        "vue-cli-service": (
            Server(
                ":8080", HOST_PORT, "HOST:host PORT:port", word="serve", files="vue.config.*:port vue.config.*:host"
            ),
        ),
        "react-scripts": (Server(":3000", "", "HOST:host PORT:port", word="start", files=".env:HOST .env:PORT"),),
        "webpack": (Server("localhost:8080", NODE, word="serve", files="webpack*:host", add=EVERYWHERE),),
        "webpack-dev-server": (Server("localhost:8080", NODE, files="webpack*:host", add=EVERYWHERE),),
        "http-server": (Server(":8080", "-a:host -p:port --port:port", add="-a 0.0.0.0"),),
        # Ruby, PHP, and pages
        "rails": tuple(
            Server(
                "localhost:3000",
                "--binding:host -b:host --port:port -p:port --environment:off -e:off",
                "BINDING:host HOST:host PORT:port",
                word=word,
                when="!RAILS_ENV + !RACK_ENV | RAILS_ENV=development",
                files="puma.rb:bind",
                add="-b 0.0.0.0",
            )
            for word in ("server", "s")
        ),
        "artisan": (
            Server(
                "127.0.0.1:8000",
                HOST_PORT,
                "SERVER_HOST:host SERVER_PORT:port",
                word="serve",
                files=".env:SERVER_",
                add="--host=0.0.0.0",
            ),
        ),
        "php": (Server("?:", "-S:bind"),),
        "hugo": tuple(
            Server(
                "127.0.0.1:1313", "--bind:host --port:port -p:port", "HUGO_BIND:off", word=word, add="--bind 0.0.0.0"
            )
            for word in ("server", "serve")
        ),
        "jekyll": tuple(
            Server(
                "127.0.0.1:4000",
                "--host:host -H:host --port:port -P:port --config:off",
                word=word,
                files="_config.yml:host _config.yml:port",
                add=EVERYWHERE,
            )
            for word in ("serve", "server", "s")
        ),
        # What others are built to ask
        "postgres": (
            Server(
                ":5432",
                "-h:host -p:port --listen_addresses:host --port:port --config_file:off",
                "PGPORT:port",
                config="/etc/postgresql /var/lib/postgresql/data/postgresql.conf",
                add="-c listen_addresses='*'",
            ),
        ),
        "mysqld": (_mysql(),),
        "mariadbd": (_mysql(),),
        "redis-server": (_redis(),),
        "valkey-server": (_redis(),),
        "mongod": (
            Server(
                ":27017",
                "--bind_ip:host --port:port --config:off -f:off",
                config="/etc/mongo /etc/mongod.conf",
                add="--bind_ip_all",
            ),
        ),
        "memcached": (Server(":11211", "-l:host --listen:host -p:port --port:port -s:off", add="-l 0.0.0.0"),),
        "nginx": (Server(":80", "-c:off", config="/etc/nginx"),),
        "apache2-foreground": (Server(":80", config="/etc/apache2"),),
        "httpd-foreground": (Server(":80", config="/usr/local/apache2/conf"),),
    }


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
def servers() -> dict[str, tuple[Server, ...]]:
    return _rows()


def server(program: str, arguments: list[str]) -> Server | None:
    """The row of a program with these arguments."""
    rows = servers().get(program, ())
    return next((row for row in rows if not row.word or row.word in arguments), None)
