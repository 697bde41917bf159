"""Credentials on command lines: what programs are told by option, operand, variable or standard input."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.patterns import pattern
from ..core.source import Excerpt
from ..knowledge.credentials.names import may_name, sense
from ..knowledge.credentials.values import looks_random, none, reference
from ..syntax.shell import Command, ShellScript, Word
from ..syntax.shell.nodes import stitch
from .secrets import Secret, bare, may_tell
from .values import UNKNOWN

PLAIN, LOGIN, ACCOUNT = "plain", "login", "account"

_MYSQL = "mysql mariadb mysqladmin mariadb-admin mysqldump mariadb-dump mysqlimport mysqlcheck"
_MONGO = "mongosh mongo mongodump mongorestore mongoimport mongoexport"

OPTIONS: dict[str, dict[str, str]] = {
    "curl": {"-u": LOGIN, "--user": LOGIN, "-U": LOGIN, "--proxy-user": LOGIN},
    "redis-cli": {"-a": PLAIN},
    "valkey-cli": {"-a": PLAIN},
    "sqlcmd": {"-P": PLAIN},
    "sshpass": {"-p": PLAIN},
    "ldapsearch": {"-w": PLAIN},
    "useradd": {"-p": ACCOUNT},
    "usermod": {"-p": ACCOUNT},
    **{program: {"-p": PLAIN} for program in _MONGO.split()},
}
"""Short options that take a credential, and what it looks like. A long one is known by its name."""
GLUED = frozenset(_MYSQL.split())
"""Programs that read a password only when it is glued to its option; alone, the option asks for it."""
LOGINS = {("docker", "login"): "-p", ("podman", "login"): "-p", ("az", "login"): "-p", ("doctl", "auth"): "-t"}
SETTERS = {
    ("npm", "config", "set"), ("yarn", "config", "set"), ("pnpm", "config", "set"), ("npm", "set"),
    ("aws", "configure", "set"), ("git", "config"), ("poetry", "config"), ("gh", "config", "set"),
}  # fmt: skip
"""Commands that store the operand behind a setting's name."""

_ASSIGNED = pattern(r"(?:-D|--?)?([A-Za-z_/][\w.:/-]*+)=")
ASKING = frozenset((*OPTIONS, *GLUED, *(program for program, _ in LOGINS), "htpasswd", "chpasswd"))
"""Programs whose arguments are credentials by their place; others tell by a name that they are given one."""
_SIGNS = {
    **{program: tuple(options) for program, options in OPTIONS.items()},
    **dict.fromkeys(GLUED, ("-p",)),
    **{program: (operand,) for program, operand in LOGINS},
}
_STEMS = {
    name: signs
    for name, signs in _SIGNS.items()
    if not may_name(name) and not any(other != name and other in name for other in _SIGNS)
}
"""What the names of these programs hold, and what then stands before a credential; the rest tells by itself."""
ACCOUNTS = frozenset(("chpasswd", "useradd -p", "usermod -p"))
"""Names of the secrets that are passwords of accounts in the image."""

_HEADER = pattern(
    r"(?:--?[a-z-]*+=|-H)?([A-Za-z][A-Za-z-]*+):[ ]*+(?:(?:Bearer|Basic|Token|bearer|basic|token)[ ]++)?(\S++)\Z"
)
_HEADERS = frozenset(("authorization", "proxy-authorization", "private-token", "job-token", "deploy-token", "x-auth"))
_ACCOUNT = pattern(r"([\w.-]++):(\S++)\Z")
_LOCKED = frozenset("!*x")
_NO_VALUE = ("--no-", "--with-", "--use-", "--without-", "--enable-", "--disable-", "--require-", "--skip-", "--ask-")
_WEB = ("http", "https")
"""Schemes under which a user alone may be a token; git's settings write `url.https://…`."""
_NOT_SECRETS = frozenset(("docker", "podman", "buildah", "buildctl", "nerdctl"))
"""Their `--secret` names a mount."""


def written(word: Word) -> Excerpt:
    """What stands literally in a word, each part that does not as U+FFFC."""
    pieces = [
        (
            part.values[0] if part.kind == "literal" else UNKNOWN,
            part.start,
            part.end if part.kind == "literal" else part.start,
        )
        for part in word.parts
    ]
    return stitch(word.of, pieces, word.span)


def _text(word: Word) -> str:
    """The text of `written`."""
    parts = word.parts
    return "".join([part.values[0] if part.kind == "literal" else UNKNOWN for part in parts])


def in_script(script: ShellScript) -> Iterator[Secret]:
    suspect = _suspect(script)
    for command in script.commands:
        if suspect or command.program in ASKING:
            yield from in_command(command)


def _suspect(script: ShellScript) -> bool:
    """Whether a credential's name or a URL with a user may stand in it."""
    # What `sh -c` runs may be the value of a variable, so that it stands elsewhere.
    texts = {script.text}
    for command in script.commands:
        words = command.words or [assignment.word for assignment in command.assignments]
        if words and words[0].of is not script.excerpt:
            texts.add(words[0].of.text)
    return any(may_tell(bare(text)) for text in texts)


def may_ask(text: str) -> bool:
    """Whether a command of this bare text may be given a credential, as far as its characters can say."""
    if may_tell(text):
        return True
    for stem, signs in _STEMS.items():  # noqa: SIM110  # asked of every RUN, CMD and ENTRYPOINT
        if stem in text and any(sign in text for sign in signs):
            return True
    return False


