"""Images: programs that end, and what holds the engine's socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rows import BUILD, MANUAL

if TYPE_CHECKING:
    from .rows import Cells, Row

WGET = ("wget", "-q", "--spider")

# Programs that do one thing and end.
ENDS: Cells = {
    "source": MANUAL,
    "role": "tool",
    "ports": (),
    "data": (),
    "healthcheck": False,
    "ends": True,
    "command": False,
}
SOCKET: Cells = {
    "source": MANUAL,
    "role": "control",
    "command": True,
    "socket": True,
}

ROWS: tuple[Row, ...] = (
    {
        "names": "flyway/flyway redgate/flyway boxfuse/flyway",
        "like": ENDS,
        "passwords": ("FLYWAY_PASSWORD",),
        "tools": "flyway",
        "jvm": True,
    },
    {
        "names": "liquibase/liquibase liquibase",
        "like": ENDS,
        "passwords": ("LIQUIBASE_COMMAND_PASSWORD",),
        "tools": "liquibase",
        "jvm": True,
    },
    {"like": ENDS, "names": "migrate/migrate amacneil/dbmate ghcr.io/amacneil/dbmate gomicro/goose arigaio/atlas"},
    {"names": "minio/mc quay.io/minio/mc", "like": ENDS, "tools": "sh mc"},
    {"names": "amazon/aws-cli public.ecr.aws/aws-cli/aws-cli", "like": ENDS, "tools": "sh aws"},
    {
        "names": "curlimages/curl quay.io/curl/curl",
        "like": ENDS,
        "user": "curl_user",
        "tools": "curl",
        "family": "alpine",
    },
    {"names": "hashicorp/terraform", "like": ENDS, "user": "root", "tools": "terraform", "family": "alpine"},
    {"names": "hashicorp/packer", "like": ENDS, "tools": "packer"},
    {"names": "alpine/git bitnami/git", "like": ENDS, "tools": "sh git"},
    {"like": ENDS, "names": "mikefarah/yq ghcr.io/jqlang/jq jwilder/dockerize"},
    {"like": ENDS, "names": "bitnami/kubectl bitnamilegacy/kubectl alpine/helm alpine/k8s"},
    {
        "like": ENDS,
        "names": "google/cloud-sdk gcr.io/google.com/cloudsdktool/google-cloud-cli mcr.microsoft.com/azure-cli",
    },
    {"names": "certbot/certbot", "like": ENDS, "tools": "sh certbot python"},
    {
        "names": "composer composer/composer",
        "like": ENDS,
        "user": "root",
        "tools": "sh php composer",
        "workdir": "/app",
    },
    {"like": ENDS, "names": "postman/newman grafana/k6 loadimpact/k6 cypress/included locustio/locust"},
    {"names": "untergeek/curator", "like": ENDS, "tools": "sh"},
    {
        "like": ENDS,
        "names": "kuzwaka/docker-java-wait willwill/wait-for-it dadarek/wait-for-dependencies atkrad/wait4x",
    },
    {
        "names": "portainer/portainer-ce portainer/portainer-ee portainer/portainer",
        "like": SOCKET,
        "source": BUILD,
        "ports": (8000, 9000, 9443),
        "data": ("/data",),
        "declared": True,
        "healthcheck": False,
        "user": "root",
        "required": (),
        "family": "bare",
        "workdir": "/",
        "but": (("alpine", {"family": "alpine", "test": (*WGET, "http://127.0.0.1:9000/api/system/status")}),),
    },
    {
        "names": "containrrr/watchtower nickfedor/watchtower ghcr.io/nicholas-fedor/watchtower",
        "like": SOCKET,
        "source": BUILD,
        "ports": (8080,),
        "data": (),
        "healthcheck": True,
        "user": "root",
        "required": (),
        "family": "bare",
    },
    {
        "names": "tecnativa/docker-socket-proxy ghcr.io/tecnativa/docker-socket-proxy",
        "like": SOCKET,
        "source": BUILD,
        "ports": (2375,),
        "data": (),
        "healthcheck": False,
        "test": (*WGET, "http://127.0.0.1:2375/version"),
        "user": "root",
        "required": (),
        "family": "alpine",
        "socket_proxy": True,
    },
    {
        "names": "wollomatic/socket-proxy",
        "like": SOCKET,
        "source": BUILD,
        "ports": (2375,),
        "data": (),
        "healthcheck": False,
        "user": "65534",
        "required": (),
        "family": "bare",
        "socket_proxy": True,
    },
    {
        "names": "linuxserver/socket-proxy lscr.io/linuxserver/socket-proxy ghcr.io/linuxserver/socket-proxy",
        "like": SOCKET,
        "source": BUILD,
        "ports": (2375,),
        "data": (),
        "healthcheck": False,
        "test": (*WGET, "http://127.0.0.1:2375/version"),
        "user": "root",
        "required": (),
        "family": "alpine",
        "socket_proxy": True,
    },
    {"names": "11notes/socket-proxy", "like": SOCKET, "ports": (2375,), "data": (), "socket_proxy": True},
    {
        "names": "docker",
        "like": SOCKET,
        "ports": (2375, 2376),
        "data": ("/var/lib/docker",),
        "declared": True,
        "healthcheck": False,
        "test": ("docker", "info"),
        "user": "root",
        "required": (),
        "tools": "?curl docker",
        "family": "alpine",
        "but": (
            ("cli", {"role": "tool", "ports": (), "data": (), "test": {}, "command": False}),
            ("git", {"role": "tool"}),
        ),
    },
    {"names": "portainer/agent ghcr.io/portainer/agent", "like": SOCKET, "ports": (9001,), "data": ()},
    {"names": "amir20/dozzle ghcr.io/amir20/dozzle", "like": SOCKET, "ports": (8080,), "data": ()},
    {"names": "crazymax/diun ghcr.io/crazy-max/diun", "like": SOCKET, "data": ("/data",)},
    {"names": "willfarrell/autoheal", "like": SOCKET, "data": ()},
    {"names": "mcuadros/ofelia ghcr.io/mcuadros/ofelia", "like": SOCKET, "data": ()},
    {"names": "nginxproxy/docker-gen jwilder/docker-gen", "like": SOCKET, "data": ()},
    {"like": SOCKET, "names": "nginxproxy/acme-companion jrcs/letsencrypt-nginx-proxy-companion"},
    {"names": "ghcr.io/gethomepage/homepage", "like": SOCKET, "role": "app", "ports": (3000,)},
    {"names": "gitlab/gitlab-runner", "like": SOCKET, "data": ("/etc/gitlab-runner",), "role": "tool"},
    {"names": "louislam/dockge", "like": SOCKET, "ports": (5001,), "data": ("/app/data",)},
    {"names": "lazyteam/lazydocker", "like": SOCKET, "role": "tool", "command": False},
    {"names": "ghcr.io/coollabsio/coolify", "like": SOCKET, "ports": (8080,)},
    {"names": "gitea/act_runner docker.gitea.com/act_runner", "like": SOCKET, "role": "tool", "data": ("/data",)},
    {
        "names": "woodpeckerci/woodpecker-agent quay.io/woodpeckerci/woodpecker-agent drone/drone-runner-docker",
        "like": SOCKET,
        "role": "tool",
        "data": (),
    },
)
