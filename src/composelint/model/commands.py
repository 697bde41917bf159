"""What a container of a service runs, and whether that ever ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from ..core.patterns import pattern
from .kept import remembered

if TYPE_CHECKING:
    from ..core.source import Span
    from ..syntax import shell
    from .service import Service

Outcome = Literal["ends", "stays"]
Step = list[str]
"""A program's file name and its arguments; an argument that nobody knows is empty."""

_ANY = r""
_DJANGO = r"(?:migrate|makemigrations|collectstatic|createsuperuser|loaddata|dumpdata|test|check|shell|flush)\b"
_SCRIPT = (
    r"(?!\S*(?:watch|serve|start))"
    r"(?:ci|test|install|build|lint|migrate|migrations?|seed|db|generate|prisma|typecheck|format)(?=[:\s-]|$)"
)
_SERVING = r"(?:start|dev|develop|serve|server|preview|watch|worker|up|run)(?=[:\s-]|$)"

ENDS = {
    **dict.fromkeys(
        "alembic flyway liquibase dbmate goose migrate diesel createdb dropdb pg_dump pg_dumpall pg_restore mysqldump"
        " mariadb-dump mongorestore mongodump mongoimport mongoexport kafka-topics kafka-topics.sh kafka-configs"
        " kafka-configs.sh mc aws rclone terraform pytest tox nox jest phpunit rspec tsc eslint ruff mypy"
        " curl wget git openssl chown chmod cp mv rm ln mkdir touch cat ls tar rsync sed envsubst gzip"
        " echo printf true false exit test [ :".split(),
        _ANY,
    ),
    **dict.fromkeys(("manage.py", "django-admin"), _DJANGO),
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), _SCRIPT),
    **dict.fromkeys(("sequelize", "sequelize-cli", "rails", "rake"), r"(?:db|assets):"),
    **dict.fromkeys(("psql", "sqlcmd"), r".*(?:^|\s)(?:-[fcliQ]|--file|--command|--list)"),
    **dict.fromkeys(("mysql", "mariadb"), r".*(?:^|\s)(?:-e|--execute)"),
    **dict.fromkeys(("mongosh", "mongo"), r".*(?:--eval|\.js\b)"),
    "airflow": r"(?:db|version|users|connections|variables)\b",
    "artisan": r"(?:migrate|db:|key:generate|config:|cache:|optimize|storage:link)",
    "composer": r"install\b",
    "console": r"(?:doctrine:|cache:)",
    "dotnet": r"(?:ef\s|test\b|restore\b|build\b)",
    "flask": r"(?:db|init-db|seed)\b",
    "go": r"(?:test|build|generate)\b",
    "knex": r"(?:migrate|seed)",
    "make": r"(?!.*\b(?:run|start|serve|server|dev|up|watch)\b)",
    "mvn": r".*\b(?:test|package|verify|install|flyway:\w+|liquibase:\w+)\b",
    "pip": r"install\b",
    "prisma": r"(?:migrate|db|generate)\b",
    "redis-cli": r"[a-z-]",
    "sleep": r"[0-9.]+[smhd]?\s*$",
    "superset": r"(?:db|init|fab)\b",
    "typeorm": r"migration:",
}
"""Programs that end by themselves, with the arguments (a pattern over them) with which they do."""

