"""Images: sites and content management."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rows import BUILD, MANUAL

if TYPE_CHECKING:
    from .rows import Cells, Row

WGET = ("wget", "-q", "--spider")

# PHP applications on Apache: root binds the port, the workers drop their rights.
PHP: Cells = {
    "role": "web",
    "ports": (80,),
    "healthcheck": False,
    "user": "root",
    "required": (),
    "init": (),
    "writable": ("/var/run/apache2", "/var/lock/apache2", "/tmp"),
    "tools": "curl php",
    "family": "debian",
    "workdir": "/var/www/html",
    "command": True,
}

ROWS: tuple[Row, ...] = (
    {
        "names": "wordpress",
        "like": PHP,
        "source": BUILD,
        "data": ("/var/www/html",),
        "declared": True,
        "test": ("curl", "-fs", "-o", "/dev/null", "http://127.0.0.1/wp-login.php"),
        "file_variables": ("WORDPRESS_*",),
        "passwords": ("WORDPRESS_DB_PASSWORD",),
        "but": (
            ("alpine", {"family": "alpine"}),
            ("fpm", {"ports": (9000,), "test": {}, "writable": ("/tmp",)}),
            (
                "cli",
                {
                    "role": "tool",
                    "ports": (),
                    "test": {},
                    "user": "www-data",
                    "ends": True,
                    "family": "alpine",
                    "command": False,
                },
            ),
        ),
    },
    {
        "names": "nextcloud",
        "like": PHP,
        "source": BUILD,
        "data": ("/var/www/html",),
        "declared": True,
        "test": ("curl", "-fs", "http://127.0.0.1/status.php"),
        "slow_start": 30,
        "exclusive": True,
        "file_variables": (
            "NEXTCLOUD_ADMIN_USER",
            "NEXTCLOUD_ADMIN_PASSWORD",
            "MYSQL_DATABASE",
            "MYSQL_USER",
            "MYSQL_PASSWORD",
            "POSTGRES_DB",
            "POSTGRES_USER",
            "POSTGRES_PASSWORD",
            "REDIS_HOST_PASSWORD",
        ),
        "passwords": ("NEXTCLOUD_ADMIN_PASSWORD", "MYSQL_PASSWORD", "POSTGRES_PASSWORD", "REDIS_HOST_PASSWORD"),
        "accounts": (("NEXTCLOUD_ADMIN_USER", "NEXTCLOUD_ADMIN_PASSWORD", ""),),
        "init": ("/docker-entrypoint-hooks.d",),
        "but": (
            ("alpine", {"family": "alpine"}),
            ("fpm", {"ports": (9000,), "test": {}, "writable": ("/tmp",)}),
        ),
    },
    {
        "names": "drupal",
        "like": PHP,
        "source": MANUAL,
        "data": ("/var/www/html/sites",),
        "test": ("curl", "-fs", "http://127.0.0.1/"),
        "but": (("alpine", {"family": "alpine"}), ("fpm", {"ports": (9000,), "test": {}})),
    },
    {
        "names": "joomla",
        "like": PHP,
        "source": MANUAL,
        "data": ("/var/www/html",),
        "declared": True,
        "test": ("curl", "-fs", "http://127.0.0.1/"),
        "passwords": ("JOOMLA_DB_PASSWORD",),
        "but": (("alpine", {"family": "alpine"}), ("fpm", {"ports": (9000,), "test": {}})),
    },
    {
        "names": "mediawiki",
        "like": PHP,
        "source": MANUAL,
        "data": ("/var/www/html/images",),
        "test": ("curl", "-fs", "http://127.0.0.1/"),
        "but": (("alpine", {"family": "alpine"}), ("fpm", {"ports": (9000,), "test": {}})),
    },
    {
        "names": "matomo",
        "like": PHP,
        "source": MANUAL,
        "data": ("/var/www/html",),
        "declared": True,
        "test": ("curl", "-fs", "http://127.0.0.1/"),
        "passwords": ("MATOMO_DATABASE_PASSWORD",),
        "but": (("alpine", {"family": "alpine"}), ("fpm", {"ports": (9000,), "test": {}})),
    },
    {
        "names": "ghost",
        "source": BUILD,
        "role": "web",
        "ports": (2368,),
        "data": ("/var/lib/ghost/content",),
        "declared": True,
        "healthcheck": False,
        "test": (
            "node",
            "-e",
            "fetch('http://127.0.0.1:2368/').then(r=>process.exit(r.status<500?0:1),()=>process.exit(1))",
        ),
        "slow_start": 20,
        "user": "drops",
        "file_variables": (),
        "passwords": ("database__connection__password",),
        "required": (),
        "init": (),
        "tools": "node",
        "family": "debian",
        "workdir": "/var/lib/ghost",
        "command": True,
        "but": (("alpine", {"family": "alpine"}),),
    },
    {
        "names": "directus/directus",
        "source": MANUAL,
        "role": "app",
        "ports": (8055,),
        "data": ("/directus/uploads", "/directus/database"),
        "test": (*WGET, "http://127.0.0.1:8055/server/ping"),
        "user": "node",
        "file_variables": ("*",),
        "passwords": ("KEY", "SECRET", "DB_PASSWORD", "ADMIN_PASSWORD"),
        "tools": "?curl node",
        "family": "alpine",
        "command": True,
    },
    {
        "names": "strapi/strapi",
        "source": MANUAL,
        "role": "app",
        "ports": (1337,),
    },
)
