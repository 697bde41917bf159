"""Who may log in to a server of the stack, and with which password: what its image creates on the first run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .compose import Variable
from .kept import remembered
from .values import Items, Map

if TYPE_CHECKING:
    from ..knowledge.images.known import Choice
    from .compose import Stack
    from .service import Service


class Account:
    """One login. `variable` holds its password, None where it is the image's own; unknown values are None."""

    __slots__ = ("password", "service", "settings", "user", "variable")

    def __init__(
        self,
        service: Service,
        user: str | None,
        password: str | None,
        variable: Variable | None,
        settings: tuple[str, ...],
    ) -> None:
        self.service = service
        self.user = user
        self.password = password
        self.variable = variable
        self.settings = settings
        """The variables that set user and password."""

    def __repr__(self) -> str:
        return f"Account({self.service.label!r}, {self.user!r})"


@remembered
def accounts(service: Service) -> list[Account]:
    """The logins that a known server's environment and image define; those that nobody can know are left out."""
    facts = service.facts
    found = []
    for account in facts.accounts if facts else ():
        user, _ = _chosen(service, account.user)
        password, variable = _chosen(service, account.password)
        if variable is not None or password is not None:
            settings = (*account.user.variables[:1], *account.password.variables[:1])
            found.append(Account(service, user, password, variable, settings))
    return found


def _chosen(service: Service, choice: Choice) -> tuple[str | None, Variable | None]:
    """The value in force and the variable that sets it; neither when it comes from elsewhere or is unknown."""
    facts = service.facts
    for name in choice.variables:
        form = facts.file_variable(name) if facts else None
        if form is not None and form in service.environment:
            return None, None
        variable = service.environment.get(name)
        if variable is not None and variable.known != "":
            return variable.known, variable
    return (choice.default if service.environment_complete and untouched(service) else None), None


def untouched(service: Service) -> bool:
    """Whether nothing mounted can hold settings that the environment does not show."""
    configured = any(
        isinstance(node, Items | Map) and bool(list(node)) for node in map(service.setting, ("configs", "secrets"))
    )
    mounted = any(
        mount.type == "bind" and any(word in (mount.target or "") for word in ("/etc", "conf", ".ini", ".yml", ".yaml"))
        for mount in service.mounts
    )
    return not configured and not mounted


@remembered
def passwords(stack: Stack) -> dict[str, Variable]:
    """The known passwords of the servers that the stack runs, and the variables that set them."""
    found: dict[str, Variable] = {}
    for service in stack.services.values():
        for account in accounts(service):
            if account.password and account.variable is not None:
                found.setdefault(account.password, account.variable)
    return found
