"""The Compose specification as one table: for every key the forms it accepts, its canonical form, cast and merge rule.

Reading, casting, canonicalising, validating and merging all walk `PROJECT`; none of them knows a key by name.
Source: compose-go's schema and transforms (v2.13, 2026) with the Compose specification of June 2026.
"""

from __future__ import annotations

from . import forms, grammar, plain, uniqueness
from .rows import ANY, S, Spec, command, distinct, items, named, pairs, servers, texts

__all__ = ["ANY", "PRE_START", "PROJECT", "SERVICE", "Spec"]

INFINITY = float("inf")
I = Spec("i")  # noqa: E741  # the schema tables' own letter
N = Spec("n")
B = Spec("b")
SI = Spec("si")
SN = Spec("sn")
PATH = Spec("s", path=True)
LABEL = Spec("snb0", plain=plain.label, merge="replace")
PLAIN_WORD = Spec("snb0", plain=plain.word)
PLAIN_LABEL = Spec("snb0", plain=plain.label)
MODE = Spec("sn", plain=plain.mode, grammar=grammar.MODE)
INT = Spec("si", cast="int")
COUNT = Spec("si", cast="int", bounds=(0, INFINITY))
KEPT_COUNT = Spec("si", cast="int", bounds=(0, INFINITY), kept=True)
LIMIT = Spec("sn", cast="int")
FLOAT = Spec("sn", cast="float")
BOOL = Spec("sb", cast="bool")
KEPT_BOOL = Spec("sb", cast="bool", kept=True)
BYTES = Spec("si", unit="bytes", grammar=grammar.SIZE, plain=plain.size)
FLOAT_BYTES = Spec("sn", unit="bytes", grammar=grammar.SIZE, plain=plain.size)
TEXT_BYTES = Spec("s", unit="bytes", grammar=grammar.SIZE, plain=plain.size)
MEMORY = Spec("s", unit="memory", grammar=grammar.SIZE, plain=plain.size)
FLOAT_MEMORY = Spec("sn", unit="memory", grammar=grammar.SIZE, plain=plain.size)
DURATION = Spec("s", unit="duration", grammar=grammar.DURATION, plain=plain.duration)
DELAY = Spec("s", unit="duration", grammar=grammar.DURATION, plain=plain.delay)

LABELS = pairs(value=LABEL)
WRITTEN_LABELS = pairs(value=PLAIN_LABEL, merge="as-written")
OPTIONS = Spec(of=Spec("sn", plain=plain.word), extra="open")
EXTRA_HOSTS = Spec(
    of=Spec("s", item=S), item=Spec("s", grammar=grammar.HOST), extra="open", names=grammar.HOST_NAME, distinct=True,
    merge="hosts", plain=plain.hosts,
)  # fmt: skip
ULIMIT = Spec("si", cast="int", keys={"soft": INT, "hard": INT}, required=("soft", "hard"), merge="replace")
ULIMITS = Spec(of=ULIMIT, extra="x")
FILE_REFERENCE = Spec(keys={"source": S, "target": S, "uid": S, "gid": S, "mode": MODE}, short=forms.source_only)
DEVICE_REQUEST = Spec(
    keys={
        "capabilities": distinct(S),
        "count": Spec("si", grammar=grammar.NUMBER_OR_ALL, plain=plain.device_count),
        "device_ids": distinct(S),
        "driver": S,
        "options": pairs(),
    },
    extra="open",
)
RESERVED_DEVICE = Spec(keys=DEVICE_REQUEST.keys, required=("capabilities",))
HOOK = Spec(
    keys={"command": command(), "user": S, "privileged": BOOL, "working_dir": S, "environment": pairs()},
    required=("command",),
)

SSH = Spec(
    of=PLAIN_WORD, listed=forms.ssh_keys, extra="open", names=grammar.NAME, merge="canonical", plain=plain.ssh_keys
)
CONTEXTS = pairs(forms.contexts, Spec("snb0", path=True, plain=plain.word, merge="replace"))
BUILD = Spec(
    keys={
        "context": PATH, "dockerfile": S, "dockerfile_inline": S, "network": S, "target": S, "isolation": S,
        "args": pairs(), "ssh": SSH, "labels": LABELS, "additional_contexts": CONTEXTS,
        "cache_from": items(S), "cache_to": items(S), "tags": items(S, uniqueness.text_key), "platforms": items(S),
        "entitlements": items(S), "no_cache_filter": texts(merge="as-written"), "no_cache": BOOL, "pull": BOOL,
        "privileged": BOOL,
        "provenance": Spec("sb", plain=plain.word), "sbom": Spec("sb", plain=plain.word), "shm_size": BYTES,
        "extra_hosts": EXTRA_HOSTS,
        "secrets": items(FILE_REFERENCE), "ulimits": ULIMITS,
    },
    short=forms.build_context,
)  # fmt: skip

