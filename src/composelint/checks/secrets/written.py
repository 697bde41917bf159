"""Credentials that a compose file writes out: under a name, in a URL, as a default."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place, Severity
from ...core.edit import Intent, ReplaceText
from ...core.patterns import pattern
from ...core.source import Span
from ...knowledge.credentials.names import reaches_browser, split
from ...knowledge.credentials.values import looks_random
from ...model.accounts import accounts, passwords
from ...model.compose import Stack
from ...model.reach import meant
from ...model.secret_advice import in_test_directory, outside_help, variable_for
from ...model.secrets import Secret
from ...model.service import Service
from ...model.service_secrets import Held, held, reported_by

_ELSEWHERE = frozenset(("smtp", "mail", "email", "ldap", "oauth", "client"))
"""Words of names whose password some other system asks for, even if a server of the stack happens to have the same."""
_LONGEST_NAME = 40
_REFERENCE = pattern(r"\$\{([A-Za-z_]\w*):?-\Z")


def literal_credential(scope: Service | Stack) -> Iterator[Defect]:
    """A credential's name holds a literal value."""
    if isinstance(scope, Stack):
        yield from _literals_of_resources(scope)
        return
    for entry, others in reported_by(scope):
        secret = entry.secret
        if secret.kind not in ("name", "pair", "hash"):
            continue
        if entry.in_command or entry.in_build_args or entry.in_inline_dockerfile:
            continue
        if secret.weak and not _in_use(scope, secret):
            continue
        if secret.kind == "hash":
            message = f"{_named(secret)} of {scope.label} is a password hash, which can be cracked offline"
        else:
            browser = ", and it reaches the browser" if reaches_browser(secret.name) else ""
            message = f"{_named(secret)} of {scope.label} is written here in plain text{browser}"
        yield Defect(
            secret.span,
            message,
            also=_also(entry, others),
            help=outside_help(scope, entry),
            severity=_severity(secret),
        )


def _literals_of_resources(stack: Stack) -> Iterator[Defect]:
    """Top-level configs and volumes: their contents and their drivers' options."""
    for section in (stack.configs, stack.volumes, stack.networks):
        for resource in section.values():
            for entry in held(resource.body, stack) if resource.body is not None else ():
                secret = entry.secret
                if secret.kind in ("name", "pair") and (not secret.weak or secret.value in passwords(stack)):
                    yield Defect(
                        secret.span,
                        f"{_named(secret)} in the {resource.kind} {resource.name.value} is written here in plain text"[
                            :100
                        ],
                        help=f"Write `${{{variable_for(secret.name)}}}` here and set it in an `.env` that git ignores.",
                        severity=_severity(secret),
                    )


def _in_use(service: Service, secret: Secret) -> bool:
    """Whether a weak value is nevertheless a password of a server that the stack runs."""
    facts = service.facts
    own = facts is not None and facts.stateful and secret.name in facts.password_variables
    return own or (secret.value in passwords(service.stack) and _ELSEWHERE.isdisjoint(split(secret.name)))


def _severity(secret: Secret) -> Severity | None:
    if secret.kind == "hash" or _in_tests(secret):
        return "info"
    return "error" if not secret.weak and looks_random(secret.value) else None


def _in_tests(secret: Secret) -> bool:
    return in_test_directory(secret.span.source.path)


def _named(secret: Secret) -> str:
    name = secret.name or "a password"
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _also(entry: Held, others: list[Service]) -> list[tuple[Place, str]]:
    ways: list[tuple[Place, str]] = [(via.span, via.words) for via in entry.via]
    return ways + [(other.name, f"{other.label} gets it too") for other in others]


def credential_in_url(service: Service) -> Iterator[Defect]:
    """A URL holds a literal password."""
    for entry, others in reported_by(service):
        secret = entry.secret
        if secret.kind != "url" or entry.in_build_args:
            continue
        host = secret.url.hosts[0].name if secret.url is not None and secret.url.hosts else None
        server = next(iter(meant(service, host or "")), None)
        if secret.weak and server is None:
            continue
        where = "the command" if entry.in_command else entry.path[-1] if entry.path[-1] != "[]" else entry.path[0]
        known = passwords(service.stack).get(secret.value)
        same: list[tuple[Place, str]] = (
            [(known.value, "the same password stands here")] if known and known.value else []
        )
        yield Defect(
            secret.span,
            f"{where[:_LONGEST_NAME]} of {service.label} holds a URL with a literal password",
            also=_also(entry, others) + same,
            help=outside_help(service, entry, _password_variable(server, entry)),
            severity="info" if _in_tests(secret) else None,
        )


def _password_variable(server: Service | None, entry: Held) -> str:
    """The variable that already holds the server's password, else one named like the URL's."""
    for account in accounts(server) if server is not None else ():
        if account.variable is not None and account.variable.name.value:
            return account.variable.name.value
    base = variable_for(entry.path[-1] if entry.in_environment else "")
    for ending in ("_URL", "_URI", "_DSN"):
        base = base.removesuffix(ending)
    return f"{base}_PASSWORD" if entry.in_environment else "PASSWORD"


def secret_default(service: Service) -> Iterator[Defect]:
    """A literal password is what `${X}` falls back to."""
    for entry, others in reported_by(service):
        secret = entry.secret
        if secret.kind != "default" or secret.weak:
            continue
        yield Defect(
            secret.span,
            f"{service.label} falls back to a literal {_named(secret)} when none is set",
            also=_also(entry, others),
            help=outside_help(service, entry, secret.name),
            severity="info" if _in_tests(secret) else None,
            fix=_demanded(secret.span),
        )


def _demanded(default: Span) -> list[Intent]:
    """The variable demanded instead of given a default, where the whole default is the secret."""
    text = default.source.text
    match = _REFERENCE.search(text, max(default.start - _LONGEST_NAME - 4, 0), default.start)
    if match is None or text[default.end : default.end + 1] != "}":
        return []
    whole = Span(default.source, default.start - 1, default.end)
    return [ReplaceText(whole, f"?set {match[1]}", f"Demand {match[1]}", "unsafe")]
