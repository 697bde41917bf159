"""Who can log in to a server of the stack after its first run, as far as all of it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..knowledge.endpoints import PROTOCOL_PORTS
from . import commands
from .accounts import untouched
from .kept import remembered

if TYPE_CHECKING:
    from ..core.defect import Place
    from ..knowledge.images.known import Choice
    from ..syntax.urls import Part
    from .connections import Connection
    from .service import Service
    from .stages import Stage
    from .values import Text

SUPERUSER_DATABASES = {
    "postgresql": frozenset(("postgres", "template0", "template1")),
    "mysql": frozenset(("mysql", "information_schema", "performance_schema", "sys")),
    "sqlserver": frozenset(("master", "tempdb", "model", "msdb")),
}
"""Databases that every server has (the products' manuals)."""


class Told:
    """What a server is told: `value` None when it is told nothing, or when that is not `known`; `at` is the place."""

    __slots__ = ("at", "known", "value")

    def __init__(self, value: str | None, at: Place | None = None, *, known: bool = True) -> None:
        self.value = value
        self.at = at
        self.known = known

    def __repr__(self) -> str:
        return f"Told({'?' if not self.known else self.value!r})"


class Login:
    """One user that a server creates on its first run, with its password and its database."""

    __slots__ = ("database", "password", "user")

    def __init__(self, user: Told, password: Told, database: Told) -> None:
        self.user = user
        self.password = password
        self.database = database


def protocol_of(service: Service) -> str | None:
    """What a known server speaks, where that is one of the common protocols and no other."""
    facts = service.facts
    if facts is None or not facts.stateful or facts.ports is None:
        return None
    spoken = [name for name, port in PROTOCOL_PORTS.items() if port in facts.ports]
    return spoken[0] if len(spoken) == 1 else None


_MORE = ("MULTIPLE", "REPLICA", "REPLICATION", "REPMGR", "MASTER", "PRIMARY_HOST", "HOST_AUTH_METHOD")
"""Variables with which there are further users, those of another server, or no passwords at all."""
_FEW = 20
"""Words of a command that are read."""


@remembered
def logins(service: Service) -> list[Login] | None:
    """The users that a server creates; None when nobody can know them all."""
    facts = service.facts
    stage = service.build.stage if service.build is not None else None
    replaced = service.entrypoint is not None or (stage is not None and stage.entrypoint() is not None)
    if (
        facts is None
        or replaced
        or service.partial
        or service.stack.fragment
        or (service.build is not None and stage is None)
    ):
        return None
    if any(word in name for name in service.environment for word in _MORE) or _brought_along(service):
        return None
    if protocol_of(service) == "redis":
        return _of_redis(service)
    found = [
        Login(_told(service, account.user), _told(service, account.password), _told(service, account.database))
        for account in facts.accounts
    ]
    if not found or not all(login.user.known for login in found):
        return None
    return [login for login in found if login.user.value is not None]


def _brought_along(service: Service) -> bool:
    """Whether its data come from elsewhere, with the users in them."""
    return any(mount.volume is not None and mount.volume.external for mount in service.mounts)


def _of_redis(service: Service) -> list[Login] | None:
    """The default user, whose password stands on the command line."""
    facts = service.facts
    if not service.environment_complete or not untouched(service) or facts is None:
        return None
    if facts.accounts:
        password = _told(service, facts.accounts[0].password)
    else:
        words = commands.words(service)
        texts = [text for text, _ in words]
        if len(words) > _FEW or any(text.endswith((".conf", ".sh")) or " " in text for text in texts):
            return None
        if any("\ufffc" in text for text in texts):
            return None
        at = texts.index("--requirepass") + 1 if "--requirepass" in texts else 0
        password = Told(texts[at] or None, words[at][1]) if 0 < at < len(words) else Told(None)
    return [Login(Told("default"), password, Told(None))] if password.known else None


def _told(service: Service, choice: Choice) -> Told:
    """The value of the first variable that is set, in Compose or in the image; else the image's default."""
    facts = service.facts
    stage = service.build.stage if service.build is not None else None
    built: dict[str, Text] = stage.env() if stage is not None else {}
    for name in choice.variables:
        form = facts.file_variable(name) if facts is not None else None
        if form is not None and (form in service.environment or form in built):
            return Told(None, known=False)
        variable = service.environment.get(name)
        if variable is None and name in built:
            return Told(built[name].value, built[name], known=built[name].value is not None)
        if variable is not None and variable.known is None:
            return Told(None, known=False)
        if variable is not None and variable.known:
            return Told(variable.known, variable.value or variable.name)
    if not service.environment_complete or not untouched(service):
        return Told(None, known=False)
    return Told(choice.default)


# What a client says


class Difference:
    """What a client says that its server does not know: user, password, database or authSource, and where both are.

    `meant` False: the server was not told to create any, so that the client itself may see to it.
    """

    __slots__ = ("at", "created", "meant", "what")

    def __init__(self, what: str, at: Place, created: Place | None, *, meant: bool = True) -> None:
        self.what = what
        self.at = at
        self.created = created
        self.meant = meant


def difference(connection: Connection, target: Service) -> Difference | None:
    """The first thing with which a client cannot get in; None when it can, or nobody knows."""
    known, server = logins(target), protocol_of(target)
    if known is None or server is None:
        return None
    user = connection.user
    if server == "redis":
        return _password(connection, known[0], server) if user is None or user.value in ("", "default") else None
    if user is None or not user.value:
        return None
    login = next((each for each in known if each.user.value in (user.value, user.raw)), None)
    if login is None:
        told = next((each.user.at for each in known if each.user.at is not None), None)
        return None if server == "sqlserver" else Difference("user", user.span, told)
    return _password(connection, login, server) or _database(connection, login, known, server)


def _password(connection: Connection, login: Login, server: str) -> Difference | None:
    part, told = connection.password, login.password
    if part is None or not part.value or not told.known:
        return None
    if told.value is None:
        return Difference("password", part.span, None) if server == "redis" else None
    return None if _same(part, told.value) else Difference("password", part.span, told.at)


def _database(connection: Connection, login: Login, known: list[Login], server: str) -> Difference | None:
    part = connection.database
    if part is None or not part.value or "/" in part.raw:
        return None
    if server == "mongodb":
        tail = connection.span.text.rpartition("@")[2].lower()
        unclear = "$" in tail or "auth" in tail or part.value == "admin" or connection.scheme != "mongodb"
        return None if unclear else Difference("authSource", part.span, login.user.at)
    every = [each.database for each in known]
    created = [told.value for told in every if told.value is not None]
    if server == "sqlserver" or not created or not all(told.known for told in every):
        return None
    if "createdatabaseifnotexist" in connection.span.text.lower():
        return None
    if any(_same(part, name) for name in created) or part.value in SUPERUSER_DATABASES.get(server, ()):
        return None
    asked = [each.database.at for each in known if each.database.at not in (None, each.user.at)]
    return Difference("database", part.span, asked[0] if asked else None, meant=bool(asked))


def _same(part: Part, value: str) -> bool:
    """Whether they are the same, percent-encoded or not."""
    return value in (part.value, part.raw)


def _copies(stage: Stage, directory: str) -> bool:
    """Whether a build puts something into a directory."""
    return any(
        directory in found.node.text.text for own in stage.lineage() for found in own.instructions if found.node.text
    )


def may_be_created(target: Service) -> bool:
    """Whether a script of its first run, or a job of the stack, may create further users and databases."""
    facts = target.facts
    directory = facts.init_directory if facts is not None else None
    stage = target.build.stage if target.build is not None else None
    if directory is None or not untouched(target) or (stage is not None and directory and _copies(stage, directory)):
        return True
    if directory and any((mount.target or directory).startswith(directory) for mount in target.mounts):
        return True
    return any(service.is_job for service, _ in target.dependents)