PORT = Spec(
    keys={
        "name": S, "mode": S, "host_ip": Spec("s", grammar=grammar.ADDRESS),
        "target": Spec("si", cast="int", bounds=(0, 65535)),
        "published": Spec("si", plain=plain.word), "protocol": S, "app_protocol": S,
    },
    required=("target",),
    short=forms.port,
)  # fmt: skip

MOUNT = Spec(
    keys={
        "type": Spec("s", enum=("bind", "volume", "tmpfs", "cluster", "npipe", "image")),
        "source": S, "target": Spec("s", plain=plain.container_path), "read_only": BOOL, "consistency": S,
        "bind": Spec(keys={
            "propagation": S, "create_host_path": Spec("sb", cast="bool", kept=True, plain=plain.opt_out),
            "recursive": Spec("s", enum=("enabled", "disabled", "writable", "readonly")),
            "selinux": Spec("s", enum=("z", "Z")),
        }),
        "volume": Spec(keys={"labels": LABELS, "nocopy": BOOL, "subpath": S}),
        "tmpfs": Spec(keys={
            "size": Spec("si", unit="bytes", grammar=grammar.SIZE, bounds=(0, INFINITY), plain=plain.size),
            "mode": Spec("n", bounds=(0, INFINITY)),
        }),
        "image": Spec(keys={"subpath": S}),
    },
    required=("type", "target"),
    short=forms.mount,
)  # fmt: skip

DEPENDENCY = Spec(
    keys={
        "condition": Spec("s", enum=("service_started", "service_healthy", "service_completed_successfully")),
        "restart": BOOL,
        "required": Spec("b", cast="bool", kept=True),
    },
    required=("condition",),
)

ATTACHMENT = Spec(
    "0",
    keys={
        "aliases": items(S, uniqueness.text_key), "link_local_ips": items(S, uniqueness.text_key), "interface_name": S,
        "ipv4_address": S, "ipv6_address": S, "mac_address": S, "driver_opts": OPTIONS, "priority": N,
        "gw_priority": N, "use_service_name_alias": BOOL,
    },
)  # fmt: skip

HEALTHCHECK = Spec(
    keys={
        "test": Spec(item=S, short=forms.shell_test, merge="replace"),
        "disable": BOOL, "interval": DURATION, "timeout": DURATION, "start_period": DURATION,
        "start_interval": DURATION, "retries": Spec("sn", cast="int", bounds=(0, INFINITY), kept=True),
    },
)  # fmt: skip

CONDITION = Spec("s", grammar=grammar.RESTART_CONDITION)
UPDATE = Spec(
    keys={
        "parallelism": KEPT_COUNT, "delay": DELAY, "failure_action": S, "monitor": DELAY,
        "max_failure_ratio": FLOAT, "order": Spec("s", enum=("start-first", "stop-first")),
    },
)  # fmt: skip

DEPLOY = Spec(
    "0",
    keys={
        "mode": S, "endpoint_mode": S, "replicas": KEPT_COUNT, "labels": LABELS,
        "update_config": UPDATE, "rollback_config": UPDATE,
        "resources": Spec(keys={
            "limits": Spec(keys={"cpus": FLOAT, "memory": MEMORY, "pids": Spec("si", plain=plain.integer)}),
            "reservations": Spec(keys={
                "cpus": FLOAT, "memory": TEXT_BYTES,
                "generic_resources": items(Spec(keys={"discrete_resource_spec": Spec(keys={"kind": S, "value": SN})})),
                "devices": items(RESERVED_DEVICE),
            }),
        }),
        "restart_policy": Spec(keys={
            "condition": CONDITION, "delay": DURATION, "max_attempts": KEPT_COUNT, "window": DURATION,
        }),
        "placement": Spec(keys={
            "constraints": items(S), "preferences": items(Spec(keys={"spread": S})), "max_replicas_per_node": COUNT,
        }),
    },
)  # fmt: skip

