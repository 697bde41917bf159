"""What a service listens on: every way to tell a server beside one that leaves it unknown."""

from __future__ import annotations

import json

import pytest
from loaded import service, services

from composelint.model.listening import Evidence, listening

PYTHON = "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\n"
ANYWHERE, LOOPBACK, UNKNOWN = "anywhere", "loopback", "unknown"

COMMANDS: list[tuple[str, set[int], bool, bool]] = [
    # command, ports, complete, loopback
    ("uvicorn main:app", {8000}, True, True),
    ("uvicorn main:app --host 127.0.0.1 --port 80", {80}, True, True),
    ("uvicorn main:app --host=0.0.0.0 --port=80", {80}, True, False),
    ("uvicorn main:app --host :: --port 80", {80}, True, False),
    ("uvicorn main:app --host 10.0.0.5", {8000}, True, False),
    ("uvicorn main:app --host ${HOST} --port 80", {80}, True, False),
    ("uvicorn main:app --port ${PORT}", set(), False, True),
    ("uvicorn main:app --uds /run/app.sock", set(), False, False),
    ("python -m uvicorn main:app", {8000}, True, True),
    ("poetry run uvicorn main:app", {8000}, True, True),
    ("sh -c 'alembic upgrade head && uvicorn main:app'", {8000}, True, True),
    ("sh -c 'nginx & uvicorn main:app'", set(), False, False),
    ("sh -c 'service nginx start; uvicorn main:app'", set(), False, False),
    ("./entrypoint.sh uvicorn main:app", set(), False, False),
    ("fastapi dev main.py", {8000}, True, True),
    ("fastapi run main.py --port 80", {80}, True, False),
    ("hypercorn main:app", {8000}, True, True),
    ("hypercorn main:app -b 127.0.0.1:81 -b 0.0.0.0:82", {82}, False, False),
    ("hypercorn main:app -c hypercorn.toml", set(), False, False),
    ("daphne site.asgi:app", {8000}, True, True),
    ("daphne -b 0.0.0.0 -p 8001 site.asgi:app", {8001}, True, False),
    ("gunicorn -b 127.0.0.1:80 app:app", {80}, True, True),
    ("gunicorn --bind=:8080 app:app", {8080}, True, False),
    ("gunicorn --bind unix:/run/app.sock app:app", set(), False, False),
    ("gunicorn -b [::]:8080 app:app", {8080}, True, False),
    ("flask run --host=0.0.0.0", {5000}, False, False),
    ("flask --app shop run -h 0.0.0.0 -p 5001", {5001}, True, False),
    ("flask --app shop routes", set(), False, False),
    ("python manage.py runserver", {8000}, True, True),
    ("python manage.py runserver 8001", {8001}, True, True),
    ("python manage.py runserver 0:8001", {8001}, True, False),
    ("python manage.py runserver 0.0.0.0:8001 --settings shop.dev", {8001}, True, False),
    ("python manage.py runserver localhost:8001", {8001}, True, True),
    ("python manage.py migrate", set(), False, False),
    ("python -m http.server 8080", {8080}, True, False),
    ("streamlit run app.py --server.port=80", {80}, True, False),
    ("mlflow server", {5000}, True, True),
    ("mlflow ui --host 0.0.0.0 --port 5050", {5050}, True, False),
    ("python app.py", set(), False, False),
    ("python app.py --port 99", {99}, False, False),
    ("python app.py --listen 127.0.0.1:99", {99}, False, True),
    ("python app.py --listen 0.0.0.0:99", {99}, False, False),
    ("python app.py --host localhost", set(), False, False),
    ("python app.py --workers 99", set(), False, False),
    ("celery -A shop worker", set(), False, False),
    ("npx vite build", set(), False, False),
    ("jupyter nbconvert x.ipynb", set(), False, False),
    ("php -S localhost:8000 -t public", {8000}, True, True),
    ("php -S 0.0.0.0:8000", {8000}, True, False),
    ("php index.php --port 80", {80}, False, False),
]  # fmt: skip


