"""Command-line clients: by which options they are told where to connect to, as whom, and to which database."""

from __future__ import annotations


class Client:
    """`scheme` is what it speaks; the others are its options, separated by blanks.

    `operands`: its first operand is the host, the second, if any, the port. `taking`: further options with a value.
    """

    __slots__ = ("database", "host", "operands", "port", "scheme", "taking", "user")

    def __init__(
        self,
        scheme: str,
        host: str,
        port: str,
        user: str = "",
        database: str = "",
        taking: str = "",
        *,
        operands: bool = False,
    ) -> None:
        self.scheme = scheme
        self.host = host.split()
        self.port = port.split()
        self.user = user.split()
        self.database = database.split()
        self.taking = frozenset((*self.host, *self.port, *self.user, *self.database, *taking.split()))
        self.operands = operands


_POSTGRES = Client(
    "postgresql", "-h --host", "-p --port", "-U --username", "-d --dbname", "-f --file -c --command -t -v -P -F"
)
_MYSQL = Client("mysql", "-h --host", "-P --port", "-u --user", "-D --database", "-e --execute")
_REDIS = Client("redis", "-h", "-p", "--user", "", "-a --pass -n -i -r -t")
_MONGO = Client(
    "mongodb", "--host", "--port", "-u --username", "-d --db", "--eval -p --password --authenticationDatabase"
)
_KNOCK = Client("tcp", "", "", taking="-w -i -q -p -s -x -X", operands=True)
_WAIT = Client("tcp", "-h --host", "-p --port", taking="-t --timeout")

CLIENTS: dict[str, Client] = {
    **dict.fromkeys(
        "psql pg_isready pg_dump pg_dumpall pg_restore createdb dropdb vacuumdb pgbench".split(), _POSTGRES
    ),
    **dict.fromkeys(
        "mysql mysqladmin mysqldump mysqlimport mariadb mariadb-admin mariadb-dump mariadb-import".split(), _MYSQL
    ),
    **dict.fromkeys(("redis-cli", "valkey-cli"), _REDIS),
    **dict.fromkeys("mongosh mongo mongodump mongorestore mongoimport mongoexport".split(), _MONGO),
    "sqlcmd": Client("sqlserver", "-S", "", "-U", "-d", "-P -Q -q -i -o"),
    "rabbitmqadmin": Client("http", "-H --host", "-P --port", "-u --username", "-V --vhost", "-p --password"),
    "clickhouse-client": Client(
        "clickhouse", "-h --host", "--port", "-u --user", "-d --database", "-q --query --password"
    ),
    **dict.fromkeys(("mosquitto_pub", "mosquitto_sub"), Client("mqtt", "-h --host", "-p --port", "-u", "", "-t -m -P")),
    **dict.fromkeys(("nc", "netcat", "ncat", "telnet"), _KNOCK),
    "cqlsh": Client("cql", "", "", "-u", "-k", "-p -e -f", operands=True),
    **dict.fromkeys(("wait-for-it.sh", "wait-for-it", "wait_for_it.sh", "wait-for", "wait-for.sh"), _WAIT),
}
"""The clients of the databases, brokers and of bare TCP; their manuals, 2026."""

WITHOUT_ADDRESSES = frozenset(
    "echo printf chown chgrp chmod docker docker-compose podman nerdctl kubectl helm crane skopeo ctr gosu su-exec"
    " setpriv chpst install useradd adduser usermod".split()
)
"""Programs whose `name:number` is an image, an owner, or only text."""
WEB_CLIENTS = frozenset(("curl", "wget", "http", "https", "httpie", "xh"))
