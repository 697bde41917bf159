"""Credentials in the files of settings that a Dockerfile writes itself."""

from __future__ import annotations

import pytest

import composelint

VALUE = "orchid-lantern-7"


def found(text: str, rule: str = "secret-in-dockerfile") -> list[tuple[str, str, str]]:
    report = composelint.lint({"Dockerfile": "FROM python:3.13-slim\n" + text}, select=[rule])
    assert report.errors == []
    return [(made.severity, made.span.text, made.message) for made in report.findings]


@pytest.mark.parametrize(
    "text",
    [
        "COPY <<EOF /app/.env\nA=1\nDB_PASSWORD=@\nEOF\n",
        "COPY <<EOF /app/.env\nDB_PASSWORD='@'\r\nEOF\n",
        "COPY <<-'EOF' /etc/app.conf\n\tDB_PASSWORD = @\n\tEOF\n",
        "ADD --chown=app <<EOF /app/config/app.yml\ndb:\n  password: @\nEOF\n",
        'COPY <<settings.json /app/\n{"db": {"password": "@"}}\nsettings.json\n',
        "COPY <<A <<.env /app/\nx\nA\nDB_PASSWORD=@\n.env\n",
        "COPY <<.env app.py /app/\nDB_PASSWORD=@\n.env\n",
        "ONBUILD COPY <<EOF /app/.env\nDB_PASSWORD=@\nEOF\n",
        "COPY <<EOF /app/.env\nDATABASE_URL=postgres://shop:@@db/shop\nEOF\n",
        "RUN cat > .env <<EOF\nDB_PASSWORD=@\nEOF\n",
        "RUN set -e; cat <<EOF >> /etc/my.cnf && ls\npassword=@\nEOF\n",
        "RUN tee /app/.env <<EOF\nDB_PASSWORD=@\nEOF\n",
        "RUN <<OUTER\nset -e\ncat > .env <<EOF\nDB_PASSWORD=@\nEOF\nls\nOUTER\n",
    ],
)
def test_a_literal_is_reported_at_its_place_and_masked(text: str) -> None:
    ((severity, place, message),) = found(text.replace("@", VALUE, 1))
    assert (severity, place) == ("error", VALUE)
    assert message.endswith("into the image in plain text")
    assert VALUE not in message
    report = composelint.lint({"Dockerfile": f"FROM a:1\n{text.replace('@', VALUE, 1)}"}, select=["secrets"])
    assert VALUE not in str(report.to_dict())
    assert [entry.rule for entry in report.findings] == ["secret-in-dockerfile"]


@pytest.mark.parametrize(
    "text",
    [
        "COPY <<EOF /app/.env\nDB_PASSWORD=\nDB_PASSWORD_FILE=/run/secrets/x\nEOF\n",
        "COPY <<EOF /app/.env\nDB_PASSWORD=$DB_PASSWORD\nTOKEN=${TOKEN}\nEOF\n",
        "COPY <<EOF /app/.env.example\nDB_PASSWORD=@\nEOF\n",
        "COPY <<EOF /app/config.example.yml\npassword: @\nEOF\n",
        "COPY <<EOF /app/settings.py\nPASSWORD = os.environ['@']\nEOF\n",
        "COPY <<EOF /app/notes.md\npassword: @\nEOF\n",
        "COPY <<EOF /app/$NAME\npassword: @\nEOF\n",
        'COPY ["<<EOF", "/app/.env"]\n',
        "RUN cat <<EOF\nDB_PASSWORD=@\nEOF\n",
        "RUN cat > .env <<EOF\nDB_PASSWORD=$(cat /run/secrets/password)\nEOF\n",
        "RUN python - > .env <<EOF\nDB_PASSWORD=@\nEOF\n",
        "RUN cat > $FILE <<EOF\nDB_PASSWORD=@\nEOF\n",
    ],
)
def test_what_is_no_credential_or_no_settings(text: str) -> None:
    assert found(text.replace("@", VALUE)) == []


def test_placeholders_and_stages_left_behind_weigh_less() -> None:
    assert found("COPY <<EOF /app/.env\nDB_PASSWORD=changeme\nEOF\n") == [
        ("info", "changeme", "COPY ships DB_PASSWORD with a default password")
    ]
    left = f"COPY <<EOF /app/.env\nDB_PASSWORD={VALUE}\nEOF\nFROM alpine:3.22\nCOPY --from=0 /app/x /x\n"
    assert [severity for severity, *_ in found(left)] == ["warning"]


def test_an_echo_into_a_file_is_a_command_with_a_credential() -> None:
    for text in (f"RUN echo 'DB_PASSWORD={VALUE}' > .env\n", f"RUN printf DB_PASSWORD={VALUE} >> .env\n"):
        assert [place for _, place, _ in found(text, "credential-in-run")] == [VALUE]
        assert found(text) == []
