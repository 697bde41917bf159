"""Small grammars of the loader: command strings, durations, sizes, addresses, unknown keys, paths."""

from __future__ import annotations

import pytest
from loading import load

from composelint.core.source import Excerpt, Source
from composelint.load import grammar
from composelint.load.paths import directory_of, join, remote
from composelint.load.spec import DEPLOY, HEALTHCHECK, PROJECT, SERVICE, Spec
from composelint.load.unknown_keys import explain
from composelint.load.words import MOST_WORDS, lost, split
from composelint.model.values import Text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []), ("   ", []), ("a", ["a"]), ("a b  c", ["a", "b", "c"]), ("a\tb\nc", ["a", "b", "c"]),
        ("'a b' c", ["a b", "c"]), ('"a b" c', ["a b", "c"]), ("a'b'c", ["abc"]), ('""', [""]), ("'' a", ["", "a"]),
        (r"a\ b", ["a b"]), (r'"a\"b"', ['a"b']), (r"'a\b'", [r"a\b"]), (r'"a\nb"', ["a\nb"]), ("a'", ["a"]),
        ("a && b", ["a"]), ("a; b", ["a"]), ("a | b", ["a"]), ("a > f", ["a"]), ("a '&&' b", ["a", "&&", "b"]),
        ("a=b&c", ["a=b"]), ("a \\", ["a", "\\"]), ("sh -c 'a && b'", ["sh", "-c", "a && b"]),
    ],
)  # fmt: skip
def test_a_command_string_is_split_as_compose_does(text: str, words: list[str]) -> None:
    source = Source("compose.yaml", text)
    excerpt = Excerpt.verbatim(source)
    found = split(Text(text, excerpt.whole, excerpt=excerpt))
    assert [word.value for word in found] == words


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("a b", None), ("a && b ", "&& b"), ("a; b", "; b"), ("a=b&c", "&c"), ("a '&&' b", None), (r"a \; b", None),
        ("a 2>&1", ">&1"), ("a $(b | c) d", None), ("a 'b & c", None), ("a ) & b", None), ("a &", "&"), ("| a", "| a"),
    ],
)  # fmt: skip
def test_what_follows_an_operator_is_lost(text: str, rest: str | None) -> None:
    excerpt = Excerpt.verbatim(Source("compose.yaml", text))
    found = lost(Text(text, excerpt.whole, excerpt=excerpt))
    assert (found and found.value) == rest
    assert found is None or found.span.text == rest


def test_a_word_knows_its_place() -> None:
    excerpt = Excerpt.verbatim(Source("compose.yaml", "sh -c 'echo  hi' x"))
    assert [word.span.text for word in split(Text(excerpt.text, excerpt.whole, excerpt=excerpt))] == [
        "sh", "-c", "'echo  hi'", "x",
    ]  # fmt: skip


def test_of_very_many_words_the_rest_is_unknown() -> None:
    excerpt = Excerpt.verbatim(Source("compose.yaml", "a " * 100_000))
    *words, rest = split(Text(excerpt.text, excerpt.whole, excerpt=excerpt))
    assert ({word.value for word in words}, len(words)) == ({"a"}, MOST_WORDS)
    assert (rest.value, len(rest.span.text)) == (None, 2 * (100_000 - MOST_WORDS))


FITS = {
    grammar.DURATION: (["0", "1s", "1m30s", "1.5h", ".5s", "-1s", "10ms", "1d", "1w", "5µs"],
                       ["", "10", "s", "1 s", "1S", "1x", "1s2", "1s 2s"]),
    grammar.SIZE: (["0", "512", "-1", "1b", "1k", "1K", "1kb", "1KiB", "1.5g", "1 g", "1e3", ".5m", "2T"],
                   ["", "k", "1kk", "1 kb x", "-1k", "1ib", "1xb", "1  k", "0x1"]),
    grammar.RESTART: (["", "no", "always", "unless-stopped", "on-failure", "on-failure:3", "any", "none"],
                      ["never", "Always", "on-failure:", "on-failure:x", "always:1"]),
    grammar.CONTAINER_NAME: (["ab", "a.b", "A_1-x", "0a"], ["", "a", "-a", ".a", "a b", "a/b"]),
    grammar.PULL_POLICY: (["always", "never", "missing", "build", "daily", "every_1h", "every_1d12h"],
                          ["", "Always", "every_", "every_x", "alwaysx"]),
    grammar.ADDRESS: (["1.2.3.4", "255.255.255.255", "::1", "fe80::1", "::ffff:1.2.3.4", "2001:db8::8"],
                      ["", "1.2.3", "256.1.1.1", "1.2.3.4.5", "host", ":::", "1.2.3.4:80", "g::1", "²5.1.1.1"]),
    grammar.HOST: (["a=1.1.1.1", "a:1.1.1.1", "a:::1", "a=host-gateway"], ["", "a", "a=", "=1.1.1.1"]),
    grammar.IPC: (["", "host", "private", "service:a", "container:a"], ["other", "service:"]),
    grammar.PID: (["", "host", "service:a", "container:a"], ["private", "container:"]),
}  # fmt: skip


