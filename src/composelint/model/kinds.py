"""Server or job? Every rule that treats the two differently asks here.

The first row that fits decides: provider, template, job, undetermined; everything else is a server.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from .compose import find, text_of
from .values import Text

if TYPE_CHECKING:
    from .service import Service

Kind = Literal["provider", "template", "job", "undetermined", "server"]

JOB_PROFILES = frozenset(
    "tools tool cli init setup migrate migration seed test tests lint build job jobs task tasks admin backup dump "
    "manual oneshot one-shot ops maintenance debug".split()
)
TEMPLATE_PROFILES = frozenset(("template", "base"))
DEVELOPMENT_PROFILES = frozenset(("dev", "development", "test", "tests", "ci", "local", "debug"))

_JOB_NAME = re.compile(
    r"(?:^|[-_])(?:migrate|migrations?|migrator|init|setup|seed|seeder|bootstrap|createbuckets|create-topics|init-kafka"
    r"|db-init|backup|restore|tests?|e2e|lint|ingest-once|oneshot)(?:[-_]|$)"
)

# Programs that always end, and programs of which some subcommands do (a pattern over the words that follow).
_JOB_PROGRAMS = frozenset(
    "alembic flyway liquibase dbmate goose migrate pg_dump pg_restore mysqldump mongorestore mongodump mongoimport pytest "
    "mc aws make chown chmod cp mkdir echo true false exit tsc eslint ruff mypy terraform".split()
)
_JOB_SUBCOMMANDS = {
    "flask": r"db\b|init-db\b",
    "django-admin": r"(?:migrate|makemigrations|collectstatic|createsuperuser|loaddata|test|check|shell|flush)\b",
    "manage.py": r"(?:migrate|makemigrations|collectstatic|createsuperuser|loaddata|test|check|shell|flush)\b",
    "prisma": r"(?:migrate|db|generate)\b",
    "sequelize": r"db:",
    "sequelize-cli": r"db:",
    "knex": r"(?:migrate|seed)",
    "typeorm": r"migration:",
    "rails": r"db:",
    "rake": r"db:",
    "artisan": r"(?:migrate|db:seed)",
    "airflow": r"(?:db|version)\b",
    "superset": r"(?:db|init|fab)\b",
    "kafka-topics": r"",
    "kafka-topics.sh": r"",
    "psql": r".*(?:^|\s)(?:-f|-c|--file|--command)",
    "npm": r"(?:ci|test|install|run (?:build|lint|test|migrate\S*|seed\S*))\b",
    "yarn": r"(?:install|build|lint|test|migrate\S*|seed\S*)\b",
    "pnpm": r"(?:install|build|lint|test|run (?:build|lint|test|migrate\S*|seed\S*))\b",
    "go": r"test\b",
    "sleep": r"[0-9.]+[smhd]?\s*$",
}
_SCRIPTS = {"python", "python3", "node", "sh", "bash", "ruby", "php"}
_JOB_SCRIPT = re.compile(
    r"(?:^|[/_\-.])(?:init|seed|migrate|create|setup|load|import|backfill)[^/]*\.(?:py|sh|js|rb|php)$"
)
_PLAIN_SCRIPT = re.compile(r"^(?:python[0-9.]*|node|java|ruby|php)$")

# Words in front of the program that say nothing of what runs.
_WRAPPERS = frozenset("exec env npx sudo tini dumb-init -- pipenv poetry uv bundle".split())
_WRAPPER_TAILS = {("poetry", "run"), ("uv", "run"), ("pipenv", "run"), ("bundle", "exec"), ("php", "artisan")}
_CRON = re.compile(r"\b(?:while\s+(?:true|:)|while\s*\(?\s*1|crond?|supercronic|ofelia|sleep\s+infinity|tail\s+-f)\b")


def kind(service: Service) -> Kind:
    """The kind of a service; computed once."""
    found: Kind | None = service.kept.get("kind")
    if found is None:
        found = service.kept["kind"] = _kind(service)
    return found


def _kind(service: Service) -> Kind:
    if service.body.get("provider") is not None:
        return "provider"
    if _is_template(service):
        return "template"
    if _is_job(service):
        return "job"
    return "undetermined" if _is_undetermined(service) else "server"


def _is_template(service: Service) -> bool:
    bare = service.image is None and service.build is None
    if service.extended and bare:
        return True
    if service.label.startswith("x-") and service.extended:
        return True
    names = [profile.value or "" for profile in service.profiles]
    return bool(names) and all(name in TEMPLATE_PROFILES or name.startswith("_") for name in names)


def _is_job(service: Service) -> bool:
    if _awaited(service) and not _known_server(service) and not service.container_ports():
        return True
    always = service.restarts_always() is not None
    command = runs_job_command(service)
    if command and not always:
        return True
    if _may_end(service) and not looks_like_server(service):
        return True
    if service.profiles and all((profile.value or "") in JOB_PROFILES for profile in service.profiles):
        return True
    if _JOB_NAME.search(service.label.lower()) and not service.ports and not always and not _known_server(service):
        return True
    facts = service.own_facts
    return bool(facts and facts.terminating and not always and not runs_for_ever(service))


def _awaited(service: Service) -> bool:
    """Somebody waits for its completion."""
    return any(edge.awaits == "service_completed_successfully" for _, edge in service.dependents)


def _known_server(service: Service) -> bool:
    return service.stateful or service.role in ("web", "proxy", "admin-ui", "broker")


def looks_like_server(service: Service) -> bool:
    """Whether something besides its command says that the service keeps running."""
    return bool(
        service.ports
        or service.expose
        or service.healthcheck_block
        or service.restarts_always()
        or _known_server(service)
    )


def _may_end(service: Service) -> bool:
    """`restart: "no"` or on-failure is written: the author expects it to end."""
    policy = find(service.body, "deploy", "restart_policy", "condition")
    if policy is not None:
        return text_of(policy.value) in ("none", "on-failure")
    restart = service.setting("restart")
    value = restart.value if isinstance(restart, Text) else None
    return value is not None and (value == "no" or value.split(":")[0] == "on-failure")


def _is_undetermined(service: Service) -> bool:
    """Runs a bare script that may end or loop for ever, and nothing else tells."""
    if looks_like_server(service) or service.restart() is not None or service.dependents:
        return False
    words = command_words(service)
    if words is None:
        return service.image is None and (service.build is None or service.build.stage is None)
    if not words:
        return bool(service.build and not service.container_ports())
    if service.container_ports():
        return False
    program = words[0].rsplit("/", 1)[-1]
    if not _PLAIN_SCRIPT.match(program):
        return False
    arguments = [word for word in words[1:] if word not in ("-u", "-B", "-O", "-jar")]
    return bool(arguments) and not arguments[0].startswith("-")


def command_words(service: Service) -> list[str] | None:
    """The words a container of this service runs, entrypoint first, wrappers removed; None when unknown.

    Empty when neither Compose nor a Dockerfile says (then the image's own command runs).
    """
    entrypoint, command = service.entrypoint, service.command
    words: list[str | None] = []
    stage = service.build.stage if service.build else None
    if entrypoint is not None:
        words += entrypoint.argv
    elif stage is not None:
        words += _words_of(stage.entrypoint())
    if command is not None:
        words += command.argv
    elif entrypoint is None and stage is not None:
        words += _words_of(stage.command())
    return _unwrap(words)


def _words_of(instruction: object) -> list[str | None]:
    argv = getattr(instruction, "argv", None)
    if argv is None:
        return []
    return list(argv)


def _unwrap(words: list[str | None]) -> list[str] | None:
    known = [word for word in words if word is not None]
    if len(known) != len(words):
        return None
    while known:
        head = known[0].rsplit("/", 1)[-1]
        pair = (head, known[1]) if len(known) > 1 else (head, "")
        if head in ("sh", "bash", "ash", "dash") and len(known) > 2 and known[1].startswith("-") and "c" in known[1]:
            known = known[2].split()
        elif pair in _WRAPPER_TAILS:
            known = known[2:] if head != "php" else ["artisan", *known[2:]]
        elif head in _WRAPPERS or ("=" in known[0] and not known[0].startswith("-")):
            known = known[1:]
        elif head.startswith("python") and len(known) > 2 and known[1] == "-m":
            known = known[2:]
        elif head.startswith("python") and len(known) > 1 and known[1].endswith("manage.py"):
            known = ["manage.py", *known[2:]]
        elif re.match(r"(?:wait-for-it|wait-for|dockerize|docker-entrypoint|entrypoint)", head) and "--" in known:
            known = known[known.index("--") + 1 :]
        else:
            break
    return known


def runs_job_command(service: Service) -> bool:
    """The command is one that ends by itself (a migration, a dump, a test run)."""
    words = command_words(service)
    if not words:
        return False
    line = " ".join(words)
    if _CRON.search(line):
        return False
    parts = [part.split() for part in re.split(r"&&|;|\|\||\n", line)]
    steps = [_unwrap(list(part)) or [] for part in parts if part]
    steps = [step for step in steps if step]
    return bool(steps) and all(_ends(step) for step in steps[-1:]) and any(_ends(step) for step in steps)


def meant_to_end(service: Service) -> bool:
    """A job by what it runs or by what others expect of it; a name alone is not enough."""
    if runs_for_ever(service) or _known_server(service):
        return False
    if runs_job_command(service):
        return True
    facts = service.own_facts
    return (_awaited(service) and not service.container_ports()) or bool(facts and facts.terminating)


_PREPARES = re.compile(
    r"(?:^|[-_])(?:migrate|migrations?|migrator|init|setup|seed|seeder|bootstrap|createbuckets|create-topics|init-kafka"
    r"|db-init)(?:[-_]|$)"
)
_PREPARING = re.compile(
    r"\b(?:migrat\w*|alembic|flyway|liquibase|dbmate|goose|seed\w*|loaddata|createsuperuser|collectstatic|kafka-topics\S*"
    r"|db:\w+|db (?:init|upgrade)|init[-_]?db|prisma db|mc (?:mb|alias)|create\w*)\b"
)


def prepares(service: Service) -> bool:
    """A job whose work others need: by its name, by its command, or because somebody waits for its completion."""
    if _awaited(service):
        return True
    if _PREPARES.search(service.label.lower()):
        return True
    words = command_words(service)
    return bool(words) and bool(_PREPARING.search(" ".join(words or [])))


_WAITS = re.compile(
    r"\b(?:wait-for-it|wait-for|wait_for\w*|dockerize\s.*-wait|wait4x|wait-port)\b|\buntil\s.*\bsleep\b|\bwhile\s+!.*\bsleep\b"
    r"|^sleep\s+\d+\s*(?:&&|;)"
)


def waits_by_itself(service: Service) -> bool:
    """A wait script, or a loop around a probe, stands in the command or entrypoint."""
    commands = [command for command in (service.entrypoint, service.command) if command is not None]
    lines = [" ".join(word.known_text for word in command.words) for command in commands]
    lines += [command.text.known_text for command in commands if command.text is not None]
    stage = service.build.stage if service.build else None
    if stage is not None and not commands:
        lines += [" ".join(word or "" for word in _words_of(found)) for found in (stage.entrypoint(), stage.command())]
    return any(_WAITS.search(line[:4000]) for line in lines)


def runs_for_ever(service: Service) -> bool:
    words = command_words(service)
    return bool(words) and bool(_CRON.search(" ".join(words or [])))


def _ends(words: list[str]) -> bool:
    program = words[0].rsplit("/", 1)[-1]
    rest = " ".join(words[1:])
    if program in _JOB_PROGRAMS:
        return True
    pattern = _JOB_SUBCOMMANDS.get(program)
    if pattern is not None:
        return bool(re.match(pattern, rest))
    interpreter = re.sub(r"[0-9.]+$", "", program)
    scripts = [word for word in words[1:] if not word.startswith("-")]
    if interpreter in _SCRIPTS and scripts:
        return bool(_JOB_SCRIPT.search(scripts[0]))
    return bool(_JOB_SCRIPT.search(words[0]))


def is_development_name(name: str | None) -> bool:
    return name is not None and name.lower() in DEVELOPMENT_PROFILES
