"""The commands and their options. Everything they do is a call of the line's five arrows."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import click

from .. import __version__
from ..output import FORMATS
from .checking import cache_directory, report_on
from .streams import coloured, put, say, watched, width

if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = 130
PRESETS = ("recommended", "strict", "security")
Command = TypeVar("Command", bound="Callable[..., None]")


def _named(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Completes the last of several rules and themes, for a shell."""
    from .._catalog import RULES
    from ..core.rule import THEMES

    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in (*RULES, *THEMES) if name.startswith(last)]


RULE = "RULE|THEME|ALIAS"
FILES = click.option(
    "-f", "--file", "files", multiple=True, metavar="FILE", help="Exactly these as one stack, in order; - is stdin."
)
SELECT = click.option("--select", multiple=True, metavar=RULE, shell_complete=_named, help="Run only these rules.")
IGNORE = click.option("--ignore", multiple=True, metavar=RULE, shell_complete=_named, help="Do not run these rules.")
EXCLUDE = click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out what a .gitignore here would.")
ENV_FILES = click.option("--env-file", "env_files", multiple=True, metavar="FILE", help="Read this instead of .env.")
ENV = click.option("--env", "variables", multiple=True, metavar="NAME=VALUE", help="A variable for ${NAME}.")
PRESET = click.option("--preset", type=click.Choice(PRESETS), help="A packaged set of rules to start from.")
PROFILES = click.option("--profile", "profiles", multiple=True, metavar="NAME", help="An active profile; * for all.")
OUTSIDE = click.option("--allow-outside", is_flag=True, help="Also read what the stack names outside of the root.")
NO_CACHE = click.option("--no-cache", "uncached", is_flag=True, help="Judge everything anew, and keep nothing of it.")
CHOICES = (FILES, SELECT, IGNORE, PRESET, EXCLUDE, PROFILES, ENV_FILES, ENV, OUTSIDE)


def choices(command: Command) -> Command:
    """The options that say what is checked, and by which rules."""
    for option in reversed(CHOICES):
        command = option(command)
    return command


