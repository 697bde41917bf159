"""Programs that fetch files, the options that make them careless, and the programs that check what was fetched.

From the manual pages of curl, wget, apt, apk, dnf, rpm, zypper, pip, npm, git and conda, November 2025.
"""

from __future__ import annotations

TAKING = {
    "curl": frozenset(
        "-o --output -H --header -d --data --data-raw --data-binary -u --user -A --user-agent -e --referer -b --cookie"
        " -c --cookie-jar -x --proxy -X --request -T --upload-file -F --form -K --config -m --max-time -r --range"
        " --connect-timeout --retry --retry-delay --retry-max-time -w --write-out -C --continue-at -z --time-cond -y -Y"
        " -E --cert --cacert --capath --key --url --output-dir --resolve --ciphers --proto --proto-redir -D"
        " --dump-header --unix-socket --max-filesize --limit-rate --interface --pinnedpubkey -Q --quote -t".split()
    ),
    "wget": frozenset(
        "-O --output-document -P --directory-prefix -o --output-file -a --append-output -e --execute -t --tries -T"
        " --timeout -U --user-agent --header -i --input-file -Q --quota -w --wait -A --accept -R --reject -D --domains"
        " --ca-certificate --certificate --private-key --progress --user --password --post-data -l --level -B"
        " --base".split()
    ),
}

INTERPRETERS = frozenset("sh bash ash dash zsh ksh perl ruby node php pwsh python lua".split())
"""Programs that run what they read from standard input; Python's versions count as `python`."""

_SUMS = "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum b2sum b3sum sha3sum"
CHECKERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(f"{_SUMS} gpgv cosign minisign signify slsa-verifier".split(), ()),
    "gpg": ("--verify", "--decrypt", "-d"),
    "openssl": ("dgst", "-verify", "sha256"),
    "gh": ("attestation",),
    "rpm": ("-K", "--checksig"),
    "rpmkeys": (),
}
"""Programs that compare a file with a checksum or a signature; some only with one of these words."""

SWITCHES: dict[str, tuple[str, ...]] = {
    "curl": ("-k", "--insecure", "--proxy-insecure", "--doh-insecure"),
    "wget": ("--no-check-certificate",),
    "wget2": ("--no-check-certificate",),
    "pip": ("--trusted-host",),
    "uv": ("--allow-insecure-host", "--trusted-host"),
    "git": (),
    "helm": ("--insecure-skip-tls-verify",),
    "kubectl": ("--insecure-skip-tls-verify",),
    "composer": ("--disable-tls",),
    "oras": ("--insecure",),
    "skopeo": (),
}
"""Options that switch certificate checks off, by program."""

SETTINGS: dict[str, tuple[str, ...]] = {
    "git": ("http.sslverify=false", "http.sslverify=0", "http.sslverify false", "http.sslverify 0"),
    "npm": ("strict-ssl false", "strict-ssl=false", "--no-strict-ssl"),
    "yarn": ("strict-ssl false", "strict-ssl=false", "enablestrictssl false"),
    "pnpm": ("strict-ssl false", "strict-ssl=false"),
    "conda": ("ssl_verify false", "ssl_verify=false", "ssl_verify no"),
    "pip": ("global.trusted-host ",),
    "apt-get": ("verify-peer=false", "verify-peer=0", "verify-host=false"),
    "apt": ("verify-peer=false", "verify-peer=0", "verify-host=false"),
    "dnf": ("sslverify=false", "sslverify=0"),
    "yum": ("sslverify=false", "sslverify=0"),
    "microdnf": ("sslverify=false", "sslverify=0"),
    "yum-config-manager": ("sslverify=false", "sslverify=0"),
    "http": ("--verify=no", "--verify=false"),
    "https": ("--verify=no", "--verify=false"),
    "composer": ("disable-tls true", "secure-http false"),
    "skopeo": ("tls-verify=false",),
    "gem": ("--add http:", "-a http:", "--source http:", "-s http:"),
}
"""The same written as a setting: texts of which one stands among the arguments, in lower case."""

UNSIGNED: dict[str, tuple[str, ...]] = {
    "apt-get": ("--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"),
    "apt": ("--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"),
    "apk": ("--allow-untrusted",),
    "yum": ("--nogpgcheck", "--no-gpgchecks"),
    "dnf": ("--nogpgcheck", "--no-gpgchecks"),
    "dnf5": ("--nogpgcheck", "--no-gpgchecks"),
    "microdnf": ("--nogpgcheck", "--no-gpgchecks"),
    "tdnf": ("--nogpgcheck",),
    "rpm": ("--nosignature", "--nodigest", "--noverify", "--nofiledigest"),
    "zypper": ("--no-gpg-checks", "--gpg-auto-import-keys", "--allow-unsigned-rpm"),
}
"""Options that install packages whose signature nobody checks, by package manager."""

UNSIGNED_SETTINGS = (
    "gpgcheck=0", "gpgcheck=false", "allowunauthenticated=true", "allowunauthenticated=1", "[trusted=yes]",
    "allowinsecurerepositories=true", "siglevel = never", "siglevel=never",
)  # fmt: skip
"""The same as settings, in lower case."""

_OFF = ("0", "false", "no", "off")
_ON = ("1", "true", "yes", "on")

TLS_OFF: dict[str, tuple[str, ...]] = {
    "NODE_TLS_REJECT_UNAUTHORIZED": ("0",),
    "PYTHONHTTPSVERIFY": ("0",),
    "GIT_SSL_NO_VERIFY": _ON,
    "NPM_CONFIG_STRICT_SSL": _OFF,
    "YARN_STRICT_SSL": _OFF,
    "YARN_ENABLE_STRICT_SSL": _OFF,
    "CONDA_SSL_VERIFY": _OFF,
    "CURL_CA_BUNDLE": ("",),
    "REQUESTS_CA_BUNDLE": ("",),
    "COMPOSER_DISABLE_TLS": _ON,
    "GOINSECURE": ("*",),
    "GONOSUMDB": ("*",),
    "GONOSUMCHECK": ("*", "1"),
    "GOFLAGS": ("-insecure",),
}
"""Variables that switch certificate or checksum checks off, with the values that do."""
TLS_OFF_ALWAYS = frozenset(("PIP_TRUSTED_HOST",))
"""Variables that do so with any value."""

LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]", "host.docker.internal")
BIN = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/bin")
