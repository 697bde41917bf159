"""Servers that let in whoever tries the usual passwords."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place, Severity
from ...core.patterns import pattern
from ...knowledge.credentials.values import none, weak
from ...model.accounts import Account, accounts
from ...model.compose import Variable, text_of
from ...model.file_variables import mentioned
from ...model.secret_advice import compose_block, file_help, required, setting_lines, written_in_list
from ...model.service import Service
from ...model.service_secrets import written_twice

_SIGNING = pattern(
    r"(?:(?:\w+_)?(?:DJANGO|FLASK|APP|CSRF|RAILS|SUPERSET|WEBSERVER|JWT|SESSION|COOKIE|AUTH|NEXTAUTH)_+)?SECRET(?:_KEY)?(?:_BASE)?"
)
"""Variables with which an application signs sessions and tokens."""
_ADMIN = pattern(r"\w*(?:ADMIN|ROOT|SUPERUSER|BOOTSTRAP|INITIAL)\w*_PASS(?:WORD|WD)?")


def default_credentials(service: Service) -> Iterator[Defect]:
    """A server's effective credential is a well-known default, written or the image's own."""
    if service.kind in ("provider", "template", "job"):
        return
    facts = service.facts
    known = {name for account in (facts.accounts if facts else ()) for name in account.password.variables}
    for account in accounts(service):
        if account.password is not None and _guessable(service, account.password, account.user):
            if account.variable is not None and account.variable.value is not None:
                yield _written(service, account.variable, account.user)
            elif account.variable is None and not _switched_off(service):
                yield _left(service, account)
    for name, variable in service.environment.items():
        value = variable.known
        if name not in known and value and not none(value, name) and _guessable(service, value):
            yield from _elsewhere(service, name, variable)


def _guessable(service: Service, password: str, user: str | None = None) -> bool:
    image = service.image.last if service.image is not None else None
    own_names = {name for name in (user, service.label, image) if name is not None and len(name) >= 3}
    return bool(password) and (password in own_names or weak(password))


def _elsewhere(service: Service, name: str, variable: Variable) -> Iterator[Defect]:
    """Variables that are no account's, but in which a guessable value opens the service."""
    facts = service.facts
    own = name in facts.password_variables and facts.stateful if facts is not None else _ADMIN.fullmatch(name)
    if own:
        yield _written(service, variable, None)
    elif _SIGNING.fullmatch(name):
        yield Defect(
            _place(variable),
            f"{service.label} signs with a guessable {name}",
            help=_help(service, (name,)),
            also=_via(variable),
        )


def _written(service: Service, variable: Variable, user: str | None) -> Defect:
    whom = f"{user} in" if user and len(user) <= 30 else "anybody in"
    return Defect(
        _place(variable),
        f"{service.label} lets {whom} with a guessable password",
        also=_via(variable),
        help=_own_password(service, variable),
        severity=_severity(service),
    )


def _own_password(service: Service, variable: Variable) -> str:
    """How to set another one where this one is set."""
    name, value = variable.name.value or "", variable.value
    outside = next((via.span for via in value.via if via.kind == "env"), None) if value is not None else None
    if variable.origin is not None:
        outside = variable.span
    if outside is not None:
        return f"Choose your own in `{outside.source.path}`."
    facts = service.facts
    file_form = facts.file_variable(name) if facts else None
    used = mentioned(service, name) or written_twice(service.stack, variable.known or "")
    if file_form is None or used or written_in_list(variable):
        return _help(service, (name,))
    return file_help(service, name, file_form)


def _left(service: Service, account: Account) -> Defect:
    """The image's own login, which nothing in the stack replaces."""
    settings = account.settings
    return Defect(
        service.name,
        f"{service.label} lets {account.user or 'anybody'} in with the image's default password",
        help=_help(service, settings) if settings else "Change it at the first login, before anybody else does.",
        severity=_severity(service) if settings else "info",
    )


def _help(service: Service, names: tuple[str, ...]) -> str:
    lines = ["environment:"]
    for name in names:
        lines += [f"  {line}" for line in setting_lines((name,), required(name)) or ()]
    return compose_block("Choose your own, and set it in an `.env` that git ignores:", service, lines)


def _severity(service: Service) -> Severity | None:
    """Published on the network, everybody can try; in development behind loopback nobody else can."""
    if any(not port.on_loopback for port in service.ports) or text_of(service.setting("network_mode")) == "host":
        return "error"
    return "info" if service.development else None


def _switched_off(service: Service) -> bool:
    """Whether some setting disables the login, or the part of the image that asks for it."""
    settings = ((name.upper(), (variable.known or "").lower()) for name, variable in service.environment.items())
    return any(
        ("DISABLE" in name and value == "true") or ("AUTH" in name and value == "false") for name, value in settings
    )


def _place(variable: Variable) -> Place:
    """The characters of the password itself, or what fills them in."""
    value = variable.value
    if value is None:
        return variable.name
    default = next((via for via in value.via if via.kind == "default"), None)
    if default is not None:
        return default.span
    return value.excerpt.span() if not value.pieces else value


def _via(variable: Variable) -> list[tuple[Place, str]]:
    value = variable.value
    return [(via.span, via.words) for via in value.via if via.kind != "default"] if value is not None else []