def evidence(text: str, dockerfile: str | None = None, *others: tuple[str, str], complete: bool = False) -> Evidence:
    return listening(service(text, dockerfile, *others, complete=complete))


@pytest.mark.parametrize(("command", "ports", "complete", "loopback"), COMMANDS)
def test_commands(command: str, ports: set[int], complete: bool, loopback: bool) -> None:
    found = evidence(f"a: {{build: ., command: {json.dumps(command)}}}", PYTHON)
    assert (set(found.ports), found.complete, found.loopback is not None) == (ports, complete, loopback)


@pytest.mark.parametrize(
    ("text", "dockerfile", "ports", "complete"),
    [
        ("a: {image: 'postgres:17'}", None, {5432}, True),
        ("a: {image: 'postgres:17', volumes: ['d:/var/lib/postgresql/data']}", None, {5432}, True),
        ("a: {image: 'postgres:17', command: -p 5433}", None, {5433}, True),
        ("a: {image: 'postgres:17', command: -c port=5433 -c fsync=off}", None, {5433}, True),
        ("a: {image: 'postgres:17', environment: {PGPORT: 5433}}", None, {5433}, True),
        ("a: {image: 'postgres:17', environment: {PGPORT: '${PGPORT}'}}", None, {5432}, False),
        ("a: {image: 'postgres:17', env_file: elsewhere.env}", None, {5432}, False),
        ("a: {image: 'postgres:17', volumes: ['./etc:/etc/postgresql']}", None, {5432}, False),
        ("a: {image: 'postgres:17', configs: [settings]}", None, {5432}, False),
        ("a: {image: 'postgres:17', entrypoint: ./mine}", None, {5432}, False),
        ("a: {image: 'postgres:17', network_mode: host}", None, {5432}, False),
        ("a: {image: 'mysql:9', command: --port=3307}", None, {3307, 33060}, True),
        ("a: {image: 'redis:8', command: redis-server --port 6380 --save 60 1}", None, {6380}, True),
        ("a: {image: 'redis:8', command: redis-server /etc/redis.conf}", None, {6379}, False),
        ("a: {image: 'nginx:1.29', volumes: ['./html:/usr/share/nginx/html']}", None, {80}, True),
        ("a: {image: 'nginx:1.29', volumes: ['./etc:/etc/nginx/conf.d']}", None, {80}, False),
        ("a: {image: 'nginx:1.29', volumes: ['./etc:/etc']}", None, {80}, False),
        ("a: {image: 'nginx:1.29', volumes: ['./etc:${PLACE}']}", None, {80}, False),
        ("a: {image: 'adminer:5'}", None, {8080}, True),
        ("a: {image: 'adminer:5', volumes: ['./x.php:/var/www/html/index.php']}", None, {8080}, False),
        ("a: {image: 'caddy:2'}", None, {80, 443, 2019}, False),
        ("a: {image: 'acme/unheard-of'}", None, set(), False),
        ("a: {image: '${IMAGE}'}", None, set(), False),
        ("a: {image: 'acme/unheard-of', expose: [9000, '9001/udp'], ports: ['80:81']}", None, {9000}, False),
        ("a: {build: .}", "FROM node:22\nEXPOSE 3000 53/udp\nCMD node server.js\n", {3000}, False),
        ("a: {build: ., environment: {PORT: 4000, DB_PORT: 5432}}", "FROM node:22\nCMD node x.js\n", {4000}, False),
        ("a: {build: .}", "FROM node:22\nENV PORT=4000\nCMD node x.js\n", {4000}, False),
        ("a: {build: .}", "FROM nginx:1.29\nCOPY dist /usr/share/nginx/html\n", {80}, True),
        ("a: {build: .}", 'FROM nginx:1.29\nCMD ["nginx", "-g", "daemon off;"]\n', {80}, True),
        ("a: {build: .}", "FROM nginx:1.29\nCOPY site.conf /etc/nginx/conf.d/default.conf\n", {80}, False),
        ("a: {build: .}", "FROM nginx:1.29\nRUN sed -i s/80/81/ /etc/nginx/conf.d/default.conf\n", {80}, False),
        ("a: {build: .}", PYTHON + 'EXPOSE 80\nCMD ["uvicorn", "main:app"]\n', {80, 8000}, True),
        ("a: {build: ., environment: {UVICORN_PORT: 81}}", PYTHON + "CMD uvicorn main:app\n", {81}, True),
        ("a: {build: ., env_file: elsewhere.env}", PYTHON + "CMD uvicorn main:app\n", {8000}, False),
        ("a: {build: ., env_file: elsewhere.env}", PYTHON + "CMD uvicorn main:app --port 81\n", {81}, True),
        ("a: {build: .}", PYTHON + "ENV PORT=81\nCMD uvicorn main:app --port $PORT\n", {81}, True),
        ("a: {build: ., environment: {PORT: 82}}", PYTHON + "ENV PORT=81\nCMD uvicorn x:y --port $PORT\n", {82}, True),
        ("a: {build: .}", PYTHON + "CMD uvicorn main:app --port ${PORT:-83}\n", set(), False),
        ("a: {build: .}", PYTHON + 'ENV PORT=81\nCMD ["uvicorn", "main:app", "--port", "$PORT"]\n', set(), False),
        ("a: {build: .}", None, set(), False),
    ],
)  # fmt: skip
def test_images_and_dockerfiles(text: str, dockerfile: str | None, ports: set[int], complete: bool) -> None:
    found = evidence(text, dockerfile)
    assert (set(found.ports), found.complete) == (ports, complete)


