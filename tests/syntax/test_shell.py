"""The shell reader: what runs, with which words, in which order, where; and what it refuses to guess."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source, Span
from composelint.syntax.shell import Command, ShellScript, command_of, parse_script, split_options


def read(text: str, **known: str | None) -> ShellScript:
    script = parse_script(Excerpt.verbatim(Source("run", text)), known=known)
    assert script is not None
    return script


def shown(command: Command) -> str:
    """Program and arguments; an unknown word is `?`."""
    words = [word.value if word.value is not None else "?" for word in command.arguments]
    return " ".join([command.program or "?", *words])


def programs(text: str, **known: str | None) -> list[str]:
    return [shown(command) for command in read(text, **known).commands]


def marked(text: str, attribute: str) -> list[str]:
    """The programs of which a fact holds."""
    return [command.program for command in read(text).commands if getattr(command, attribute)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# only a comment", []),
        ("npm ci", ["npm ci"]),
        ("a && b || c; d & e | f", ["a", "b", "c", "d", "e", "f"]),
        ("a\n\n b \\\n  c\n", ["a", "b c"]),
        ("echo 'a b' \"c d\" e\\ f g''h", ["echo a b c d e f gh"]),
        ("echo $'a\\tb' \"x\\$y\" 'x$y'", ["echo a\tb x$y x$y"]),
        ("echo a#b #c", ["echo a#b"]),
        ("( cd a && make ) && npm ci", ["cd a", "make", "npm ci"]),
        ("{ a; b; } > log", ["a", "b"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("while a; do b; done < file", ["a", "b"]),
        ("until a; do b; done", ["a", "b"]),
        ("for x in 1 2; do a $x; done", ["a ?"]),
        ("for x in 1; do a $x; done; b $x", ["a 1", "b ?"]),
        ("for ((i=0; i<3; i++)); do a; done", ["a"]),
        ("case $x in a|b) c ;; (d) e;; *) f; esac", ["c", "e", "f"]),
        ("f() { a; }; f", ["a", "f"]),
        ("function f { a; }", ["a"]),
        ("[[ -f x && ( $y == z* || a < b ) ]] && c", ["[[ -f x && ( ? == z* || a < b ) ]]", "c"]),
        ("(( i += $(a) )); b", ["a", "b"]),
        ('a $(b `c`) "$(d)" $((1 + $(e)))', ["a ? ? ?", "b ?", "c", "d", "e"]),
        ("a `b \\`c\\``", ["a ?", "b ?", "c"]),
        ("a <(b) > >(c)", ["a ?", "b", "c"]),
        ("arr=(a b); c ${arr[@]}", ["?", "c ?"]),
        ("rm -rf !(keep)", ["rm -rf ?"]),
        ("a && # why\n b", ["a", "b"]),
        ("echo if then done", ["echo if then done"]),
        ("if=1; }x", ["?", "}x"]),
    ],
)
def test_commands_in_source_order(text: str, expected: list[str]) -> None:
    assert programs(text) == expected


@pytest.mark.parametrize(
    ("text", "program", "wrappers"),
    [
        ("FOO=1 sudo -E env B=2 /usr/bin/apt-get -y install x", "apt-get -y install x", ("assignment", "sudo", "env")),
        ("sudo -u app -- npm ci", "npm ci", ("sudo",)),
        ("env -u A -i B=1 C=2 npm ci", "npm ci", ("env",)),
        ("exec gosu app npm ci", "npm ci", ("exec", "gosu")),
        ("timeout -k 5 10m npm ci", "npm ci", ("timeout",)),
        ("nice -n 10 nohup time -p npm ci", "npm ci", ("nice", "nohup", "time")),
        ("runuser -u app -- npm ci", "npm ci", ("runuser",)),
        ("busybox wget x", "wget x", ("busybox",)),
        ("python3.12 -m pip install x", "pip install x", ("python -m",)),
        ("python -Im pip install x", "pip install x", ("python -m",)),
        ("python -m http.server", "python -m http.server", ()),
        ("python manage.py -m pip", "python manage.py -m pip", ()),
        ("xargs -n 1 apt-get install -y < list", "apt-get install -y ?", ("xargs",)),
        ("command -v curl", "command -v curl", ()),
        ("sudo", "sudo", ()),
        ("sudo $options npm ci", "sudo ? npm ci", ()),
        ("env A=1", "env A=1", ()),
        ("$VENV/bin/pip install x", "pip install x", ()),
        ("$PIP install x", "? install x", ()),
        ("${X}pip install x", "? install x", ()),
        ("retry npm ci", "retry npm ci", ()),
    ],
)
def test_wrappers_are_taken_away(text: str, program: str, wrappers: tuple[str, ...]) -> None:
    command = read(text).commands[0]
    assert (shown(command), command.wrappers) == (program, wrappers)


@pytest.mark.parametrize(
    ("text", "program", "through"),
    [
        ("poetry run pip install x", "pip install x", ("poetry run",)),
        ("uv run --with x python -m app", "python -m app", ("uv run",)),
        ("npx -y create-app x", "create-app x", ("npx",)),
        ("corepack yarn install", "yarn install", ("corepack",)),
        ("bundle exec rails assets:precompile", "rails assets:precompile", ("bundle exec",)),
        ("corepack enable", "corepack enable", ()),
        ("uv sync", "uv sync", ()),
        ("npx", "npx", ()),
    ],
)
def test_runners_leave_a_note(text: str, program: str, through: tuple[str, ...]) -> None:
    command = read(text).commands[0]
    assert (shown(command), command.through) == (program, through)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sh -c 'apk add curl; curl -k x'", ["apk add curl", "curl -k x"]),
        ('bash -euxo pipefail -c "a \\"b c\\""', ["a b c"]),
        ("sudo su -c 'npm ci' app", ["npm ci"]),
        ("su app -c 'npm ci'", ["npm ci"]),
        ('sh -c "$X"', ["sh -c ?"]),
        ("sh install.sh -c x", ["sh install.sh -c x"]),
        ("bash <<'E'\nnpm ci\nE\nb", ["bash", "npm ci", "b"]),
        ("cat <<E | sh\nnpm ci\nE", ["cat", "sh"]),
        ("python3 <<E\nimport os\nE", ["python3"]),
        ("bash build.sh <<E\nnpm ci\nE", ["bash build.sh"]),
        (
            "find . -name x -exec rm {} \\; -o -exec ls {} +",
            ["find . -name x -exec rm {} ; -o -exec ls {} +", "rm {}", "ls {}"],
        ),
    ],
)
def test_scripts_inside_scripts(text: str, expected: list[str]) -> None:
    assert programs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a $x", ["a 1"]),
        ('a "$x" ${x}y ${x:-z}', ["a 1 1y 1"]),
        ("a ${empty:-z} ${empty-z} ${x:+z} ${empty:+z}w", ["a z z w"]),
        ("a ${x%.gz} ${x:0:1} ${#x} ${!x}", ["a ? ? ? ?"]),
        ("a ${nothing:-z} $unset", ["a ? ?"]),
        ("x=2; a $x", ["?", "a 2"]),
        ("x=2 a $x", ["a 1"]),
        ("x+=2; a $x", ["?", "a ?"]),
        ("export x=2; a $x", ["export x=2", "a 2"]),
        ("if y; then x=2; fi; a $x", ["y", "?", "a ?"]),
        ("y && x=2; a $x", ["y", "?", "a 2"]),
        ("(x=2; a $x); a $x", ["?", "a 2", "a 1"]),
        (". ./env; a $x", [". ./env", "a ?"]),
        ("read x; a $x", ["read x", "a ?"]),
        ('a $two "$two" p$two', ["a b c b c pb c"]),
        ("a $empty b", ["a b"]),
        ('a "$empty" b', ["a  b"]),
    ],
)
def test_variables(text: str, expected: list[str]) -> None:
    assert programs(text, x="1", empty="", two="b c", nothing=None) == expected


def test_a_loop_variable_stands_for_its_values() -> None:
    (command,) = read("for d in api web; do npm ci --prefix apps/$d; done").commands
    assert command.arguments[-1].values == ("apps/api", "apps/web")
    (command,) = read("for f in *.txt; do cat $f; done").commands
    assert command.arguments[-1].values == ()


@pytest.mark.parametrize(
    ("text", "directories"),
    [
        ("a", [()]),
        ("cd x && a", [(), ("x",)]),
        ("cd x; a\nb", [(), ("x",), ("x",)]),
        ("cd x && cd ../y && a", [(), ("x",), ("x", "../y")]),
        ("cd x && cd /y && a", [(), ("x",), ("/y",)]),
        ("( cd x && a ) && b", [(), ("x",), ()]),
        ("{ cd x && a; } && b", [(), ("x",), ("x",)]),
        ("cd x | a; b", [(), (), ()]),
        ("cd x & a", [(), ("x",)]),
        ("cd x && a && cd - && b", [(), ("x",), ("x",), ()]),
        ("pushd x; a; popd; b", [(), ("x",), ("x",), ()]),
        ("cd; a", [(), None]),
        ("cd $X; a", [(), None]),
        ("cd ~; a", [(), None]),
        ("cd $X; cd /y; a", [(), None, ("/y",)]),
        ("cd x || exit 1; a", [(), ("x",), ("x",)]),
        ("[ -d x ] && cd x && a; b", [(), (), ("x",), None]),
        ("if a; then cd x; b; fi; c", [(), (), ("x",), None]),
        ("for d in x; do cd $d; a; done; b", [(), ("x",), None]),
        ("f() { a; }; b", [None, ()]),
        ("sh -c 'cd x && a'; b", [(), ("x",), ()]),
        ("sudo -D x a", [None]),
    ],
)
def test_working_directory(text: str, directories: list[tuple[str, ...] | None]) -> None:
    assert [command.cwd for command in read(text).commands] == directories


@pytest.mark.parametrize(
    ("text", "conditional"),
    [
        ("a && b", []),
        ("a || b", ["b"]),
        ("a || b && c", ["b"]),
        ("[ -f x ] && b && c", ["b", "c"]),
        ("command -v x && b", ["b"]),
        ("if a; then b; fi; c", ["b"]),
        ("while a; do b; done", ["b"]),
        ("case x in y) b ;; esac", ["b"]),
        ("find . -exec b \\;", ["b"]),
    ],
)
def test_what_may_not_run(text: str, conditional: list[str]) -> None:
    assert marked(text, "conditional") == conditional


@pytest.mark.parametrize(
    ("text", "unchecked"),
    [
        ("a && b", []),
        ("a; b", ["a"]),
        ("a\nb\n", ["a"]),
        ("set -e; a; b", []),
        ("set -ex\na\nb", []),
        ("set -o errexit; a; b", []),
        ("set -e; set +e; a; b", ["set", "a"]),
        ("a & b", ["a"]),
        ("a || true", ["a"]),
        ("a && b || :; c", ["a", "b", ":"]),
        ("a || echo failed; b", ["a", "echo"]),
        ("a || exit 1; b", ["exit"]),
        ("a | b", ["a"]),
        ("set -o pipefail && a | b", []),
        ("set -e; a && b; c", ["a"]),
        ("if a; then b; fi", []),
        ("if a; then b; fi; c", ["b"]),
        ("(a && b); c", ["a", "b"]),
        ("sh -ec 'a; b'", []),
        ("sh -c 'a; b'", ["a"]),
    ],
)
def test_whose_failure_goes_unnoticed(text: str, unchecked: list[str]) -> None:
    assert marked(text, "unchecked") == unchecked


def test_pipelines() -> None:
    script = read("set -o pipefail; a | { b; c; } | d; e")
    (pipeline,) = script.pipelines
    assert [[command.program for command in member] for member in pipeline.members] == [["a"], ["b", "c"], ["d"]]
    assert pipeline.pipefail
    assert script.commands[-1].pipeline is None
    assert not read("a | b").pipelines[0].pipefail


def test_options_of_the_shell_are_in_force() -> None:
    script = parse_script(Excerpt.verbatim(Source("run", "a | b; c")), options=["-eo", "pipefail", "-c"])
    assert script is not None
    assert script.pipelines[0].pipefail
    assert not any(command.unchecked for command in script.commands)


def test_redirections() -> None:
    command = read("a < in > out 2>&1 >>log &>all <<<'x y'").commands[0]
    assert [(r.descriptor, r.operator, r.target.value) for r in command.redirections] == [
        ("", "<", "in"),
        ("", ">", "out"),
        ("2", ">&", "1"),
        ("", ">>", "log"),
        ("", "&>", "all"),
        ("", "<<<", "x y"),
    ]
    assert read("a 2 > b").commands[0].arguments[0].value == "2"


def test_heredocs() -> None:
    script = read("cat <<A <<-'B' && c\nx $y\nA\n\tz\n\tB\nd")
    cat, c, d = script.commands
    assert [r.body.text for r in cat.redirections if r.body] == ["x $y\n", "\tz\n"]
    assert (c.program, d.program) == ("c", "d")


def test_heredoc_bodies_from_elsewhere() -> None:
    source = Source("Dockerfile", "RUN <<EOT bash\nset -e\nnpm ci\nEOT\n")
    line, body = Excerpt.verbatim(source, 4, 14), Excerpt.verbatim(source, 15, 29)
    script = parse_script(line, bodies=[body])
    assert script is not None
    assert [shown(command) for command in script.commands] == ["bash", "set -e", "npm ci"]
    assert script.commands[2].span.text == "npm ci"
    python = parse_script(Excerpt.verbatim(source, 4, 9), bodies=[body])
    assert python is not None
    assert [command.program for command in python.commands] == [""]


def test_spans() -> None:
    text = 'A=1 npm ci --prefix=x && (cd y; sh -c "yarn \\"z\\"") # end'
    script = read(text)
    assert [command.span.text for command in script.commands] == ["A=1 npm ci --prefix=x", "cd y", 'yarn \\"z\\"']
    npm, _, yarn = script.commands
    assert [word.span.text for word in npm.arguments] == ["ci", "--prefix=x"]
    assert npm.program_word is not None
    assert npm.program_word.span.text == "npm"
    assert yarn.arguments[0].value == "z"
    assert npm.after is not None
    assert (npm.after.text, npm.after.span.start) == ("&&", text.index("&&"))
    assert [comment.text for comment in script.comments] == ["# end"]


def test_spans_go_through_the_excerpt() -> None:
    source = Source("Dockerfile", "RUN a && \\\n  npm \\\n  ci\n")
    text = source.text
    excerpt = Excerpt.verbatim(source, 0, len(text)).pick([(4, 9), (11, 17), (19, 23)])
    script = parse_script(excerpt)
    assert script is not None
    npm = script.commands[1]
    assert npm.span.text == "npm \\\n  ci"
    assert npm.arguments[0].span.text == "ci"
    assert npm.arguments[0].exact


@pytest.mark.parametrize(
    "text",
    [
        "echo 'a",
        'echo "a',
        "echo `a",
        "echo $(a",
        "echo ${a",
        "echo $((1",
        "(a",
        "a)",
        "if a; then b",
        "for x in a; b",
        "case x in a) b",
        "{ a; ",
        "a && && b",
        "; a",
        "a (b)",
        "a >",
        "[[ a",
        "done",
        "#!/usr/bin/env python3\nimport os",
        "#!/usr/bin/perl\nprint",
        "echo it's <<EOF",
    ],
)
def test_gives_up(text: str) -> None:
    assert parse_script(Excerpt.verbatim(Source("run", text))) is None


@pytest.mark.parametrize(
    "first", ["#!/bin/sh", "#!/bin/bash -e", "#!/usr/bin/env bash", "#! /bin/dash", "#!/usr/bin/env -S bash -e"]
)
def test_shell_shebangs(first: str) -> None:
    assert programs(f"{first}\na\nb") == ["a", "b"]


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "text",
    [
        "$(" * 50_000,
        "((" * 50_000,
        '"$(' * 50_000,
        "${x:-" * 50_000,
        "`" * 50_001,
        "a=$a$a;" * 9_000,
        "a=xxxx;" + "a=$a$a;" * 100,
        "cd a;" * 9_000,
        "(a=1);" * 9_000,
        "sudo " * 60_000,
        "find " + "-exec a " * 30_000,
        "runuser -u x " * 20_000,
        "cat <<A\n" * 20_000,
        'sh -c "' + '\\"' * 30_001 + '"',
        "{ " + "a;" * 5_000 + "}" + ">x " * 5_000,
        "case x in " + "a|" * 30_000,
        "for a in 1 2 3 4 5 6 7 8; do for b in 1 2 3 4 5 6 7 8; do " + "echo $a$b;" * 4_000 + "done; done",
        "\\\n" * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_is_cheap(text: str) -> None:
    parse_script(Excerpt.verbatim(Source("run", text)))


def argv(source: Source, *words: str) -> list[tuple[str, Span]]:
    """Exec-form words, each written as a JSON string."""
    result, at = [], 0
    for word in words:
        at = source.text.index('"', at)
        end = source.text.index('"', at + 1) + 1
        result.append((word, Span(source, at, end)))
        at = end
    return result


def test_exec_form() -> None:
    source = Source("Dockerfile", 'RUN ["npm", "ci", "$X"]')
    (command,) = command_of(argv(source, "npm", "ci", "$X")).commands
    assert shown(command) == "npm ci $X"
    assert command.arguments[0].span.text == "ci"


def test_exec_form_of_a_shell() -> None:
    source = Source("Dockerfile", 'CMD ["/bin/sh", "-c", "cd x && npm ci"]')
    cd, npm = command_of(argv(source, "/bin/sh", "-c", "cd x && npm ci")).commands
    assert (shown(cd), shown(npm), npm.cwd) == ("cd x", "npm ci", ("x",))
    assert npm.span.text == "npm ci"
    broken = Source("Dockerfile", 'CMD ["sh", "-c", "echo \'"]')
    assert command_of(argv(broken, "sh", "-c", "echo '")).commands == []


@pytest.mark.parametrize(
    ("text", "taking", "options", "operands"),
    [
        ("x -fsSLk url", "", [("-f", None), ("-s", None), ("-S", None), ("-L", None), ("-k", None)], ["url"]),
        ("x -r a -rb --req=c --req d e", "-r --req", [("-r", "a"), ("-r", "b"), ("--req", "c"), ("--req", "d")], ["e"]),
        ("x -yqr a", "-r", [("-y", None), ("-q", None), ("-r", "a")], []),
        ("x --flag a -- -b", "", [("--flag", None)], ["a", "-b"]),
        ("x - a", "", [], ["-", "a"]),
        ("x --req=$U -r $U", "-r --req", [("--req", None), ("-r", None)], []),
        ("x -r", "-r", [("-r", None)], []),
    ],
)
def test_options(text: str, taking: str, options: list[tuple[str, str | None]], operands: list[str]) -> None:
    split = split_options(read(text).commands[0].arguments, taking.split())
    assert [(option.name, option.value) for option in split] == options
    assert [word.value for word in split.operands] == operands
    assert not split.unclear


def test_single_dash_options_and_unclear_words() -> None:
    split = split_options(read("go build -mod=vendor -o out ./... $X").commands[0].arguments, ["-o"], single_dash=True)
    assert [(option.name, option.value) for option in split] == [("-mod", "vendor"), ("-o", "out")]
    assert split.unclear


@pytest.mark.parametrize(
    ("text", "words", "assigned"),
    [
        ("a b", ["a", "b"], []),
        ("a\t b \\\n c", ["a", "b", "c"], []),
        ("a b #c d", ["a", "b"], []),
        ("a b#c d", ["a", "b#c", "d"], []),
        ("a b 2>c d", ["a", "b", "d"], []),
        ("a 2&>c d", ["a", "d"], []),
        ("a {x}>c d", ["a", "d"], []),
        ("A=b C+=d e F=g", ["e", "F=g"], ["A=b", "C+=d"]),
        ("=b c", ["=b", "c"], []),
        ("a 'b c' d", ["a", "'b c'", "d"], []),
        ("a if then", ["a", "if", "then"], []),
        ("a b& ", ["a", "b"], []),
    ],
)
def test_plain_words_and_what_looks_like_them(text: str, words: list[str], assigned: list[str]) -> None:
    script = parse_script(Excerpt.verbatim(Source("x", text)))
    assert script is not None
    (command,) = script.commands
    assert [word.raw for word in command.words] == words
    assert [word.span.text for word in command.words] == words
    assert [assignment.word.raw for assignment in command.assignments] == assigned
