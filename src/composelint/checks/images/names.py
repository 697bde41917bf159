"""How images are named: tags, digests, registries."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import ReplaceText
from ...knowledge.releases import retired, supported
from ...model.images import ImageReference

_ONE_LONG_LINE = ("jenkins/jenkins", "haproxy")
"""Images whose `lts` is one line for years."""


def untagged_image(image: ImageReference) -> Iterator[Defect]:
    """An image is named without tag and digest, so that it is whatever is newest."""
    if image.tag is not None or image.digest is not None or not image.tag_known or image.scratch:
        return
    if image.repository is None or image.problem is not None or retired(image.repository):
        return
    yield Defect(
        image,
        f"{str(image)[:50]} has no tag, so whatever is newest on that day is taken",
        help=_pin(image),
    )


def moving_tag(image: ImageReference) -> Iterator[Defect]:
    """A tag names no version, so that its content changes under the same name."""
    word = image.moving
    if word is None or image.digest is not None or image.repository is None or image.problem is not None:
        return
    kind = "names no version" if word not in (image.tag or "").lower() or word == image.tag else f"is {word}"
    yield Defect(
        image,
        f"the tag of {_short(image)} {kind}: its content changes from day to day",
        help=_pin(image),
        severity="info" if word == "lts" and image.repository in _ONE_LONG_LINE else None,
    )


def invalid_image_reference(image: ImageReference) -> Iterator[Defect]:
    """An image is named in a way that Docker refuses."""
    problem = image.problem
    if problem is not None and image.name.value:
        name = image.name.value
        meant = _accepted(name)
        fix = [ReplaceText(image.name, meant, f"Write {meant}", was=name)] if meant != name else ()
        yield Defect(image, f"{name} is no image name: it {problem}", help=_meant(name), fix=fix)


def _accepted(name: str) -> str:
    """The name without a scheme, its repository in lower case; the tag stays."""
    bare = name.split("://", 1)[-1]
    path, slash, last = bare.rpartition("/")
    repository, colon, tag = last.partition(":")
    return bare if "@" in bare else path.lower() + slash + repository.lower() + colon + tag


def _meant(name: str) -> str:
    if "://" in name:
        return f"Write it without the scheme: `{name.split('://', 1)[1][:80]}`."
    if name != name.lower():
        return f"Names of repositories are in lower case: `{name.lower()[:80]}`."
    return "A name is `registry/repository:tag`, all but the tag in lower case."


def _pin(image: ImageReference) -> str:
    lines = supported(image.repository or "")
    known = f" Supported: {lines}." if lines else ""
    return f"Name the version that you have tested: `{image.repository}:<version>`.{known}"


def _short(image: ImageReference) -> str:
    text = str(image)
    return text if len(text) <= 40 else f"{text[:19]}…{text[-20:]}"


def unpinned_digest(image: ImageReference) -> Iterator[Defect]:
    """An image is named without a digest, so that its tag can be moved to other content."""
    if image.digest is None and image.tag_known and not image.scratch and image.problem is None:
        yield Defect(image, f"{str(image)[:60]} is not pinned to a digest", help="Append `@sha256:…` to the tag.")


def untrusted_registry(image: ImageReference, *, registries: tuple[str, ...] = ()) -> Iterator[Defect]:
    """An image comes from a registry that is not on the list."""
    registry = image.registry
    if not registries or registry is None or image.scratch or image.name.value is None:
        return
    if not any(_fits(registry, allowed.lower()) for allowed in registries):
        yield Defect(image, f"{str(image)[:50]} comes from {registry[:30]}, which is not on the list")


def _fits(registry: str, allowed: str) -> bool:
    if allowed.startswith("*"):
        return registry.endswith(allowed[1:])
    return registry.startswith(allowed[:-1]) if allowed.endswith("*") else registry == allowed
