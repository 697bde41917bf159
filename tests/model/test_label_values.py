"""What values of labels look like."""

from __future__ import annotations

import pytest

from composelint.model.label_values import FORMS


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (
            "url",
            "https://example.com/a?b git://h/x http://[::1]:80",
            "example.com /a https:// mailto:a@b.c https://a\tb",
        ),
        (
            "rfc3339",
            "2026-11-22T10:00:00Z 2026-11-22t10:00:00.123456789+01:00 2024-02-29T23:59:60-00:00",
            "2026-11-22 2026-11-22T10:00:00 2025-02-29T10:00:00Z 2026-13-01T00:00:00Z 2026-11-22T24:00:00Z"
            " 20261122T100000Z",
        ),
        (
            "spdx",
            "MIT mit Apache-2.0+ GPL-2.0 (MIT) MIT|OR|BSD-3-Clause GPL-2.0-only|WITH|Classpath-exception-2.0"
            " LicenseRef-own (MIT|AND|(ISC|OR|0BSD))|OR|DocumentRef-a:LicenseRef-b",
            "Apache | OR MIT|OR MIT|MIT (MIT MIT) () MIT|WITH|MIT Classpath-exception-2.0 MIT,|ISC MIT/ISC",
        ),
        ("hash", f"{'a' * 40} 0123abc ABCDEF0", f"{'a' * 39} main 0123abg 12345678"),
        (
            "semver",
            "1.2.3 0.0.0 1.0.0-rc.1 1.0.0-0a+b.01 1.0.0+x",
            "1 1.2 v1.2.3 01.2.3 1.2.3-01 1.2.3- 1.2.3+ 1.2.3.4",
        ),
        ("email", "a@b.c first.last+tag@mail.example.com", "a @b.c a@b a@-b.c a@b. a@b..c a@@b.c <a@b.c>"),
        ("text", "anything", ""),
    ],
)
def test_forms(form: str, good: str, bad: str) -> None:
    fits = FORMS[form][1]
    assert [text for text in good.split(" ") if not fits(text.replace("|", " "))] == []
    assert [text for text in bad.split(" ") if text and fits(text.replace("|", " "))] == []


def test_nothing_takes_long(no_hang: None) -> None:
    long = 100_000
    for text in (
        "(" * long,
        "a" * long,
        "a@" + "a-" * long,
        "1.2.3-" + "a." * long,
        "MIT OR " * long,
        "h://" + "a" * long,
    ):
        for _, fits in FORMS.values():
            fits(text)
