"""Where programs in containers read their configuration and never write it (documentation of their images, 2026)."""

from __future__ import annotations

FILES = (
    "/etc/nginx/nginx.conf", "/etc/nginx/conf.d/*", "/etc/nginx/templates/*", "/usr/local/etc/haproxy/*.cfg",
    "/etc/caddy/Caddyfile", "/etc/traefik/*.yml", "/etc/traefik/*.yaml", "/etc/traefik/*.toml",
    "/usr/local/apache2/conf/*.conf", "/etc/apache2/*.conf", "/etc/prometheus/*.yml", "/etc/prometheus/*.yaml",
    "/etc/alertmanager/*.yml", "/etc/loki/*.yaml", "/etc/loki/*.yml", "/etc/promtail/*.yml", "/etc/promtail/*.yaml",
    "/etc/tempo*.yaml", "/etc/grafana/provisioning/*", "/etc/grafana/grafana.ini", "/etc/postgresql/*.conf",
    "/etc/mysql/conf.d/*", "/etc/my.cnf", "/etc/mongod.conf", "/usr/local/etc/redis/redis.conf",
    "/etc/redis/redis.conf", "/etc/rabbitmq/*", "/usr/share/logstash/pipeline/*", "/usr/share/logstash/config/*",
    "/usr/local/etc/php/*", "/usr/local/etc/php-fpm.d/*", "/opt/keycloak/conf/*", "/opt/keycloak/data/import/*",
    "/etc/otelcol*/*", "/etc/otel*.yaml", "/etc/vector/*", "/fluent-bit/etc/*", "/fluentd/etc/*",
    "/etc/telegraf/*.conf", "/etc/clickhouse-server/*.xml", "/docker-entrypoint-initdb.d/*",
)  # fmt: skip
"""Patterns of paths of single files; `*` stands for anything."""
DIRECTORIES = (
    "/etc/nginx/conf.d", "/etc/nginx/templates", "/etc/nginx/snippets", "/etc/prometheus", "/etc/prometheus/rules",
    "/etc/alertmanager", "/etc/loki", "/etc/grafana/provisioning", "/etc/grafana/provisioning/*", "/etc/mysql/conf.d",
    "/usr/share/logstash/pipeline", "/usr/local/etc/haproxy", "/etc/otelcol", "/etc/otelcol-contrib",
    "/docker-entrypoint-initdb.d", "/opt/keycloak/data/import", "/etc/clickhouse-server/config.d",
    "/etc/clickhouse-server/users.d",
)  # fmt: skip
"""Directories that hold nothing else."""
ENDINGS = (".conf", ".cfg", ".ini", ".toml", ".yml", ".yaml", ".properties", ".xml", ".crt", ".pem")
"""What a file below /etc ends in when it is a configuration."""
WRITTEN = ("acme.json", "passwd", "resolv.conf", "hosts", "pwfile", "sentinel.conf")
"""Ends of names of files that programs write themselves."""
EDITORS = frozenset((
    "elasticsearch", "kibana", "eclipse-mosquitto", "homeassistant/home-assistant", "pihole/pihole",
    "adguard/adguardhome", "jc21/nginx-proxy-manager", "lscr.io/linuxserver/swag", "nginxproxy/nginx-proxy",
    "plexinc/pms-docker", "jellyfin/jellyfin", "gitea/gitea", "nextcloud", "couchdb", "neo4j",
))  # fmt: skip
"""Images, by the first name of their row, that change their own configuration, or its owner."""
