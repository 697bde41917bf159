"""Intents about the tests of healthchecks: the same test in another form, or another one in its place."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import commonprefix
from typing import TYPE_CHECKING

from ..core.edit import Intent, Replace, ReplaceText, Safety, SetList
from ..core.source import Span
from .health_test import script_at
from .service import Service
from .values import Items, Text

if TYPE_CHECKING:
    from .health_test import HealthTest
    from .stages import Stage


def rewritten_fix(
    subject: Service | Stage, words: Sequence[str] | None, title: str, safety: Safety = "unsafe"
) -> list[Intent]:
    """Another test where one is written; `words` begin with CMD, CMD-SHELL or NONE, as the container gets them.

    Nothing where there are none, and where variables of Compose or a continuation stand in the old one.
    """
    if not words:
        return []
    if isinstance(subject, Service):
        return _in_compose(subject, words, title, safety)
    return _in_dockerfile(subject, words, title, safety)


def _in_compose(service: Service, words: Sequence[str], title: str, safety: Safety) -> list[Intent]:
    key, block = service.key("healthcheck", "test"), service.healthcheck_block
    if key is None or block is None or not isinstance(block.test, Items):
        return []
    items = [item for item in block.test if isinstance(item, Text) and item.literal and not item.via]
    if len(items) < len(block.test.items):
        return []
    doubled = [word.replace("$", "$$") for word in words]
    if _one_text(items) and words[0] == "CMD-SHELL":
        return [_changed(items[1], doubled[1], title, safety)]
    return [SetList(key, doubled, title, safety)]


def _one_text(items: Sequence[Text]) -> bool:
    """Whether the test is a string, before which the loader put CMD-SHELL at the same place."""
    return len(items) == 2 and items[0].span == items[1].span


def _changed(text: Text, new: str, title: str, safety: Safety) -> Intent:
    """A text that becomes another one: only what differs, where that can be told, so that its quotes stay."""
    excerpt = text.excerpt
    old = excerpt.text
    start = len(commonprefix((old, new)))
    stop = len(commonprefix((old[start:][::-1], new[start:][::-1])))
    end = len(old) - stop
    start -= start == end and start > 0
    part = new[start : len(new) - stop]
    if start == end or {*part} & {*"\"'\\\n"} or not excerpt.exact(start, end):
        return Replace(text, new, title, safety)
    return ReplaceText(excerpt.span(start, end), part, title, safety, was=old[start:end])


def _in_dockerfile(stage: Stage, words: Sequence[str], title: str, safety: Safety) -> list[Intent]:
    check = stage.healthcheck()
    written = check.node.text if check is not None else None
    if written is None:
        return []
    from .advice import flow_list

    command = words[1] if words[0] == "CMD-SHELL" else flow_list(words[1:])
    return [ReplaceText(written.span, command, title, safety, was=written.text)]


def failing_fix(test: HealthTest, curl: Span, words: Sequence[str] | None) -> list[Intent]:
    """`--fail` behind curl: where it stands in a text there, else in the list of words."""
    title = "Add --fail"
    if curl.text == "curl" and (test.shell or script_at(test.words) is not None):
        return [ReplaceText(curl, "curl --fail", title, "unsafe", was="curl")]
    return rewritten_fix(test.holder, words, title)
