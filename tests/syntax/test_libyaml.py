"""The C extension alone, and PyYAML as everybody else knows it afterwards."""

from __future__ import annotations

import subprocess
import sys

import pytest

READ = "from composelint.core.source import Source; from composelint.syntax import yaml as reader; "
BROKEN = """import yaml
try:
    yaml.load('[', Loader=yaml.CSafeLoader)
except yaml.YAMLError as error:
    print(error.problem_mark.index)
"""


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", READ + code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_reading_loads_no_more_than_the_extension() -> None:
    code = "reader.parse(Source('f', 'a: 1')); import sys; print({'yaml.reader', 'yaml.resolver'} & set(sys.modules))"
    assert python(code) == "set()"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import yaml; print(yaml.safe_load('a: [1, on]'))", "{'a': [1, True]}"),
        ("from yaml import CSafeLoader, load; print(load('a: 1', Loader=CSafeLoader))", "{'a': 1}"),
        ("import yaml.constructor; print(yaml.constructor.SafeConstructor.__module__)", "yaml.constructor"),
        ("import yaml; print(yaml.dump({'a': 1}).strip(), yaml.error.YAMLError is yaml.YAMLError)", "a: 1 True"),
        (BROKEN, "1"),
    ],
)
def test_the_package_is_whole_for_everybody_else(code: str, expected: str) -> None:
    assert python(f"reader.parse(Source('f', 'a: 1'))\n{code}") == expected


@pytest.mark.parametrize("text", ["a: 'x", "a: \x01", "a:\n\t- b", "- *x"])
def test_errors_are_the_same_alone_and_within_the_whole(text: str) -> None:
    said = f"print([str(p.defect.message) for p in reader.parse(Source('f', {text!r})).problems])"
    assert python(said) == python("import yaml\n" + said) != "[]"


def test_without_the_extension_the_python_reader_serves() -> None:
    block = "import sys; sys.modules['yaml._yaml'] = None\n"
    read = "document = reader.parse(Source('f', 'a: 0777')).documents[0]; print(document.entries[0][1].value)"
    assert python(block + read) == "511"
