"""Server or job? Every rule that treats the two differently asks here.

The first that fits decides: provider, template, job, undetermined; everything else is a server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from ..core.patterns import pattern
from . import commands
from .compose import find, text_of
from .kept import remembered
from .values import Text

if TYPE_CHECKING:
    from .service import Service

Kind = Literal["provider", "template", "job", "undetermined", "server"]

JOB_PROFILES = frozenset(
    "tools tool cli init setup migrate migration seed test tests lint build job jobs task tasks admin backup dump "
    "manual oneshot one-shot ops maintenance debug".split()
)
TEMPLATE_PROFILES = frozenset(("template", "base"))

_PREPARING_NAMES = (
    "migrate|migrations?|migrator|init|setup|seed|seeder|bootstrap|createbuckets|create-topics|init-kafka|db-init"
)
_PREPARING_NAME = pattern(rf"(?:^|[-_])(?:{_PREPARING_NAMES})(?:[-_]|$)")
_JOB_NAME = pattern(rf"(?:^|[-_])(?:{_PREPARING_NAMES}|backup|restore|tests?|e2e|lint|ingest-once|oneshot)(?:[-_]|$)")
_ASIDE = pattern(
    r"\b(?:pytest|tox|nox|jest|phpunit|rspec|tests?|e2e|eslint|ruff|mypy|lint|check|backup|restore|\w*dump\w*|mongoexport)\b"
)
"""What a job does for itself: nobody needs a test, a backup."""
_SCRIPT_RUNNERS = pattern(r"(?:python|node|java|ruby|php)[0-9.]*")


@remembered
def kind(service: Service) -> Kind:
    """The kind of a service; computed once."""
    if service.body.get("provider") is not None:
        return "provider"
    if _is_template(service):
        return "template"
    if any(sign(service) for sign in JOB_SIGNS):
        return "job"
    return "undetermined" if service.partial or _is_undetermined(service) else "server"


def _is_template(service: Service) -> bool:
    """A base that others extend and nobody starts."""
    if service.extended and service.image is None and service.build is None:
        return True
    names = [profile.value or "" for profile in service.profiles]
    hidden = bool(names) and all(name in TEMPLATE_PROFILES or name.startswith("_") for name in names)
    return hidden or service.label.startswith("x-")


# What speaks for a server


def looks_like_server(service: Service) -> bool:
    """Whether anything says that the service keeps running."""
    return bool(
        service.ports
        or service.expose
        or service.healthcheck_block
        or service.restarts_always()
        or serves_by_role(service)
        or commands.outcome(service) == "stays"
    )


def serves_by_role(service: Service) -> bool:
    """Whether its image is one that is started to be asked: a database, a proxy, a user interface."""
    facts = service.facts
    if facts is None or facts.terminating or (service.build is not None and runs_something_else(service)):
        return False
    return facts.stateful or facts.role in ("web", "proxy", "admin-ui")


def runs_something_else(service: Service) -> bool:
    """Whether Compose puts a command of its own in the place of the image's."""
    return service.command is not None or service.entrypoint is not None


def _surely_serves(service: Service) -> bool:
    """Whether it keeps running even if somebody waits for its end: a name or a policy must not speak against it."""
    outcome = commands.outcome(service)
    if outcome is not None or serves_by_role(service):
        return outcome != "ends"
    if runs_something_else(service) or _may_end(service) or _JOB_NAME.search(service.label.lower()):
        return False
    return bool(service.container_ports())


# What speaks for a job


def _awaited_to_end(service: Service) -> bool:
    return awaited(service) and not _surely_serves(service)


def _ends_by_command(service: Service) -> bool:
    """Its restart policy does not matter: whoever starts it again and again does not make it a server."""
    return commands.outcome(service) == "ends"


def _ends_by_policy(service: Service) -> bool:
    """`restart: "no"` or on-failure is written, and nothing looks like a server: the author expects it to end."""
    return _may_end(service) and (commands.outcome(service) == "ends" or not looks_like_server(service))


def _hidden_in_job_profile(service: Service) -> bool:
    return bool(service.profiles) and all((profile.value or "") in JOB_PROFILES for profile in service.profiles)


def _named_like_job(service: Service) -> bool:
    stays = (
        service.ports or service.restarts_always() or serves_by_role(service) or commands.outcome(service) == "stays"
    )
    return not stays and _JOB_NAME.search(service.label.lower()) is not None


def _image_of_job(service: Service) -> bool:
    facts = service.own_facts
    return bool(facts and facts.terminating and commands.outcome(service) != "stays")


JOB_SIGNS: tuple[Callable[[Service], bool], ...] = (
    _awaited_to_end,
    _ends_by_command,
    _ends_by_policy,
    _hidden_in_job_profile,
    _named_like_job,
    _image_of_job,
)
"""Each of them alone makes a job."""


def awaited(service: Service) -> bool:
    """Somebody waits for its completion."""
    return any(edge.awaits == "service_completed_successfully" for _, edge in service.dependents)


def _may_end(service: Service) -> bool:
    policy = find(service.body, "deploy", "restart_policy", "condition")
    if policy is not None:
        return text_of(policy.value) in ("none", "on-failure")
    restart = service.setting("restart")
    value = restart.value if isinstance(restart, Text) else None
    return value is not None and (value == "no" or value.split(":")[0] == "on-failure")


def meant_to_end(service: Service) -> bool:
    """A job by what it runs or by what others expect of it, whatever its restart policy; a name is not enough."""
    outcome = commands.outcome(service)
    if outcome is not None or serves_by_role(service):
        return outcome == "ends"
    facts = service.own_facts
    return _awaited_to_end(service) or bool(facts and facts.terminating)


def prepares(service: Service) -> bool:
    """A job whose work others need: by its name, by its command, or because somebody waits for its completion."""
    if awaited(service) or _PREPARING_NAME.search(service.label.lower()):
        return True
    return commands.outcome(service) == "ends" and _ASIDE.search(commands.text(service)) is None


# Neither


def _is_undetermined(service: Service) -> bool:
    """Runs a bare script that may end or loop for ever, and nothing else tells."""
    if looks_like_server(service) or service.restart() is not None or service.dependents:
        return False
    if not commands.words(service):
        return _idle_image(service)
    step = commands.last_step(service)
    if step is None or not step[0]:
        facts = service.facts
        return service.build is not None or bool(facts and facts.role == "runtime")
    return bool(_SCRIPT_RUNNERS.fullmatch(step[0])) and not service.container_ports()


def _idle_image(service: Service) -> bool:
    """Nothing says what runs: a Dockerfile that cannot be seen, or an image that starts nothing by itself."""
    facts = service.facts
    if service.build is not None:
        return not service.container_ports()
    return bool(facts and facts.default_command is False)
