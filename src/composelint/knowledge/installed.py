"""Where package managers leave what they install for a project."""

from __future__ import annotations

LEFT = {
    "npm": "node_modules",
    "yarn": "node_modules",
    "pnpm": "node_modules",
    "bun": "node_modules",
    "composer": "vendor",
    "uv": ".venv",
    "poetry": ".venv",
}
"""The directory, beside its manifest, in which a package manager leaves what it installs (their manuals, 2026)."""
ELSEWHERE = {
    "npm": ("NODE_PATH",),
    "yarn": ("NODE_PATH",),
    "pnpm": ("NODE_PATH",),
    "bun": ("NODE_PATH",),
    "composer": ("COMPOSER_VENDOR_DIR",),
    "uv": ("UV_PROJECT_ENVIRONMENT",),
}
"""Variables with which that is another place, or others are looked at."""
