"""The Compose specification as one table: for every key the forms it accepts, its canonical form, cast and merge rule.

Reading, casting, canonicalising, validating and merging all walk `PROJECT`; none of them knows a key by name.
Source: compose-go's schema and transforms (v2.13, 2026) with the Compose specification of June 2026.
"""

from __future__ import annotations

from . import forms, grammar, plain, uniqueness
from .rows import (
    ANY,
    BOOL,
    BYTES,
    DURATION,
    FLOAT,
    FLOAT_BYTES,
    FLOAT_MEMORY,
    INT,
    LABEL,
    MEMORY,
    MODE,
    PATH,
    SI,
    SIZE,
    SN,
    TEXT_BYTES,
    B,
    I,
    N,
    S,
    Spec,
    command,
    distinct,
    items,
    named,
    pairs,
    texts,
)

__all__ = ["ANY", "PROJECT", "SERVICE", "Spec"]

LABELS = pairs(value=LABEL)
OPTIONS = Spec(of=Spec("sn", plain=plain.word), extra="open")
EXTRA_HOSTS = Spec(of=Spec("s", item=S), item=Spec("s", grammar=grammar.HOST), extra="open", plain=plain.hosts)
ULIMITS = Spec(
    of=Spec("si", cast="int", keys={"soft": INT, "hard": INT}, required=("soft", "hard"), merge="replace"), extra="x"
)
FILE_REFERENCE = Spec(keys={"source": S, "target": S, "uid": S, "gid": S, "mode": MODE}, short=forms.source_only)
DEVICE_REQUEST = Spec(
    keys={"capabilities": items(S), "count": SI, "device_ids": items(S), "driver": S, "options": pairs()},
    extra="open",
)
HOOK = Spec(
    keys={"command": command(), "user": S, "privileged": BOOL, "working_dir": S, "environment": pairs()},
    required=("command",),
)
PRE_START = Spec(keys={**(HOOK.keys or {}), "image": S, "per_replica": BOOL})

BUILD = Spec(
    keys={
        "context": PATH, "dockerfile": S, "dockerfile_inline": S, "network": S, "target": S, "isolation": S,
        "args": pairs(), "ssh": pairs(), "labels": LABELS, "additional_contexts": pairs(value=PATH),
        "cache_from": items(S), "cache_to": items(S), "tags": items(S, uniqueness.text_key), "platforms": items(S),
        "entitlements": items(S), "no_cache_filter": texts(), "no_cache": BOOL, "pull": BOOL, "privileged": BOOL,
        "provenance": Spec("sb", plain=plain.word), "sbom": Spec("sb", plain=plain.word), "shm_size": BYTES,
        "extra_hosts": EXTRA_HOSTS,
        "secrets": items(FILE_REFERENCE), "ulimits": ULIMITS,
    },
    short=forms.build_context,
)  # fmt: skip

PORT = Spec(
    keys={
        "name": S, "mode": S, "host_ip": S, "target": INT,
        "published": Spec("si", plain=plain.word), "protocol": S, "app_protocol": S,
    },
    required=("target",),
    short=forms.port,
)  # fmt: skip

MOUNT = Spec(
    keys={
        "type": Spec("s", enum=("bind", "volume", "tmpfs", "cluster", "npipe", "image")),
        "source": S, "target": S, "read_only": BOOL, "consistency": S,
        "bind": Spec(keys={
            "propagation": S, "create_host_path": BOOL,
            "recursive": Spec("s", enum=("enabled", "disabled", "writable", "readonly")),
            "selinux": Spec("s", enum=("z", "Z")),
        }),
        "volume": Spec(keys={"labels": LABELS, "nocopy": BOOL, "subpath": S}),
        "tmpfs": Spec(keys={"size": BYTES, "mode": Spec("sn", plain=plain.integer)}),
        "image": Spec(keys={"subpath": S}),
    },
    required=("type", "target"),
    short=forms.mount,
)  # fmt: skip

DEPENDENCY = Spec(
    keys={
        "condition": Spec("s", enum=("service_started", "service_healthy", "service_completed_successfully")),
        "restart": BOOL,
        "required": Spec("b", cast="bool"),
    },
    required=("condition",),
)

ATTACHMENT = Spec(
    "0",
    keys={
        "aliases": items(S, uniqueness.text_key), "link_local_ips": items(S, uniqueness.text_key), "interface_name": S,
        "ipv4_address": S, "ipv6_address": S, "mac_address": S, "driver_opts": OPTIONS, "priority": N,
        "gw_priority": N,
    },
)  # fmt: skip