@pytest.mark.parametrize(
    ("text", "dockerfile", "port", "expected"),
    [
        ("a: {image: 'postgres:17'}", None, 5432, True),
        ("a: {image: 'postgres:17'}", None, 5433, False),
        ("a: {image: 'postgres:17', environment: {SECOND: 'x:5433'}}", None, 5433, None),
        ("a: {image: 'postgres:17', volumes: ['./etc:/etc/postgresql']}", None, 5433, None),
        ("a: {build: .}", PYTHON + "CMD uvicorn main:app\n", 3000, False),
        ("a: {build: .}", PYTHON + "CMD uvicorn main:app\n", 5678, None),
        ("a: {build: .}", PYTHON + "ENV METRICS=3000\nCMD uvicorn main:app\n", 3000, None),
        ("a: {build: .}", PYTHON + "CMD python main.py\n", 3000, None),
    ],
)
def test_what_nobody_can_know_is_neither_true_nor_false(
    text: str, dockerfile: str | None, port: int, expected: bool | None
) -> None:
    assert evidence(text, dockerfile).listens(port) is expected


def test_who_shares_a_network_may_listen_there() -> None:
    found = services("a: {image: 'postgres:17'}\nb: {image: x/y, network_mode: 'service:a'}")
    assert not listening(found["a"]).complete
    assert not listening(found["b"]).complete


@pytest.mark.parametrize(
    ("text", "dockerfile", "place"),
    [
        ("a: {image: 'redis:8', command: redis-server --bind 127.0.0.1}", None, "127.0.0.1"),
        ("a: {image: 'redis:8', command: redis-server --bind 127.0.0.1 10.0.0.4}", None, None),
        ("a: {image: 'postgres:17', command: -c listen_addresses=localhost}", None, "listen_addresses=localhost"),
        ("a: {image: 'postgres:17', command: -c listen_addresses=*}", None, None),
        ("a: {image: 'mysql:9', command: --bind-address=127.0.0.1}", None, "--bind-address=127.0.0.1"),
        ("a: {image: 'mongo:8', command: mongod --bind_ip localhost}", None, "localhost"),
        ("a: {build: ., environment: {UVICORN_HOST: 127.0.0.1}}", PYTHON + "CMD uvicorn main:app\n", "127.0.0.1"),
        ("a: {build: ., environment: {UVICORN_HOST: 0.0.0.0}}", PYTHON + "CMD uvicorn main:app\n", None),
        ("a: {build: .}", PYTHON + 'CMD ["uvicorn", "x:y"]\n', 'CMD ["uvicorn", "x:y"]'),
        ("a: {build: ., network_mode: host}", PYTHON + "CMD uvicorn main:app\n", None),
        ("a: {build: .}", "FROM acme/base\nCMD uvicorn main:app\n", None),
        ("a: {build: .}", "FROM acme/base\nCMD uvicorn --host 127.0.0.1 x:y\n", "CMD uvicorn --host 127.0.0.1 x:y"),
        ("a: {build: .}", PYTHON + "CMD gunicorn app:app\n", None),
        ("a: {build: .}", "FROM ruby:3.4\nCMD bin/rails server -p 80\n", None),
    ],
)
def test_loopback(text: str, dockerfile: str | None, place: str | None) -> None:
    found = evidence(text, dockerfile).loopback
    assert (found.at.text.strip("'\"") if found else None) == place