def in_command(command: Command) -> Iterator[Secret]:
    """The literal credentials that one command is given."""
    for assignment in command.assignments:
        if may_name(assignment.name):
            yield from _assigned(written(assignment.word))
    # Options without a program are what Compose adds to the image's own.
    bare = command.program.startswith("-")
    program = "" if bare else command.program
    words = command.words if bare else command.arguments
    texts = [_text(word) for word in words]
    takes = OPTIONS.get(program, {})
    if texts and (program, texts[0]) in LOGINS:
        takes = {**takes, LOGINS[program, texts[0]]: PLAIN}
    signs = False
    for at, text in enumerate(texts):
        sign = may_name(text)
        signs = signs or sign
        if sign or text[:2] in takes or text in takes or "://" in text or (program in GLUED and text[:2] == "-p"):
            following = written(words[at + 1]) if at + 1 < len(words) else None
            yield from _in_word(program, takes, written(words[at]), following)
    if signs:
        yield from _settings(program, [written(word) for word in words])
    yield from _accounts(command)


def _in_word(program: str, takes: dict[str, str], text: Excerpt, following: Excerpt | None) -> Iterator[Secret]:
    """What one word gives away, alone or together with the next one."""
    yield from _embedded(text)
    yield from _assigned(text)
    yield from _header(text)
    yield from _option(program, takes, text, following)
    if program in GLUED and text.text.startswith("-p") and len(text.text) > 2:
        yield from _judged(f"{program} -p", text.slice(2, len(text.text)))


def _judged(name: str, value: Excerpt, *, sure: bool = True) -> Iterator[Secret]:
    """A value in the place of a credential; `sure`: nothing else can stand there."""
    text = value.text
    if not text or UNKNOWN in text or text.startswith("-") or reference(text) or "$" in text[:2]:
        return
    if none(text, name) and not (sure and text.isdecimal()):
        return
    yield Secret("argument", name, text, value.span())


def _assigned(text: Excerpt) -> Iterator[Secret]:
    """`NAME=value` and `--name=value`, whatever program reads it."""
    match = _ASSIGNED.match(text.text)
    if match is None:
        return
    meaning = sense(match[1])
    if meaning is not None:
        value = text.slice(match.end(), len(text.text))
        if meaning != "weak" or looks_random(value.text):
            yield from _judged(match[1], value, sure=False)


def _option(program: str, takes: dict[str, str], text: Excerpt, following: Excerpt | None) -> Iterator[Secret]:
    """An option with its value in the next word, or glued to a short one."""
    name = text.text
    form = takes.get(name)
    if form is None and name[:2] in takes and name[1:2] != "-":
        form, following = takes[name[:2]], text.slice(2, len(name))
    if form is None and name.startswith("--") and "=" not in name and not name.startswith(_NO_VALUE):
        meaning = sense(name)
        blocked = program in GLUED or (program in _NOT_SECRETS and name == "--secret")
        if meaning is not None and not blocked and (meaning != "weak" or (following and looks_random(following.text))):
            form = PLAIN
    if form is None or following is None:
        return
    if form == LOGIN:
        user, colon, _ = following.text.partition(":")
        following = following.slice(len(user) + 1, len(following.text)) if colon else None
    if following is not None and not (form == ACCOUNT and _locked(following.text)):
        option = name[:2] if name[:2] in takes else name
        yield from _judged(f"{program} {option}", following, sure=option in takes)


def _locked(text: str) -> bool:
    """What stands for a password but lets nobody in."""
    return set(text) <= _LOCKED


def _embedded(text: Excerpt) -> Iterator[Secret]:
    if "://" not in text.text:
        return
    from ..syntax.urls import find_urls

    for url in find_urls(text):
        part = url.password
        web = (url.scheme or "").rpartition(".")[2] in _WEB
        if part is None and web and url.user is not None and looks_random(url.user.raw):
            part = url.user
        if part is not None and part.value and UNKNOWN not in part.raw:
            yield Secret("url", "", part.value, part.span, url=url)


def _header(text: Excerpt) -> Iterator[Secret]:
    match = _HEADER.match(text.text)
    if match and (match[1].lower() in _HEADERS or sense(match[1]) not in (None, "weak")):
        yield from _judged(match[1], text.slice(*match.span(2)))


def _settings(program: str, arguments: list[Excerpt]) -> Iterator[Secret]:
    """`npm config set //host/:_authToken value`, `aws configure set aws_secret_access_key value`."""
    operands = [text for text in arguments if not text.text.startswith("-")]
    words = (program, *(text.text for text in operands[:2]))
    for setter in SETTERS:
        if words[: len(setter)] == setter and len(operands) > len(setter):
            key, value = operands[len(setter) - 1], operands[len(setter)]
            if sense(key.text) not in (None, "weak"):
                yield from _judged(key.text.rpartition(":")[2], value, sure=False)


def _accounts(command: Command) -> Iterator[Secret]:
    """`user:password` that chpasswd reads, and the password operand of `htpasswd -b`."""
    if command.program == "htpasswd":
        flags = "".join(word.head[1:] for word in command.arguments if word.head.startswith("-"))
        operands = [word for word in command.arguments if not word.head.startswith("-")]
        if "b" in flags and len(operands) > 1:
            yield from _judged("htpasswd -b", written(operands[-1]))
    if command.program != "chpasswd":
        return
    inputs = [redirection.target for redirection in command.redirections if redirection.operator == "<<<"]
    for member in command.pipeline.members if command.pipeline else ():
        for other in member:
            if other.program in ("echo", "printf") and other is not command:
                inputs += other.arguments
    for word in inputs:
        text = written(word)
        match = _ACCOUNT.match(text.text.replace("\\n", "").strip())
        if match:
            start = text.text.find(match[2], text.text.find(":"))
            yield from _judged("chpasswd", text.slice(start, start + len(match[2])))
