"""What a container runs, and whether that ends: every program that ends beside one that keeps running."""

from __future__ import annotations

import json

import pytest
from loaded import service

from composelint.model import commands, waiting

ENDS = """
alembic upgrade head
./manage.py migrate
python manage.py collectstatic --noinput
python -m alembic upgrade head
python -u seed.py
poetry run alembic upgrade head
uv run --no-dev python manage.py migrate
/usr/bin/env FOO=bar flask db upgrade
bundle exec rails db:migrate
bin/rake db:seed
php artisan migrate --force
npx prisma migrate deploy
npm run build
npm ci
yarn prisma db push
pnpm run migrate:deploy
yarn build
tini -g -- pg_dump -h db shop
docker-entrypoint.sh alembic upgrade head
./wait-for-it.sh db:5432 -t 30 -- alembic upgrade head
dockerize -wait tcp://db:5432 -timeout 30s flyway migrate
psql -h db -f init.sql
mysql -h db -e "create database shop"
mongosh mongodb://db --eval "rs.initiate()"
sh -c "alembic upgrade head && python seed.py"
sh -c "alembic upgrade head || true"
sh -c "until mc alias set s3 http://s3; do sleep 1; done; mc mb s3/media; exit 0"
bash -c "while ! nc -z db 5432; do sleep 1; done; exec alembic upgrade head"
sh -c "while true; do pg_isready && break; sleep 1; done; alembic upgrade head"
sh -c "pg_dump shop | gzip > /backup/shop.gz"
sh -c "if [ -f /done ]; then exit 0; fi; flyway migrate"
sh /scripts/init-db.sh
/docker/create-topics.sh
chown -R 1000 /data
sleep 30
pytest -q
make test
""".strip().splitlines()

STAYS = """
uvicorn main:app
python -m uvicorn main:app
poetry run celery -A tasks worker
celery -A tasks beat
./manage.py runserver 0:8000
flask run
flask --app shop run --port 5000
bundle exec rails s
php artisan queue:work
npm start
npm run dev
npm run build:watch
npx tsc --watch
yarn start:prod
next start
sh -c "alembic upgrade head && uvicorn main:app"
bash -c "python manage.py migrate; exec gunicorn shop.wsgi"
docker-entrypoint.sh postgres -c shared_buffers=1GB
sh -c "while true; do pg_dump shop; sleep 86400; done"
sh -c "while :; do pg_dump shop; sleep 86400; done"
sh -c "for ((;;)); do pg_dump shop; sleep 86400; done"
crond -f
sleep infinity
tail -f /dev/null
airflow scheduler
""".strip().splitlines()

UNKNOWN = """
python main.py
python load_balancer.py
python create_app.py
node server.js
java -jar app.jar
./run
sh start.sh
sh -c "alembic upgrade head; exec $$SERVER"
sh -c "for f in *.sql; do psql -f $$f; done"
sh -c "unclosed 'quote"
make run
${COMMAND}
${TOOL} migrate
vendor/tool -c make
""".strip().splitlines()

CASES = [(line, "ends") for line in ENDS] + [(line, "stays") for line in STAYS] + [(line, None) for line in UNKNOWN]


@pytest.mark.parametrize(("command", "expected"), CASES)
def test_outcome(command: str, expected: str | None) -> None:
    assert commands.outcome(service(f"a: {{image: x/y, command: {json.dumps(command)}}}")) == expected


@pytest.mark.parametrize(
    ("text", "dockerfile", "expected"),
    [
        ("a: {build: .}", 'FROM x\nCMD ["alembic", "upgrade", "head"]\n', "ends"),
        ("a: {build: .}", "FROM x\nCMD alembic upgrade head && uvicorn main:app\n", "stays"),
        ("a: {build: .}", 'FROM x\nENTRYPOINT ["python", "manage.py"]\nCMD ["migrate"]\n', "ends"),
        ("a: {build: ., command: runserver}", 'FROM x\nENTRYPOINT ["python", "manage.py"]\nCMD ["migrate"]\n', "stays"),
        ("a: {build: ., entrypoint: uvicorn x}", 'FROM x\nENTRYPOINT ["x"]\nCMD ["alembic"]\n', "stays"),
        ("a: {build: ., command: alembic x}", 'FROM x\nENTRYPOINT ["/entrypoint.sh"]\nCMD ["uvicorn"]\n', "ends"),
        ("a: {build: ., entrypoint: [sh, -c], command: alembic upgrade head}", "FROM x\n", "ends"),
        ("a: {build: .}", "FROM x\nENV RUN=uvicorn\nCMD exec $RUN main:app\n", "stays"),
        ("a: {build: ., environment: {RUN: alembic}}", "FROM x\nENV RUN=uvicorn\nCMD exec $RUN main:app\n", "ends"),
        ("a: {build: .}", "FROM nginx:1.29\n", "stays"),
        ("a: {build: .}", "FROM python:3.13\n", None),
        ("a: {build: .}", None, None),
        ("a: {image: postgres:17}", None, "stays"),
        ("a: {image: postgres:17, command: -c fsync=off}", None, "stays"),
        ("a: {image: python:3.13}", None, None),
        ("a: {image: flyway/flyway:11}", None, None),
        ("a: {image: acme/unheard-of}", None, None),
    ],
)  # fmt: skip
def test_compose_or_the_dockerfile_says_what_runs(text: str, dockerfile: str | None, expected: str | None) -> None:
    assert commands.outcome(service(text, dockerfile)) == expected


@pytest.mark.parametrize(
    ("command", "waits"),
    [
        ("./wait-for-it.sh db:5432 -- ./run", True),
        ("wait-for db:5432 -- ./run", True),
        ("python manage.py wait_for_db", True),
        ("dockerize -wait tcp://db:5432 ./run", True),
        ("wait4x tcp db:5432 -- ./run", True),
        ('sh -c "until nc -z db 5432; do sleep 1; done; ./run"', True),
        ('sh -c "while ! nc -z db 5432; do sleep 1; done; ./run"', True),
        ('sh -c "sleep 10 && ./run"', True),
        ('sh -c "/wait && ./run"', True),
        ("python waiter.py", False),
        ('sh -c "./run && sleep 10"', False),
        ('sh -c "while true; do ./run; sleep 10; done"', False),
        ("dockerize -template a:b ./run", False),
        ("sleep infinity", False),
    ],
)
def test_waiting(command: str, waits: bool) -> None:
    assert waiting.waits_by_itself(service(f"a: {{image: x/y, command: {json.dumps(command)}}}")) is waits


def test_a_very_long_command_is_nobodys_business() -> None:
    one = service(f"a: {{image: x/y, command: {json.dumps('echo ' + 'x ' * 9000)}}}")
    assert commands.outcome(one) is None
    assert len(commands.text(one)) <= 8000