HEALTHCHECK = Spec(
    keys={
        "test": Spec(item=S, short=forms.shell_test, merge="replace"),
        "disable": BOOL, "interval": DURATION, "timeout": DURATION, "start_period": DURATION,
        "start_interval": DURATION, "retries": Spec("sn", cast="int"),
    },
)  # fmt: skip

CONDITION = Spec("s", grammar=grammar.RESTART_CONDITION)
UPDATE = Spec(
    keys={
        "parallelism": INT, "delay": DURATION, "failure_action": S, "monitor": DURATION,
        "max_failure_ratio": FLOAT, "order": Spec("s", enum=("start-first", "stop-first")),
    },
)  # fmt: skip

DEPLOY = Spec(
    "0",
    keys={
        "mode": S, "endpoint_mode": S, "replicas": INT, "labels": LABELS,
        "update_config": UPDATE, "rollback_config": UPDATE,
        "resources": Spec(keys={
            "limits": Spec(keys={"cpus": FLOAT, "memory": MEMORY, "pids": Spec("si", plain=plain.integer)}),
            "reservations": Spec(keys={
                "cpus": FLOAT, "memory": TEXT_BYTES,
                "generic_resources": items(Spec(keys={"discrete_resource_spec": Spec(keys={"kind": S, "value": SN})})),
                "devices": items(Spec(keys=DEVICE_REQUEST.keys, required=("capabilities",))),
            }),
        }),
        "restart_policy": Spec(keys={
            "condition": CONDITION, "delay": DURATION, "max_attempts": INT, "window": DURATION,
        }),
        "placement": Spec(keys={
            "constraints": items(S), "preferences": items(Spec(keys={"spread": S})), "max_replicas_per_node": INT,
        }),
    },
)  # fmt: skip

