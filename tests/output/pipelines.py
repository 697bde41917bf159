"""What the tests of the formats for pipelines share: a catalogue that stays, and strings that mean harm."""

from __future__ import annotations

from markdown_it import MarkdownIt
from sample import Sample, Summary, Suppression, found

from composelint.core.rule import Rule
from composelint.core.source import Source, Span
from composelint.documents import Document, parse

RULES = {
    rule.slug: rule
    for rule in (
        Rule("missing-healthcheck", "health", "A server has no healthcheck.", "warning", "Service", True, "none"),
        Rule("missing-resource-limits", "resources", "A server has no limits.", "warning", "Service", True, "none"),
        Rule("literal-credential", "secrets", "A password is in the file.", "error", "Stack", True, "none"),
        Rule("port-on-all-interfaces", "network", "A port is open.", "info", "Service", True, "none"),
        Rule("port-collision", "network", "A port is taken twice.", "error", "Stack", True, "none"),
        Rule("missing-user", "privileges", "The image runs as root.", "warning", "Stage", False, "none"),
        Rule("stale-dependencies", "layers", "Packages are installed again.", "info", "Stage", True, "safe"),
    )
}

PAGE = """\
---
summary: A server has no healthcheck.
severity: warning
scope: Service
enabled: true
fix: none
since: 0.1.0
---
# missing-healthcheck

Nobody can tell a server that
hangs from one that runs.

When to ignore it: never.

## Bad

```yaml
services:
  db:
# ^^ has no healthcheck
    image: postgres:17
```
"""


def load(slug: str) -> Document:
    if slug == "missing-healthcheck":
        return parse("health/missing-healthcheck.md", PAGE)
    raise LookupError(slug)


HOSTILE = [
    "::error::owned",
    " \t::add-mask::a",
    "##[error]owned",
    "x ##[stop-commands]token",
    "x ##vso[task.setvariable variable=PATH]/x",
    "###teamcity[buildStatus]",
    "a\n::error::owned",
    "a\r::error::owned",
    "a\u2028::error::owned",
    "a%0A::error::owned",
    "a,title=b::c",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]></failure><failure>",
    '" onload="x',
    "&lt;b&gt; &amp; &#60;i&#62;",
    "<!-- -->",
    "-->",
    "\x00\x07\x1b[31mred\x1b]0;title\x07",
    "\x9b31m\x85",
    "\u202egpj.exe\u2066x\u2069",
    "\ufeff\u200b\u00ad",
    "\ufffe\uffff",
    "\ud800 \udc80",
    "\U0010ffff\U000e0041",
    "`",
    "```",
    "````\n```\n~~~",
    "**bold** _it_ ~~no~~",
    "# heading",
    "- item",
    "1. item",
    "    code",
    "| a | b |",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "https://evil.example www.evil.example",
    "@everyone @org/team a@b.example",
    "#1 org/repo#2",
    "$a$ $$b$$",
    "\\",
    "{0} {{1}}",
    "café 漢字 👩\u200d💻",
    "../../etc/passwd",
    "a:b?c#d e%20f",
    "",
    " ",
    "x" * 5000,
]


def markup(markdown: str) -> tuple[list[str], list[str], list[str]]:
    """What CommonMark sees in a text: pieces of HTML, addresses of links and images, and stretches of plain text."""
    html, addresses, texts = list[str](), list[str](), list[str]()
    blocks = MarkdownIt("commonmark", {"html": True}).parse(markdown)
    for token in [inner for block in blocks for inner in (block, *(block.children or ()))]:
        if token.type.startswith("html_"):
            html.append(token.content.strip())
        elif token.type == "text":
            texts.append(token.content)
        addresses += [str(value) for name, value in token.attrs.items() if name in ("href", "src")]
    return html, addresses, texts


def hostile(text: str) -> Sample:
    """A report in which everything that can come from a file is this text."""
    source = Source(f"{text}/compose.yaml", f"services: {text}\nx: 1\n")
    span, other = Span(source, 0, 8), Span(source, 10, len(source.text))
    help = f"{text}\n```{text}\n{text}\n```\n{text}"
    findings = [
        found("missing-healthcheck", "error", span, text, text, also=[(other, text)], help=help, stack=text),
        found("missing-healthcheck", "error", other, text, text, also=[(span, text)], help=help, stack=text),
        found("unknown-rule", "warning", other, f"{text} is {text}", f"s{text}", help=f"`{text}` {text}", stack=text),
        found("missing-user", "info", other, f"{text}.", None, help=text, stack=text),
    ]
    return Sample(
        findings,
        [Summary(text, [text], [text], [text]), Summary(f"{text}2", [], [], [])],
        suppressed=[Suppression(findings[0], text)],
        errors=[(text, text)],
    )


def many(count: int, message: str) -> Sample:
    """Findings in one file, each about a service of its own: its name and number fill the message's gaps."""
    names = [f"s{number}" for number in range(count)]
    source = Source("compose.yaml", "".join(f"{name}: x\n" for name in names))
    findings = [
        found(
            "missing-healthcheck",
            "warning",
            Span(source, start, start + len(name)),
            message.format(name, number),
            name,
            also=[(Span(source, start, start + 1), "here")],
            help=f"Mend {name}:\n```yaml\nservices:\n  {name}: {{}}\n```",
            stack=".",
        )
        for number, (name, start) in enumerate(zip(names, source.line_starts, strict=False))
    ]
    return Sample(findings, [Summary(".", ["compose.yaml"], names, [])])