def test_each_port_says_where_it_is_written() -> None:
    found = evidence("a: {build: ., command: uvicorn main:app --port 81}", PYTHON + "EXPOSE 82\n")
    assert {port: (heard.at.text, heard.words) for port, heard in found.ports.items()} == {
        81: ("81", "uvicorn listens on 81"),
        82: ("82", "its image exposes 82"),
    }


NODE = "FROM node:22-alpine\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY . .\n"

SCRIPTS: list[tuple[str, str, set[int], bool, bool]] = [
    # what package.json runs, the command, ports, complete, loopback
    ("vite", "npm run dev", {5173}, True, True),
    ("vite", "npm run dev -- --host", {5173}, True, False),
    ("vite", "yarn dev --host", {5173}, True, False),
    ("vite --host --port 80", "pnpm dev", {80}, True, False),
    ("next dev -p 4000", "npm run dev", {4000}, True, False),
    ("PORT=4000 vite", "npm run dev", set(), False, False),
    ("tsc && vite", "npm run dev", set(), False, False),
    ("npm run dev", "npm run dev", set(), False, False),
    ("vite", "npm run other", set(), False, False),
]


@pytest.mark.parametrize(("script", "command", "ports", "complete", "loopback"), SCRIPTS)
def test_scripts_of_package_json(script: str, command: str, ports: set[int], complete: bool, loopback: bool) -> None:
    found = evidence(
        f"a: {{build: ., command: {json.dumps(command)}}}",
        NODE,
        ("package.json", json.dumps({"scripts": {"dev": script}})),
        complete=True,
    )
    assert (set(found.ports), found.complete, found.loopback is not None) == (ports, complete, loopback)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"scripts": []}', '{"scripts": {"dev": 3}}', "[" * 5000])
def test_a_package_json_that_is_none(text: str) -> None:
    found = evidence("a: {build: ., command: npm run dev}", NODE, ("package.json", text), complete=True)
    assert not found.ports


FLASK = "from flask import Flask\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("source", "loopback"),
    [
        (FLASK + "app.run()\n", True),
        (FLASK + "app.run(debug=True, port=5000)\n", True),
        (FLASK + "app.run(host='0.0.0.0')\n", False),
        (FLASK + "app.run('0.0.0.0')\n", False),
        (FLASK + "app.run(**options)\n", False),
        (FLASK + "app.run(port=int(os.environ['PORT']))\n", False),
        (FLASK + "app.run()\nother.run(host=x)\n", True),
        (FLASK + "app.run()\napp.run(host=x)\n", False),
        ("app.run()\n", False),
        ("import uvicorn\nuvicorn.run('main:app', port=80)\n", True),
        ("import uvicorn\nuvicorn.run('main:app', host='0.0.0.0', port=80)\n", False),
    ],
)
def test_a_script_that_starts_its_server(source: str, loopback: bool) -> None:
    found = evidence("a: {build: ., command: python app.py}", PYTHON, ("app.py", source), complete=True).loopback
    assert (found is not None) is loopback
    assert found is None or not found.certain


