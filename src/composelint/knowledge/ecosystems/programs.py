"""How the command lines of package managers are read, and under which other names they run."""

from __future__ import annotations

from ...core.patterns import pattern


class Program:
    """How a program's options are read: those that take a value, name a directory, or name a file it reads."""

    __slots__ = ("directory", "files", "single_dash", "taking")

    def __init__(self, taking: str = "", *, directory: str = "", files: str = "", single_dash: bool = False) -> None:
        self.directory = tuple(directory.split())
        self.files = tuple(files.split())
        self.taking = frozenset((*taking.split(), *self.directory, *self.files))
        self.single_dash = single_dash


PROGRAMS: dict[str, Program] = {
    "ansible-galaxy": Program(
        "-p --roles-path --collections-path -s --server", files="-r --role-file --requirements-file"
    ),
    "apk": Program("-t --virtual -X --repository -p --root --repositories-file --keys-dir --cache-dir --arch --wait"),
    "apt-get": Program("-t --target-release --default-release -o --option -c --config-file -a --host-architecture"),
    "brew": Program(),
    "build": Program("-o --outdir -C --config-setting"),
    "bun": Program("--filter -F --backend --registry --config -c --cache-dir", directory="--cwd"),
    "bundle": Program("-j --jobs -r --retry --path --without --with --binstubs", files="--gemfile"),
    "cabal": Program("--project-file --builddir -w --with-compiler -j --installdir --install-method"),
    "cargo": Program(
        "--bin --bins --branch --color --config --example --features -F --git --index -j --jobs --message-format -p"
        " --package --profile --recipe-path --registry --rev --root --tag --target --target-dir --version -Z",
        directory="-C --path",
        files="--manifest-path",
    ),
    "carton": Program(),
    "clojure": Program(),
    "composer": Program("--prefer-install --ignore-platform-req", directory="-d --working-dir"),
    "conan": Program("-s --settings -o --options -pr --profile -r --remote -if --install-folder -of --output-folder"),
    "conda": Program("-n --name -p --prefix -c --channel --solver --platform", files="-f --file"),
    "conda-lock": Program("-n --name -p --prefix"),
    "corepack": Program(),
    "cpanm": Program("-l --local-lib -L --local-lib-contained --mirror"),
    "dart": Program(directory="-C --directory"),
    "deno": Program("--config -c --lock --import-map --node-modules-dir --root --name -n --entrypoint"),
    "dnf": Program("-c --config --enablerepo --disablerepo --setopt -x --exclude --installroot --releasever"),
    "docker-php-ext-install": Program("-j"),
    "dotnet": Program(
        "-a --arch -c --configuration -f --framework -o --output --os -p --property -r --runtime -s --source "
        " --use-current -v --verbosity --version --version-suffix --configfile --packages --tool-path --lock-file-path"
    ),
    "flutter": Program(directory="-C --directory"),
    "gem": Program("-v --version -i --install-dir -n --bindir -s --source -P --trust-policy"),
    "go": Program(
        "-asmflags -buildmode -count -covermode -coverprofile -exec -gcflags -ldflags -o -p -pkgdir -run -tags -timeout"
        " -toolexec",
        directory="-C",
        files="-modfile",
        single_dash=True,
    ),
    "gradle": Program(
        "-I --init-script -g --gradle-user-home -x --exclude-task --console --max-workers",
        directory="-p --project-dir",
        files="-b --build-file -c --settings-file",
        single_dash=True,
    ),
    "install-php-extensions": Program(),
    "julia": Program("-e -E -t --threads -L", directory="--project"),
    "lein": Program(),
    "mill": Program("-j --jobs"),
    "mix": Program("--only --target"),
    "mvn": Program(
        "-P --activate-profiles -pl --projects -T --threads -s --settings -gs --global-settings -l --log-file -rf",
        files="-f --file",
        single_dash=True,
    ),
    "npm": Program(
        "-w --workspace --registry --cache --userconfig --globalconfig --tag --omit --include --only --loglevel"
        " --location --cpu --os --libc --install-strategy --audit-level --fetch-retries --fetch-timeout --node-options"
        " --script-shell",
        directory="--prefix -C",
    ),
    "pacman": Program("-r --root -b --dbpath --cachedir --config"),
    "pdm": Program("-G --group --with --without -L --lockfile -x --exclude -k --skip -f", directory="-p --project"),
    "pecl": Program(),
    "pip": Program(
        "-i --index-url --extra-index-url -f --find-links -t --target --prefix --root --src -w --wheel-dir -d --dest"
        " --python --platform --python-version --implementation --abi --no-binary --only-binary --progress-bar"
        " --cache-dir --log --proxy --timeout --retries --exists-action --trusted-host --cert --client-cert"
        " --global-option --config-settings -C --report --upgrade-strategy --group -e --editable --use-feature",
        files="-r --requirement -c --constraint",
    ),
    "pip-sync": Program("--python-executable --pip-args -i --index-url --extra-index-url -f --find-links"),
    "pipenv": Program("--python --extra-pip-args --categories --index -i --pypi-mirror", files="-r --requirements"),
    "pipx": Program("--python --pip-args --index-url -i --spec --suffix"),
    "pixi": Program("-e --environment --color", files="--manifest-path"),
    "playwright": Program(),
    "pnpm": Program(
        "-F --filter --filter-prod --store-dir --virtual-store-dir --registry --reporter --loglevel --modules-dir"
        " --lockfile-dir --network-concurrency --child-concurrency --os --cpu --libc",
        directory="-C --dir",
    ),
    "poetry": Program(
        "--only --with --without -E --extras -f --format -o --output --local-version",
        directory="-C --directory -P --project",
    ),
    "python": Program("-c -m -W -X"),
    "Rscript": Program("-e"),
    "rustup": Program("--toolchain --profile -c --component -t --target --default-toolchain --default-host"),
    "sbt": Program("-mem -jvm-debug --sbt-dir --sbt-boot"),
    "stack": Program("--resolver --snapshot --stack-root --local-bin-path --flag -j", files="--stack-yaml"),
    "swift": Program("-c --configuration --product --target --scratch-path --build-path", directory="--package-path"),
    "uv": Program(
        "-p --python --index --default-index --index-url -i --extra-index-url -f --find-links --extra --group"
        " --only-group --no-group --no-extra --package --no-install-package --link-mode --cache-dir --config-file"
        " --python-platform --target --prefix -o --output-file --format --exclude-newer -C --config-setting --color -e"
        " --editable --with --no-binary-package --no-build-package --resolution --prerelease --torch-backend",
        directory="--directory --project",
        files="-r --requirement --requirements -c --constraint --constraints",
    ),
    "vcpkg": Program("--triplet --host-triplet --x-install-root --x-feature --overlay-ports --overlay-triplets"),
    "yarn": Program(
        "--cache-folder --modules-folder --network-timeout --network-concurrency --registry --mutex --mode --prefix"
        " --global-folder --use-yarnrc --proxy --https-proxy",
        directory="--cwd",
    ),
    "zypper": Program("-R --root -D --reposd-dir --gpg-auto-import-keys"),
}

_ALIASES = {
    "R": "Rscript",
    "apt": "apt-get",
    "aptitude": "apt-get",
    "bundler": "bundle",
    "clj": "clojure",
    "composer.phar": "composer",
    "gradlew": "gradle",
    "mamba": "conda",
    "microdnf": "dnf",
    "micromamba": "conda",
    "mvnd": "mvn",
    "mvnw": "mvn",
    "tdnf": "dnf",
    "tofu": "terraform",
    "yarnpkg": "yarn",
    "yum": "dnf",
}
_VERSIONED = pattern(r"(pip|python|pypy)[0-9.]+")


def program_name(program: str) -> str:
    """The name under which a program stands in the table: `pip3.12` is pip, `gradlew` is gradle."""
    if program in PROGRAMS:
        return program
    versioned = _VERSIONED.fullmatch(program) if program.startswith("p") else None
    return versioned[1] if versioned else _ALIASES.get(program, program)
