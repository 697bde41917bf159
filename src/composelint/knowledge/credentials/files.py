"""Files whose names say that they hold credentials."""

from __future__ import annotations

from ...core.globs import Globs

NAMES = Globs(
    """
    .env .env.* *.env .envrc id_rsa id_dsa id_ecdsa id_ed25519 *.pem *.key *.p12 *.pfx *.jks *.keystore *.kdbx *.ppk
    .npmrc .pypirc .netrc _netrc .git-credentials .htpasswd .dockercfg application_default_credentials.json
    *service-account*.json *serviceaccount*.json credentials.json credentials client_secret*.json secrets.yml
    secrets.yaml secrets.json secret.txt *_secret.txt *.tfvars terraform.tfstate* kubeconfig .vault-token master.key
    wp-config.php auth.json *.ovpn .pgpass .my.cnf
""".split()
)
"""Globs for a path's last component."""

ENDS = ("/.docker/config.json", "/.aws/credentials", "/.aws/config", "/.kube/config")
"""Ends of paths, in a hidden directory."""

BELOW = ("/.azure/", "/.config/gcloud/", "/.ssh/")
"""Hidden directories all of which counts."""

HARMLESS = Globs(
    """
    *.pub *.example *.sample *.template *.tmpl *.dist *.example.* *.sample.* *.template.* example.* sample.*
    known_hosts *.crt *.cer ca.pem ca-*.pem ca_*.pem *-ca.pem cacert.pem chain.pem fullchain.pem cert.pem *-cert.pem
    *_cert.pem dhparam*.pem .env.test .env.ci *pub*.pem *pub*.key *signing*.key *gpg*.key *release*.key
""".split()
)
"""Globs for last components that only look like it: examples, public keys, certificates."""

KEYS = Globs(("*.pem", "*.key", "id_*"))
"""Files that may as well hold a public key: their content decides, where it can be read."""

POINTERS = {
    "GOOGLE_APPLICATION_CREDENTIALS", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "HF_TOKEN_PATH", "KUBECONFIG",
    "NETRC", "DOCKER_CONFIG", "NPM_CONFIG_USERCONFIG", "PGPASSFILE",
}  # fmt: skip
"""Variables that hold the path of a file with credentials."""

SETTINGS = Globs("*.conf *.config *.cnf *.cfg *.ini *.properties *.yml *.yaml *.json *.toml .*rc".split())
"""Files made of names with their values."""
TEST_SETTINGS = frozenset((".env.test", ".env.ci"))
"""Such files too, though nothing in them need be kept secret."""


def settings_file(path: str) -> bool:
    """Whether a path names a file of settings, as far as names can say; examples are none."""
    name = _name(path)
    return name in TEST_SETTINGS or secret_file(path) or (name in SETTINGS and name not in HARMLESS)


def secret_file(path: str) -> bool:
    """Whether a path names a file that holds credentials, as far as names can say."""
    clean = "/" + path.strip("/").lower()
    name = clean.rpartition("/")[2]
    return (name in NAMES or ("/." in clean and _stands_hidden(clean))) and name not in HARMLESS


def _stands_hidden(path: str) -> bool:
    return path.endswith(ENDS) or any(directory in path for directory in BELOW)


def harmless(path: str) -> bool:
    """Whether a path names an example, a certificate, a public key."""
    return _name(path) in HARMLESS


def may_be_public(path: str) -> bool:
    """Whether such a file may as well hold a public key."""
    return _name(path) in KEYS


def _name(path: str) -> str:
    return path.lower().rpartition("/")[2]
