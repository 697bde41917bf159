"""Images that are built and pulled: which of the two happens, and when."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import AddKey, Intent, Replace
from ...knowledge.images.names import HUB
from ...model.advice import advise
from ...model.compose import Stack, text_of
from ...model.kept import remembered
from ...model.service import Service

_NO_PULL = ("build", "never", None)
_ONCE = ("missing", "if_not_present", None)
_BUILT = "pull_policy: build"
_REPEATED = ("daily", "weekly", "always")


def build_tagged_as_public_image(service: Service) -> Iterator[Defect]:
    """What is built here gets the name of an image that everybody can pull."""
    image, node = service.image, service.setting("pull_policy")
    if service.build is None or image is None or image.registry != HUB:
        return
    if image.facts is None or not image.facts.source or (node is not None and text_of(node) in _NO_PULL):
        return
    yield Defect(
        image,
        f"{service.label} builds {image}, which is the name of a public image",
        help=advise(
            "Compose pulls that one where it can, and the build hides it from other projects. Name it after your "
            "project, or build always:",
            (service, [_BUILT]),
        ),
        fix=_always_built(service),
    )


def _always_built(service: Service) -> list[Intent]:
    policy, title = service.setting("pull_policy"), f"Always build the image of {service.label}"
    if policy is not None:
        return [Replace(policy, "build", title, "unsafe")]
    return [AddKey(service.name, [_BUILT], title, "unsafe")]


def stale_pull_policy(service: Service) -> Iterator[Defect]:
    """The pull policy does not do what the name of the image asks for."""
    node, image = service.setting("pull_policy"), service.image
    policy = text_of(node)
    if node is not None and policy is None:
        return
    at = node if node is not None else image
    found = _stale(service, policy)
    if found is not None and at is not None:
        message, help = found
        yield Defect(at, message, help=help)


def _stale(service: Service, policy: str | None) -> tuple[str, str] | None:
    """What is wrong, and what to do."""
    image = service.image
    if service.build is not None:
        if policy == "always" and image is None:
            return (
                f"{service.label} pulls an image that only this stack builds",
                "Remove `pull_policy`, or say `build`.",
            )
        return None
    if image is None or image.repository is None or not image.tag_known or image.problem is not None:
        return None
    if _built_here(service):
        return None
    if policy == "never":
        return (
            f"{service.label} never pulls {image}, which nothing here builds",
            "It starts only where somebody has pulled or built it before: remove `pull_policy`.",
        )
    if image.digest is not None:
        again = policy in _REPEATED or (policy or "").startswith("every_")
        return (
            (f"{service.label} pulls an image again and again whose digest never changes", "Remove `pull_policy`.")
            if again and policy != "always"
            else None
        )
    moves = image.moving is not None or image.tag is None
    if moves and policy in _ONCE and service.is_server:
        return (
            f"{service.label} keeps the {image} that it pulled first: `up` never looks for a newer one",
            "Name a version. Where the newest is really wanted, `pull_policy: daily` looks for it.",
        )
    return None


def _built_here(service: Service) -> bool:
    return service.image is not None and service.image.identity in _built(service.stack)


@remembered
def _built(stack: Stack) -> set[str]:
    """The names of the images that the stack builds."""
    return {service.image.identity for service in stack.services.values() if service.build and service.image}