RATES = items(Spec(keys={"path": S, "rate": BYTES}, extra="no"))
SERVICE = Spec(
    keys={
        "annotations": LABELS,
        "attach": BOOL,
        "blkio_config": Spec(keys={
            "weight": SI, "weight_device": items(Spec(keys={"path": S, "weight": SI}, extra="no")),
            "device_read_bps": RATES, "device_read_iops": RATES, "device_write_bps": RATES, "device_write_iops": RATES,
        }, extra="no"),
        "build": BUILD,
        "cap_add": items(S, uniqueness.text_key),
        "cap_drop": items(S, uniqueness.text_key),
        "cgroup": Spec("s", enum=("host", "private")),
        "cgroup_parent": S,
        "command": command(),
        "configs": items(FILE_REFERENCE, uniqueness.config_key),
        "container_name": Spec("s", grammar=grammar.CONTAINER_NAME),
        "cpu_count": Spec("si", cast="int"),
        "cpu_percent": Spec("si", cast="float"),
        "cpu_period": Spec("sn", cast="int"),
        "cpu_quota": Spec("sn", cast="int"),
        "cpu_rt_period": Spec("sn", cast="int"),
        "cpu_rt_runtime": Spec("sn", cast="int"),
        "cpu_shares": Spec("sn", cast="int"),
        "cpus": FLOAT,
        "cpuset": S,
        "credential_spec": Spec(keys={"config": S, "file": S, "registry": S}),
        "depends_on": Spec(of=DEPENDENCY, listed=forms.dependencies, extra="no"),
        "deploy": DEPLOY,
        "develop": Spec("0", keys={"watch": items(Spec(keys={
            "path": PATH, "action": Spec("s", enum=("rebuild", "sync", "restart", "sync+restart", "sync+exec")),
            "target": S, "ignore": texts(), "include": texts(), "exec": HOOK, "initial_sync": B,
        }, required=("path", "action")))}),
        "device_cgroup_rules": distinct(S),
        "devices": items(
            Spec(keys={"source": S, "target": S, "permissions": S}, required=("source", "target"), short=forms.device),
            uniqueness.target_key,
        ),
        "dns": texts(Spec("s", grammar=grammar.ADDRESS)),
        "dns_opt": items(S, uniqueness.text_key),
        "dns_search": texts(),
        "domainname": S,
        "entrypoint": command(),
        "env_file": Spec(
            item=Spec(keys={"path": S, "format": S, "required": BOOL}, required=("path",), extra="no",
                      short=forms.env_file),
            short=forms.env_file_list, unique=uniqueness.path_key,
        ),
        "environment": pairs(forms.variables),
        "expose": items(Spec("sn", plain=plain.word), uniqueness.text_key),
        "extends": Spec(keys={"service": S, "file": S}, required=("service",), extra="no", short=forms.extends),
        "external_links": distinct(S),
        "extra_hosts": EXTRA_HOSTS,
        "gpus": Spec(item=DEVICE_REQUEST, short=forms.all_gpus),
        "group_add": distinct(Spec("sn", plain=plain.word)),
        "healthcheck": HEALTHCHECK,
        "hostname": S,
        "image": S,
        "init": BOOL,
        "ipc": Spec("s", grammar=grammar.IPC),
        "isolation": S,
        "label_file": texts(),
        "labels": LABELS,
        "links": items(S, uniqueness.text_key),
        "logging": Spec(
            keys={"driver": S, "options": Spec(of=Spec("sn0", plain=plain.label), extra="open")}, merge="same-driver"
        ),
        "mac_address": S,
        "mem_limit": FLOAT_MEMORY,
        "mem_reservation": BYTES,
        "mem_swappiness": SIZE,
        "memswap_limit": FLOAT_BYTES,
        "models": Spec(of=Spec("0", keys={"endpoint_var": S, "model_var": S}), listed=forms.names, extra="no"),
        "network_mode": S,
        "networks": Spec(of=ATTACHMENT, listed=forms.names, extra="no"),
        "oom_kill_disable": BOOL,
        "oom_score_adj": Spec("si", cast="int"),
        "pid": Spec("s0", grammar=grammar.PID),
        "pids_limit": Spec("sn", cast="int"),
        "platform": S,
        "ports": items(PORT, uniqueness.port_key),
        "post_start": items(HOOK),
        "pre_start": items(PRE_START),
        "pre_stop": items(HOOK),
        "privileged": BOOL,
        "profiles": items(S, uniqueness.text_key),
        "provider": Spec(
            keys={"type": S, "options": Spec(of=Spec("snb", item=Spec("snb")), extra="open")}, required=("type",)
        ),
        "pull_policy": Spec("s", grammar=grammar.PULL_POLICY),
        "pull_refresh_after": S,
        "read_only": BOOL,
        "restart": Spec("s", grammar=grammar.RESTART),
        "runtime": S,
        "scale": INT,
        "secrets": items(FILE_REFERENCE, uniqueness.secret_key),
        "security_opt": distinct(S),
        "shm_size": FLOAT_BYTES,
        "stdin_open": BOOL,
        "stop_grace_period": DURATION,
        "stop_signal": S,
        "storage_opt": Spec(of=ANY, extra="open"),
        "sysctls": pairs(value=LABEL),
        "tmpfs": texts(),
        "tty": BOOL,
        "ulimits": ULIMITS,
        "use_api_socket": B,
        "user": S,
        "userns_mode": S,
        "uts": S,
        "volumes": items(MOUNT, uniqueness.target_key),
        "volumes_from": distinct(S),
        "working_dir": S,
    },
)  # fmt: skip

EXTERNAL = Spec("sb", cast="bool", keys={"name": S})
NETWORK = Spec(
    "0",
    keys={
        "name": S, "driver": S, "driver_opts": OPTIONS, "external": EXTERNAL, "internal": BOOL, "enable_ipv4": BOOL,
        "enable_ipv6": BOOL, "attachable": BOOL, "labels": LABELS,
        "ipam": Spec(keys={
            "driver": S, "options": Spec(of=S, extra="open"),
            "config": Spec(item=Spec(keys={
                "subnet": S, "ip_range": S, "gateway": S, "aux_addresses": Spec(of=S, extra="open"),
            }), merge="by-subnet"),
        }),
    },
)  # fmt: skip
VOLUME = Spec("0", keys={"name": S, "driver": S, "driver_opts": OPTIONS, "external": EXTERNAL, "labels": LABELS})
SECRET = Spec(
    keys={
        "name": S, "environment": S, "file": PATH, "driver": S, "template_driver": S, "external": EXTERNAL,
        "labels": LABELS, "driver_opts": OPTIONS,
    },
)  # fmt: skip
CONFIG = Spec(
    keys={
        "name": S, "content": S, "environment": S, "file": PATH, "template_driver": S, "external": EXTERNAL,
        "labels": LABELS,
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
        "models": named(MODEL),
        "networks": named(NETWORK),
        "volumes": named(VOLUME),
        "secrets": named(SECRET),
        "configs": named(CONFIG),
    },
)