@pytest.mark.parametrize("rule", FITS, ids=lambda rule: rule.noun)
def test_a_grammar_takes_what_docker_takes(rule: grammar.Grammar) -> None:
    good, bad = FITS[rule]
    assert [text for text in good if not rule.fits(text)] == []
    assert [text for text in bad if rule.fits(text)] == []


@pytest.mark.parametrize(
    ("name", "spec", "path", "message", "help"),
    [
        ("prots", SERVICE, ("services", "web"), 'unknown key "prots" in service web', "Did you mean ports?"),
        ("net", SERVICE, ("services", "web"), 'unknown key "net" in service web', "Write network_mode instead."),
        ("start-period", HEALTHCHECK, ("services", "web", "healthcheck"),
         'unknown key "start-period" in healthcheck of web', "Did you mean start_period?"),
        ("sevices", PROJECT, (), 'unknown key "sevices" at the top of the file', "Did you mean services?"),
        ("healthcheck", DEPLOY, ("services", "web", "deploy"), 'unknown key "healthcheck" in deploy of web',
         "healthcheck belongs under a service."),
        ("memory", DEPLOY, ("services", "web", "deploy"), 'unknown key "memory" in deploy of web',
         "memory belongs under deploy.resources.limits or deploy.resources.reservations."),
    ],
)  # fmt: skip
def test_an_unknown_key_is_explained(name: str, spec: Spec, path: tuple[str, ...], message: str, help: str) -> None:
    assert explain(name, spec, path) == (message, help)


def test_a_key_that_looks_like_none_hears_what_is_known() -> None:
    message, help = explain("zzz" * 50, SERVICE, ("services", "x" * 200))
    assert len(message) <= 100
    assert help is not None
    assert help.startswith("Known here: annotations, attach")


def test_a_near_key_is_looked_for_a_few_times_only(no_hang: None) -> None:
    keys = "".join(f"    container_name_{number}: 1\n" for number in range(30_000))
    found = load(f"services:\n  web:\n    imagee: x\n{keys}    imageee: x\n").problems
    helps = [problem.defect.help for problem in found if problem.kind == "unknown-key"]
    assert len(helps) == 30_002
    assert helps[0] == "Did you mean image?"
    assert helps[-1] != helps[0]


@pytest.mark.parametrize(
    ("directory", "path", "joined"),
    [
        ("", "a", "a"), (".", "./a", "a"), ("d", "a", "d/a"), ("d", "../a", "a"), ("d", "../../a", "../a"),
        ("d", ".", "d"), ("d", "/a//b", "/a/b"), ("d", "~/a", "~/a"), ("d", "a\\b", "d/a/b"), (".", "..", ".."),
    ],
)  # fmt: skip
def test_paths_are_joined(directory: str, path: str, joined: str) -> None:
    assert join(directory, path) == joined


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("https://x", True), ("git@github.com:a/b", True), ("github.com/a/b", True), ("oci://x", True),
        ("service:a", True),
        ("docker-image://x", True), ("ssh://x", True), ("a/b", False), ("./https", False), ("/a", False),
        ("C:\\a", False),
    ],
)  # fmt: skip
def test_an_address_is_no_path(path: str, expected: bool) -> None:
    assert remote(path) is expected


@pytest.mark.parametrize(("path", "directory"), [("a", "."), ("a/b", "a"), ("a/b/c", "a/b")])
def test_the_directory_of_a_file(path: str, directory: str) -> None:
    assert directory_of(path) == directory