ENV_FILE = Spec(
    keys={"path": S, "format": Spec("s", grammar=grammar.ENV_FORMAT), "required": BOOL}, required=("path",),
    extra="no", short=forms.env_file,
)  # fmt: skip
WATCH = Spec(
    keys={
        "path": Spec("s", path=True, grammar=grammar.NOT_BLANK),
        "action": Spec("s", enum=("rebuild", "sync", "restart", "sync+restart", "sync+exec")),
        "target": S, "ignore": texts(), "include": texts(), "exec": HOOK, "initial_sync": B,
    },
    required=("path", "action"),
)  # fmt: skip
WEIGHT = Spec("i", bounds=(0, 65535))
RATES = items(Spec(keys={"path": S, "rate": BYTES}, extra="no"))
EXTENDS = Spec(keys={"service": S, "file": S}, required=("service",), extra="no", short=forms.extends)
CONTAINER: dict[str, Spec] = {
    "annotations": LABELS,
    "blkio_config": Spec(keys={
        "weight": WEIGHT, "weight_device": items(Spec(keys={"path": S, "weight": WEIGHT}, extra="no")),
        "device_read_bps": RATES, "device_read_iops": RATES, "device_write_bps": RATES, "device_write_iops": RATES,
    }, extra="no"),
    "cap_add": items(S, uniqueness.text_key),
    "cap_drop": items(S, uniqueness.text_key),
    "cgroup": Spec("s", enum=("host", "private")),
    "cgroup_parent": S,
    "command": command(),
    "configs": items(FILE_REFERENCE, uniqueness.config_key),
    "cpu_count": COUNT,
    "cpu_percent": Spec("si", cast="float", bounds=(0, 100)),
    "cpu_period": LIMIT,
    "cpu_quota": LIMIT,
    "cpu_rt_period": LIMIT,
    "cpu_rt_runtime": LIMIT,
    "cpu_shares": LIMIT,
    "cpus": FLOAT,
    "cpuset": S,
    "credential_spec": Spec(keys={"config": S, "file": S, "registry": S}),
    "device_cgroup_rules": distinct(S),
    "devices": items(
        Spec(keys={"source": S, "target": S, "permissions": S}, required=("source", "target"), short=forms.device),
        uniqueness.target_key,
    ),
    "dns": servers(Spec("s", grammar=grammar.SERVER), plain.nonempty),
    "dns_opt": items(S, uniqueness.text_key),
    "dns_search": servers(),
    "domainname": S,
    "entrypoint": command(),
    "env_file": Spec(item=ENV_FILE, short=forms.env_file_list, unique=uniqueness.path_key),
    "environment": pairs(forms.variables),
    "extra_hosts": EXTRA_HOSTS,
    "gpus": Spec(item=DEVICE_REQUEST, short=forms.all_gpus, merge="canonical"),
    "group_add": distinct(Spec("sn", plain=plain.word)),
    "hostname": S,
    "image": S,
    "init": KEPT_BOOL,
    "ipc": Spec("s", grammar=grammar.IPC),
    "isolation": S,
    "label_file": Spec(item=S, short=forms.one_item),
    "labels": LABELS,
    "logging": Spec(
        keys={"driver": S, "options": Spec(of=Spec("sn0", plain=plain.label), extra="open")}, merge="same-driver"
    ),
    "mac_address": S,
    "mem_limit": FLOAT_MEMORY,
    "mem_reservation": BYTES,
    "mem_swappiness": BYTES,
    "memswap_limit": FLOAT_BYTES,
    "models": Spec(of=Spec("0", keys={"endpoint_var": S, "model_var": S}), listed=forms.names, extra="no"),
    "network_mode": S,
    "networks": Spec(of=ATTACHMENT, listed=forms.names, extra="no"),
    "oom_kill_disable": BOOL,
    "oom_score_adj": Spec("si", cast="int", bounds=(-1000, 1000)),
    "pid": Spec("s0", grammar=grammar.PID),
    "pids_limit": LIMIT,
    "platform": S,
    "privileged": BOOL,
    "pull_policy": Spec("s", grammar=grammar.PULL_POLICY, plain=plain.pull_policy),
    "pull_refresh_after": S,
    "read_only": BOOL,
    "runtime": S,
    "secrets": items(FILE_REFERENCE, uniqueness.secret_key),
    "security_opt": distinct(S),
    "shm_size": FLOAT_BYTES,
    "stop_grace_period": DURATION,
    "stop_signal": S,
    "storage_opt": Spec(of=Spec("sn0", plain=plain.label), extra="open"),
    "sysctls": pairs(value=LABEL),
    "tmpfs": servers(),
    "ulimits": ULIMITS,
    "umask": Spec("si0", bounds=(0, 0xFFFFFFFF)),
    "use_api_socket": B,
    "user": S,
    "userns_mode": S,
    "uts": S,
    "volumes": items(MOUNT, uniqueness.target_key),
    "volumes_from": distinct(S),
    "working_dir": S,
}  # fmt: skip
WORKLOAD: dict[str, Spec] = {
    "build": BUILD,
    "depends_on": Spec(of=DEPENDENCY, listed=forms.dependencies, extra="no"),
    "expose": items(Spec("si", plain=plain.word), uniqueness.text_key),
    "healthcheck": HEALTHCHECK,
    "ports": items(PORT, uniqueness.port_key),
    "stdin_open": BOOL,
    "tty": BOOL,
}
PRE_START = Spec(keys={**CONTAINER, "per_replica": BOOL})
_OWN: dict[str, Spec] = {
    "attach": KEPT_BOOL,
    "container_name": Spec("s", grammar=grammar.CONTAINER_NAME),
    "deploy": DEPLOY,
    "develop": Spec("0", keys={"watch": items(WATCH)}),
    "extends": EXTENDS,
    "external_links": distinct(S),
    "links": items(S, uniqueness.text_key),
    "post_start": items(HOOK),
    "pre_start": items(PRE_START),
    "pre_stop": items(HOOK),
    "profiles": items(S, uniqueness.text_key),
    "provider": Spec(
        keys={"type": S, "options": Spec(of=Spec("snb", item=Spec("snb"), plain=plain.repeated), extra="open")},
        required=("type",),
    ),
    "restart": Spec("s", grammar=grammar.RESTART),
    "scale": KEPT_COUNT,
}  # fmt: skip
SERVICE = Spec(keys=dict(sorted({**CONTAINER, **WORKLOAD, **_OWN}.items())))
SCHEDULE = Spec(
    keys={
        "cron": S, "timezone": S, "concurrency": Spec("s", enum=("forbid", "queue")),
        "missed_fires": Spec("s", enum=("one", "skip")),
    },
    required=("cron",), short=forms.cron,
)  # fmt: skip
JOB = Spec(
    keys={
        **CONTAINER, **WORKLOAD, "profiles": items(S, uniqueness.text_key), "extends": EXTENDS,
        "triggers": Spec(keys={"manual": BOOL, "schedule": items(SCHEDULE)}),
    },
    required=("triggers",),
)  # fmt: skip