class _Commands(click.Group):
    """Commands in the order in which they are written here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="composelint %(version)s")
def cli() -> None:
    """Reads a whole Docker Compose stack and says what is broken, what will bite, and how to mend it."""


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--format", "formats", multiple=True, metavar="FORMAT[:FILE]", help=f"{', '.join(FORMATS)}; may be repeated."
)
@click.option("-o", "--output", metavar="FILE", help="Write the report here instead of to the terminal.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info", "never"]),
    help="The mildest finding that makes the exit code 1; default: the configuration's word, else warning.",
)  # fmt: skip
@click.option("--baseline", metavar="FILE", help="Do not report the known findings in this file.")
@click.option("--since", metavar="REVISION", help="Report only what changed since this git revision brought about.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without changing what anything does.")
@click.option("--unsafe-fixes", is_flag=True, help="Mend also what changes how a service or a build behaves.")
@click.option("--diff", is_flag=True, help="Write nothing, but show what fixes would change, as a patch.")
@click.option("--today", metavar="DATE", help="The day to judge dates by; default: the day of the run.")
@click.option(
    "--stdin-filename", default="compose.yaml", show_default=True, metavar="NAME", help="What - is to be read as."
)
@click.option("-q", "--quiet", is_flag=True, help="One line per finding.")
@NO_CACHE
@click.option("--stats", is_flag=True, help="Say on standard error what was read and how long it took.")
@click.option(
    "--color", "--colour", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True,
    help="auto: on a terminal and without NO_COLOR.",
)  # fmt: skip
@choices
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[str, ...],
    files: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    preset: str | None,
    fail_on: str | None,
    exclude: tuple[str, ...],
    baseline: str | None,
    since: str | None,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    profiles: tuple[str, ...],
    env_files: tuple[str, ...],
    variables: tuple[str, ...],
    allow_outside: bool,
    today: str | None,
    stdin_filename: str,
    quiet: bool,
    stats: bool,
    uncached: bool,
    colour: str,
) -> None:
    """Check the stacks at PATH: directories are searched, files are checked with the stack they belong to.

    The default is the current directory; - reads one file from standard input. The exit code is 0 when clean, 1 with
    findings at or above --fail-on, 2 when something could not be done.
    """
    from .. import api

    wanted = api.Request(
        paths=paths,
        files=files,
        select=select,
        ignore=ignore,
        preset=preset,
        exclude=exclude,
        baseline=baseline,
        since=since,
        profiles=profiles,
        env_files=env_files,
        env=_variables(variables),
        today=_date(today),
        stdin=_stdin(paths, files),
        stdin_filename=stdin_filename,
        allow_outside=allow_outside,
        fix=fix,
        unsafe_fixes=unsafe_fixes,
        diff=diff,
        cache=None if uncached else cache_directory(),
    )
    outputs = [_output(entry, output) for entry in formats or (("text",) if output or not diff else ())]
    if sum(target is None for _, target in outputs) + diff > 1:
        raise click.UsageError("only one format can go to the terminal; write the others to files: json:report.json")
    context.exit(report_on(wanted, outputs, quiet=quiet, colour=colour, stats=stats, fail_on=fail_on))


@cli.command("baseline")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-o", "--output", metavar="FILE", help="Write here instead of to the terminal.")
@click.option("--update", metavar="FILE", help="Only take out of this baseline what is gone; nothing is added.")
@NO_CACHE
@choices
@click.pass_context
def baseline_command(
    context: click.Context,
    /,
    output: str | None,
    update: str | None,
    uncached: bool,
    variables: tuple[str, ...],
    allow_outside: bool,
    files: tuple[str, ...],
    **wanted: tuple[str, ...],
) -> None:
    """Write down every finding at PATH, so that `check --baseline` reports only new ones."""
    from .. import api

    request = api.Request(
        files=files,
        env=_variables(variables),
        stdin=_stdin((), files),
        allow_outside=allow_outside,
        cache=None if uncached else cache_directory(),
        **wanted,  # type: ignore[arg-type]  # click's names are the fields
    )
    text, checked = api.baseline(request, update, watched)
    put(text, output or update)
    for note in checked.notes:
        say(note)
    context.exit(checked.report.exit_code("never"))


@cli.command()
@click.argument("path", required=False)
@FILES
@click.option("--format", "format", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here instead of to the terminal.")
@PROFILES
@ENV_FILES
@ENV
@click.option("--services", "what", flag_value="services", help="Only the names of the services.")
@click.option("--variables", "what", flag_value="variables", help="Only the variables, and where they get their value.")
@click.option("--provenance", is_flag=True, help="Say for each value which line decided it.")
@click.option("--show-secrets", is_flag=True, help="Show credentials, which are masked otherwise.")
@OUTSIDE
def config(
    path: str | None,
    files: tuple[str, ...],
    format: str,
    output: str | None,
    profiles: tuple[str, ...],
    env_files: tuple[str, ...],
    variables: tuple[str, ...],
    what: str | None,
    provenance: bool,
    show_secrets: bool,
    allow_outside: bool,
) -> None:
    """Show the stack at PATH as Compose would run it: merged, interpolated, in canonical form."""
    from .. import api
    from ..output import config as page

    request = api.Request(
        paths=(path,) if path else (),
        files=files,
        profiles=profiles,
        env_files=env_files,
        env=_variables(variables),
        stdin=_stdin((), files),
        allow_outside=allow_outside,
    )
    merged = api.merge(request, masked=not show_secrets)
    if what == "services":
        services = merged.config["services"]
        rendered = "".join(f"{name}\n" for name in (services if isinstance(services, dict) else ()))
    elif what == "variables":
        rendered = page.variables(merged.variables)
    else:
        render = page.json if format == "json" else page.yaml
        rendered = render(merged.config, merged.places if provenance else None)
    put(rendered, output)


@cli.command()
@click.argument("rule", shell_complete=_named)
@click.option("--format", "format", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
@click.option("--color", "--colour", "colour", type=click.Choice(["auto", "always", "never"]), default="auto")
def explain(rule: str, format: str, colour: str) -> None:
    """Show the document of RULE: what it looks at, why it hurts, examples. Another tool's id works too."""
    from ..engine.plugins import documents_of
    from ..output import explain as page

    documents = documents_of(rule)
    if format == "markdown":
        pages = [page.markdown(document) for document in documents]
    else:
        pages = [page.render(document, colour=coloured(colour), width=width()) for document in documents]
    click.echo("\n".join(pages), nl=False, color=True)


@cli.command()
@click.option("--format", "format", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def rules(format: str) -> None:
    """List every rule, those of installed plugins too."""
    from .._catalog import RULES
    from ..engine.plugins import all_rules
    from ..output.catalogue import render

    click.echo(render([*RULES.values(), *all_rules().values()], format), nl=False)


@cli.command()
@click.argument("path", default=".")
@click.option("--force", is_flag=True, help="Replace a configuration that exists.")
@click.option("--update", is_flag=True, help="Add the stacks that an existing one lacks; its comments stay.")
def init(path: str, force: bool, update: bool) -> None:
    """Write a commented .composelint.yaml for the stacks at PATH, a directory."""
    from .. import api

    written, stacks = api.init(path, force=force, update=update)
    many = "1 stack" if stacks == 1 else f"{stacks} stacks"
    say(f"{written}: {f'{many} added' if update else f'written, with {many}'}")


def _stdin(*named: tuple[str, ...]) -> Callable[[], bytes] | None:
    """What reads standard input, if it is named among the paths or the files."""
    return sys.stdin.buffer.read if any("-" in names for names in named) else None


def _variables(entries: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for entry in entries:
        name, equals, value = entry.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--env wants NAME=VALUE, not {entry!r}")
        found[name] = value
    return found


def _date(text: str | None) -> str | None:
    if text is not None:
        from time import strptime

        try:
            strptime(text, "%Y-%m-%d")
        except ValueError:
            raise click.UsageError(f"--today wants a date such as 2026-01-31, not {text!r}") from None
    return text


def _output(entry: str, output: str | None) -> tuple[str, str | None]:
    format, colon, target = entry.partition(":")
    if format not in FORMATS:
        from ..core.nearest import nearest

        near = nearest(format, FORMATS)
        hint = f"; did you mean {near}?" if near else ""
        raise click.UsageError(f"no format is called {format!r}{hint} There are: {', '.join(FORMATS)}")
    return format, (target if colon else output) or None
