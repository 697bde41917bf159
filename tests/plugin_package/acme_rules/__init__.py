"""Rules of a company of our tests' own invention."""

from __future__ import annotations

from collections.abc import Iterator

from composelint.core.defect import Defect
from composelint.model.images import ImageReference


def unmirrored_image(image: ImageReference, *, mirror: str = "mirror.example.com") -> Iterator[Defect]:
    """An image comes from elsewhere than the company's mirror."""
    if image.registry is not None and image.registry != mirror:
        yield Defect(image, f"{image.name.known_text} does not come from {mirror}")