@pytest.mark.parametrize(
    ("command", "files", "loopback"),
    [
        ("gunicorn app:app", {}, True),
        ("gunicorn app:app", {"gunicorn.conf.py": "bind = ':8000'"}, False),
        ("gunicorn app:app", {"gunicorn.conf.py": "workers = 4"}, True),
        ("flask run", {}, True),
        ("flask run", {".flaskenv": "FLASK_RUN_HOST=0.0.0.0"}, False),
        ("flask run", {".flaskenv": "FLASK_APP=shop"}, True),
        ("npx vite", {"vite.config.ts": "export default {server: {host: true}}"}, False),
        ("npx vite", {"vite.config.ts": "export default {plugins: []}"}, True),
        ("rails s", {"config/puma.rb": "port 3000"}, True),
        ("rails s", {"config/puma.rb": "bind 'tcp://0.0.0.0:3000'"}, False),
    ],
)
def test_files_that_a_program_reads(command: str, files: dict[str, str], loopback: bool) -> None:
    dockerfile = PYTHON.replace("python:3.13-slim", "ruby:3.4") if "rails" in command else PYTHON
    found = evidence(f"a: {{build: ., command: {command}}}", dockerfile, *files.items(), complete=True)
    assert (found.loopback is not None) is loopback


def test_the_environment_of_rails() -> None:
    ruby = "FROM ruby:3.4\nWORKDIR /app\nCOPY . .\n"
    assert evidence("a: {build: ., command: rails s}", ruby, complete=True).loopback
    assert not evidence("a: {build: ., command: rails s, environment: {RAILS_ENV: production}}", ruby).loopback


BY_SCRIPT: list[tuple[str, str, str, set[int], bool]] = [
    # the script, how it is started, ports, loopback
    ("entrypoint.sh", '#!/bin/sh\nset -e\nalembic upgrade head\nexec "$@"\n', "uvicorn x:y", {8000}, True),
    ("entrypoint.sh", '#!/bin/sh\nexec gosu app "$@"\n', "uvicorn x:y", {8000}, True),
    ("entrypoint.sh", '#!/bin/sh\nexec "$@" --host 0.0.0.0\n', "uvicorn x:y", set(), False),
    ("entrypoint.sh", '#!/bin/sh\nexport UVICORN_HOST=0.0.0.0\nexec "$@"\n', "uvicorn x:y", set(), False),
    ("entrypoint.sh", '#!/bin/sh\nnginx\nexec "$@"\n', "uvicorn x:y", set(), False),
    ("start.sh", "#!/bin/sh\nalembic upgrade head\nexec uvicorn x:y --port=81\n", "", {81}, True),
    ("start.sh", "#!/bin/sh\nexec uvicorn x:y --host 0.0.0.0\n", "", {8000}, False),
    ("start.sh", "#!/bin/sh\ncelery -A x worker &\nexec uvicorn x:y\n", "", set(), False),
    ("start.sh", "#!/bin/sh\nif [ -n $X ]; then uvicorn x:y; fi\n", "", set(), False),
    ("start.sh", "#!/bin/sh\nexec ./start.sh\n", "", set(), False),
    ("start.sh", "#!/usr/bin/env python\nprint(1)\n", "", set(), False),
]


@pytest.mark.parametrize(("name", "script", "command", "ports", "loopback"), BY_SCRIPT)
def test_scripts_of_the_build(name: str, script: str, command: str, ports: set[int], loopback: bool) -> None:
    dockerfile = f'{PYTHON}ENTRYPOINT ["./{name}"]\n' + (f"CMD {json.dumps(command.split())}\n" if command else "")
    found = evidence("a: {build: .}", dockerfile, (name, script), complete=True)
    assert (set(found.ports), found.loopback is not None) == (ports, loopback)


def test_a_script_that_a_shell_starts() -> None:
    script = ("start.sh", "uvicorn x:y --port 81\n")
    assert set(evidence("a: {build: ., command: sh ./start.sh}", PYTHON, script, complete=True).ports) == {81}