STAYS = {
    **dict.fromkeys(
        "uvicorn gunicorn hypercorn daphne granian waitress-serve uwsgi puma unicorn thin passenger sidekiq dramatiq"
        " php-fpm apache2-foreground apache2ctl httpd nginx caddy traefik haproxy envoy supervisord s6-svscan runsvdir"
        " postgres mysqld mariadbd mongod mongos redis-server valkey-server memcached rabbitmq-server etcd minio"
        " cron crond supercronic ofelia go-cron nodemon pm2-runtime ts-node-dev webpack-dev-server http-server"
        " jupyter jupyter-lab jupyter-notebook sshd tailscaled".split(),
        _ANY,
    ),
    **dict.fromkeys(("manage.py", "django-admin"), r"(?:runserver|runworker|rqworker|qcluster|process_tasks|celery)"),
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun"), _SERVING),
    "airflow": r"(?:webserver|api-server|scheduler|triggerer|celery|dag-processor|standalone)\b",
    "artisan": r"(?:serve|queue:(?:work|listen)|horizon|schedule:work|octane:start|reverb:start)",
    "celery": r".*\b(?:worker|beat|flower)\b",
    "fastapi": r"(?:run|dev)\b",
    "flask": r"(?:.*\s)?run\b",
    "mlflow": r"(?:server|ui)\b",
    "next": r"(?:start|dev)\b",
    "ng": r"serve\b",
    "nuxt": r"(?:start|dev|preview)\b",
    "prefect": r"(?:server|worker|agent)\b",
    "rails": r"s(?:erver)?\b",
    "rq": r"worker\b",
    "sleep": r"inf",
    "streamlit": r"run\b",
    "superset": r"run\b",
    "tail": r".*-\w*[fF]",
    "vite": r"(?!build)",
}
"""Programs that keep running, likewise."""

_INTERPRETER = pattern(r"(?:python|node|ruby|php|perl|deno|bun|sh|bash|ash|dash)[0-9.]*")
_JOB_SCRIPT = pattern(
    r"(?:^|[/_.-])(?:init|seed|migrat|create|setup|load|import|backfill|bootstrap)"
    r"(?![^/]*(?:server|balanc|worker|daemon|watch|app\.))[^/]*\.(?:py|sh|[cm]?js|ts|rb|php|pl)$"
    r"|(?:^|[/_.-])tests?\.(?:py|sh|[cm]?js|ts)$"
)
_BEFORE_DASHES = pattern(
    r"wait[-_]?for[\w.-]*|wait4x|wait-port|waitforit|dockerize|doppler|dotenv|infisical|op|npm|pnpm|yarn"
)
_ENTRYPOINT = pattern(r"(?:[\w.-]*[-_])?entrypoint[\w.-]*|with-contenv|catatonit")
_LOOP = pattern(r"(?:^|[\s;&|(])(?:while|until|for)[\s(]")
_ENDLESS = pattern(
    r"\bwhile\s+(?:true\b|:|sleep\b|\[+\s*(?:1|true)\s*\]|\(\(\s*1)|\buntil\s+false\b|\bfor\s*\(\(\s*;\s*;"
)
_WATCHING = pattern(r"(?:^|\s)--watch|:watch\b")
_MOST_TEXT = 8000
"""Characters of a command that are read."""


def words(service: Service) -> list[tuple[str, Span]]:
    """What a container is started with, entrypoint first; U+FFFC stands for what nobody knows.

    Empty when neither Compose nor a Dockerfile at hand says it: then the image's own command runs.
    """
    stage = service.build.stage if service.build else None
    found: list[tuple[str, Span]] = []
    if service.entrypoint is not None:
        found += [(word.known_text, word.span) for word in service.entrypoint.words]
    elif stage is not None and (entrypoint := stage.entrypoint()) is not None:
        found += [(word or "", entrypoint.span) for word in entrypoint.argv]
    if service.command is not None:
        found += [(word.known_text, word.span) for word in service.command.words]
    elif service.entrypoint is None and stage is not None and (command := stage.command()) is not None:
        found += [(word or "", command.span) for word in command.argv]
    return found


def text(service: Service) -> str:
    """The same as one string, for a look at its words."""
    return " ".join(word for word, _ in words(service))[:_MOST_TEXT]


def last_step(service: Service) -> Step | None:
    """The last command that is run, wrappers and waiting taken away; None when it cannot be known."""
    command = last_command(service)
    return None if command is None else step_of(command)


def step_of(command: shell.Command) -> Step:
    """A command without what only leads to it: waiting, entrypoint scripts, `python -m`."""
    return _bare([command.program, *(word.value or "" for word in command.arguments)])