EXTERNAL = Spec("sb", cast="bool", keys={"name": S}, merge="replace")
OPEN_EXTERNAL = Spec("sb", cast="bool", keys={"name": S}, merge="replace", extra="open")
NAMED_TEXTS = Spec(of=S, extra="open", names=grammar.NAME)
NETWORK = Spec(
    "0",
    keys={
        "name": S, "driver": S, "driver_opts": OPTIONS, "external": EXTERNAL, "internal": BOOL,
        "enable_ipv4": KEPT_BOOL, "enable_ipv6": KEPT_BOOL, "attachable": BOOL, "labels": LABELS,
        "ipam": Spec(keys={
            "driver": S, "options": NAMED_TEXTS,
            "config": Spec(item=Spec(keys={
                "subnet": S, "ip_range": S, "gateway": S, "aux_addresses": NAMED_TEXTS,
            }), merge="by-subnet"),
        }),
    },
)  # fmt: skip
VOLUME = Spec("0", keys={"name": S, "driver": S, "driver_opts": OPTIONS, "external": EXTERNAL, "labels": LABELS})
SECRET = Spec(
    keys={
        "name": S, "environment": S, "file": PATH, "driver": S, "template_driver": S, "external": OPEN_EXTERNAL,
        "labels": WRITTEN_LABELS, "driver_opts": OPTIONS,
    },
)  # fmt: skip
CONFIG = Spec(
    keys={
        "name": S, "content": S, "environment": S, "file": PATH, "template_driver": S, "external": OPEN_EXTERNAL,
        "labels": WRITTEN_LABELS,
    },
)  # fmt: skip
MODEL = Spec(keys={"name": S, "model": S, "context_size": I, "runtime_flags": items(S)}, required=("model",))
INCLUDE = Spec(
    keys={"path": texts(), "env_file": texts(), "project_directory": S}, extra="no", short=forms.include_path
)

PROJECT = Spec(
    keys={
        "version": S,
        "name": S,
        "include": items(INCLUDE),
        "services": named(SERVICE),
        "models": Spec(of=MODEL, extra="open"),
        "networks": Spec(of=NETWORK, extra="open"),
        "volumes": named(VOLUME),
        "secrets": named(SECRET),
        "configs": named(CONFIG),
        "jobs": named(JOB),
    },
)
