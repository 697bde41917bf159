"""What an image tells of itself: its ports, volumes and labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import ReplaceText
from ...model.dockerfile import Expose, ExposedPort, Instruction, Label, Run, Stage, Volume

_HIGHEST = 65_535
_PROTOCOLS = ("tcp", "udp", "sctp")
_OF_THE_HOST = tuple("/ /proc /sys /dev /etc /boot /run /var/run /var/run/docker.sock /run/docker.sock".split())
_TOUCHING = frozenset(("ln", "touch", "chmod", "chown"))
_SSH = 22
_SERVES_SSH = r"sshd|openssh-server|dropbear|gitea|forgejo|gitlab|sftp|git-shell|gogs|jumphost|bastion"
_RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")
_ALLOWED = ("com.docker.extension.", "com.docker.desktop.", "com.docker.image.")
_LABEL = r"[a-z](?:[a-z0-9]|[._/-](?![.-]))*(?<![._/-])"


def invalid_exposed_port(instruction: Instruction) -> Iterator[Defect]:
    """EXPOSE names something that is no port."""
    for port in instruction.ports if isinstance(instruction, Expose) and instruction.stage is not None else ():
        problem = _problem(port)
        if problem is not None:
            yield Defect(port, f"EXPOSE {(port.text.value or '')[:40]} {problem}", help="Write `8080` or `53/udp`.")


def _problem(port: ExposedPort) -> str | None:
    value = port.text.value
    if value is None or (not port.text.literal and len(value.split()) != 1):
        return None
    if port.low is None or port.high is None:
        return "is no port"
    if not 0 < port.low <= _HIGHEST or not 0 < port.high <= _HIGHEST:
        return f"is not between 1 and {_HIGHEST}"
    if port.high < port.low:
        return "ends before it begins"
    return None if port.protocol in _PROTOCOLS else f"has the unknown protocol {port.protocol[:20]}"


def host_port_in_expose(instruction: Instruction) -> Iterator[Defect]:
    """EXPOSE names a port of the host, which it cannot publish."""
    for port in instruction.ports if isinstance(instruction, Expose) and instruction.stage is not None else ():
        value = port.text.value or ""
        if ":" in value and port.low is not None:
            inner = value.rpartition(":")[2]
            builders = [build.service for build in instruction.dockerfile.builds if build.service is not None]
            yield Defect(
                port,
                f"EXPOSE {value[:40]} names a port of the host, which only `ports:` or -p can publish",
                also=[(service, f"{service.label} publishes its ports here") for service in builders[:2]],
                help=f"Write `EXPOSE {inner}`.",
                fix=[ReplaceText(port.text, inner, "Keep the container's port", was=value)],
            )


def exposed_ssh_port(stage: Stage) -> Iterator[Defect]:
    """An image exposes port 22, so that an SSH server runs beside its program."""
    port = stage.exposed_ports().get((_SSH, "tcp")) if stage.final else None
    if port is None:
        return
    base = stage.external_base()
    texts = [found.node.text.text for own in stage.lineage() for found in own.instructions if found.node.text]
    if not re.search(_SERVES_SSH, " ".join([str(base) if base else "", stage.label, *texts]), re.IGNORECASE):
        yield Defect(
            port,
            "port 22 is exposed, the port of SSH",
            help="`docker compose exec` opens a shell in a container without a server for it.",
        )


def sensitive_volume(instruction: Instruction) -> Iterator[Defect]:
    """An image declares a directory of the system, or Docker's socket, as a volume, or touches that socket."""
    if instruction.stage is None or instruction.onbuild:
        return
    if isinstance(instruction, Volume):
        for path in instruction.paths:
            value = (path.value or "").rstrip("/") or ("/" if path.value else "")
            if value in _OF_THE_HOST:
                yield Defect(
                    path,
                    f"VOLUME {value} takes a directory of the system out of the image",
                    help="Every container gets an anonymous volume there. Name a directory of the program's own data.",
                )
    for command in instruction.running(_TOUCHING) if isinstance(instruction, Run) else ():
        for word in command.arguments:
            if (word.value or "").endswith("/docker.sock"):
                yield Defect(word.span, "RUN prepares the socket of the Docker engine in the image")


def invalid_label_key(instruction: Instruction) -> Iterator[Defect]:
    """A label's name is none that Docker's rules allow, or belongs to Docker."""
    for label in instruction.labels if isinstance(instruction, Label) else ():
        name = label.name.value
        if name is None or (name.startswith(_RESERVED) and name.startswith(_ALLOWED)):
            continue
        if name.startswith(_RESERVED):
            yield Defect(label.name, f"the label {name[:40]} is in a namespace that Docker keeps for itself")
        elif not re.fullmatch(_LABEL, name):
            yield Defect(
                label.name,
                f"the label {name[:40]} does not follow Docker's rules for names",
                help="Lower-case letters, digits, single dots, dashes and slashes; a letter first.",
            )