@remembered
def outcome(service: Service) -> Outcome | None:
    """Whether what a service runs ends by itself or keeps running; None when nobody can tell."""
    if _image_decides(service):
        facts = service.facts
        return "stays" if facts and facts.default_command and not facts.terminating else None
    command = last_command(service)
    if command is None:
        return None
    whole = text(service)
    if _ENDLESS.search(whole) and "break" not in whole:
        return "stays"
    if (command.conditional or command.tested) and _LOOP.search(whole):
        return None
    step = last_step(service) or [""]
    if any("watch" in word for word in step[1:]) and _WATCHING.search(" ".join(step[1:])):
        return "stays"
    return "ends" if _fits(step, ENDS) or _is_job_script(step) else "stays" if _fits(step, STAYS) else None


def _image_decides(service: Service) -> bool:
    """The image's own command is in force, at most with options of the service's."""
    found = words(service)
    return not found or (service.entrypoint is None and service.build is None and found[0][0].startswith("-"))


@remembered
def run_commands(service: Service) -> list[shell.Command]:
    """The commands that a container runs, in order; empty when the image's own run, or nobody can read them."""
    found = words(service)
    if not found or sum(len(word) for word, _ in found) > _MOST_TEXT:
        return []
    from ..syntax.shell import command_of

    commands = command_of(found, known=variables(service)).commands
    return [command for command in commands if command.words and not command.captured]


def variables(service: Service) -> dict[str, str | None]:
    """The variables that a shell in the container finds, as far as they are known."""
    stage = service.build.stage if service.build else None
    known = {name: text.value for name, text in stage.env().items()} if stage is not None else {}
    return known | {name: variable.known for name, variable in service.environment.items()}


@remembered
def last_command(service: Service) -> shell.Command | None:
    """The command that decides when the container ends: of a pipeline, its first member."""
    return deciding(run_commands(service))


def deciding(commands: list[shell.Command]) -> shell.Command | None:
    """The command of a script that decides when it ends."""
    if not commands:
        return None
    pipeline = commands[-1].pipeline
    return pipeline.members[0][0] if pipeline and pipeline.members[0] else commands[-1]


def _fits(step: Step, table: dict[str, str]) -> bool:
    arguments = table.get(step[0])
    return arguments is not None and re.match(arguments, " ".join(step[1:])) is not None


def _is_job_script(step: Step) -> bool:
    """A script that is named after work that ends: `python seed.py`, `/init-db.sh`."""
    script = step[0]
    if _INTERPRETER.fullmatch(script):
        script = next((word for word in step[1:] if not word.startswith("-")), "")
    return _JOB_SCRIPT.search(script[-200:]) is not None


def _bare(step: Step) -> Step:
    """The step without what only leads to it: waiting scripts, entrypoint scripts, `python -m`, `npm run`."""
    while (inner := _inner(step)) and len(inner) < len(step):
        step = inner
    return step


def _inner(step: Step) -> Step:
    program, rest = step[0], step[1:]
    if _BEFORE_DASHES.fullmatch(program) and "--" in rest:
        return _named(rest[rest.index("--") + 1 :])
    if program == "dockerize":
        return _named(_behind_options(rest))
    if _ENTRYPOINT.fullmatch(program) and rest and not rest[0].startswith("-"):
        return _named(rest)
    if _INTERPRETER.fullmatch(program):
        return _of_interpreter(program, rest)
    if program in ("npm", "yarn", "pnpm", "bun") and rest and rest[0] in ("run", "run-script", "exec", "--"):
        return [program, *rest[1:]]
    if program in ("yarn", "pnpm", "bun") and rest and rest[0] in {*ENDS, *STAYS} - {"test"}:
        return rest
    return step


def _of_interpreter(program: str, rest: Step) -> Step:
    """`python -m alembic` is alembic, `python manage.py` is manage.py, `php artisan` is artisan."""
    while rest and rest[0] in ("-u", "-B", "-O", "-E", "-I"):
        rest = rest[1:]
    if len(rest) > 1 and rest[0] == "-m":
        return rest[1:]
    name = rest[0].rpartition("/")[2] if rest else ""
    return [name, *rest[1:]] if name in {*ENDS, *STAYS} else [program, *rest]


def _behind_options(rest: Step) -> Step:
    """The words behind options that each take one value."""
    while rest and rest[0].startswith("-"):
        rest = rest[1:] if "=" in rest[0] else rest[2:]
    return rest


def _named(step: Step) -> Step:
    return [step[0].rpartition("/")[2], *step[1:]] if step else []
