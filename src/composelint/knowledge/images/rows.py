"""The form of a row of the image tables, and what many rows share.

A cell that is left out is unknown; an empty one says that there is nothing. A command is a string for a shell or a
tuple of words; `{A|B|word}` in the string stands for the first of these variables that is set, else the word (see
`environment.py`, which also tells how conditions are written). `$` is doubled, as Compose wants it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal, TypedDict

    Role = Literal[
        "database", "cache", "broker", "search", "object-store", "admin-ui", "web", "proxy", "app", "runtime",
        "monitoring", "registry", "control", "tool", "coordination", "backend",
    ]  # fmt: skip
    Command = str | tuple[str, ...]

    class Cells(TypedDict, total=False):
        """What can be said of an image."""

        role: Role
        source: str
        ports: tuple[int, ...]
        data: tuple[str, ...]
        """Paths that must persist, each of them."""
        inner_data: tuple[str, ...]
        """Directories below them that hold all of it: a mount there keeps the data too."""
        declared: bool
        """Whether the image declares its data paths as VOLUME."""
        moved_by: tuple[str, ...]
        """Variables that move the data path."""
        data_named_by_host: bool
        """Whether the data directory's name holds the container's host name."""
        healthcheck: bool
        test: Command | dict[str, Command]
        """The recommended check; a dict picks by the first condition that holds, "" always does."""
        timeout: str
        slow_start: int
        """Seconds until healthy on modest hardware."""
        grace: int
        """Seconds to stop cleanly."""
        slow_stop: bool
        """Whether the default grace of 10 seconds is known to cut it off."""
        memory: int
        """MiB below which it does not start."""
        user: str
        """`root`; `drops` (starts as root, its entrypoint switches); else the name or number."""
        file_variables: tuple[str, ...]
        """Variables also read from a file; `*` at the end stands for anything."""
        file_form: str
        exclusive: bool
        """Whether it stops when it is given a variable and its file."""
        passwords: tuple[str, ...]
        """Variables that hold a credential."""
        accounts: tuple[tuple[str, str, str], ...]
        """What is created on the first run, as (user, password, database), each `VARIABLE|VARIABLE|default`."""
        required: tuple[str, ...]
        """Conditions on the environment without which the first start fails."""
        advised: tuple[str, ...]
        """Conditions without which it starts, but not as meant."""
        refused: tuple[str, ...]
        """Variables with which it does not start."""
        policy: tuple[tuple[str, int, int], ...]
        """Variables whose value needs so many characters, of so many kinds: capitals, small letters, digits, others."""
        configured_by: tuple[str, ...]
        """Paths below which a mounted file replaces the required variables."""
        init: tuple[str, ...]
        """The init directory, then the suffixes it runs; empty when the image has none."""
        writable: tuple[str, ...]
        """Directories that must be writable when the root file system is not."""
        tools: str
        """Programs: `name` present, `-name` absent, `?name` unknown, over what the family says."""
        family: str
        workdir: str
        """`/` where the image sets none."""
        variables: tuple[str, ...]
        """Variables that the image sets and that Dockerfiles built on it use."""
        command: bool
        """Whether the image starts something that stays when nothing is asked of it."""
        platforms: tuple[str, ...]
        """The only platforms it is built for, where that is known to be less than usual."""
        reconnects: bool
        """Whether it keeps trying until its backend answers."""
        jvm: bool
        ends: bool
        """Whether it is a program that ends: a migration tool, a command-line client."""
        sink: bool
        """Whether others only send it logs, metrics, traces or mail."""
        browser: bool
        """Whether it runs a browser that needs shared memory; what Puppeteer starts (browserless too) does without."""
        socket: bool
        """Whether it is meant to be given the engine's socket."""
        socket_proxy: bool
        """Whether it hands on a restricted part of the engine's interface."""

    class Row(Cells, total=False):
        names: str
        """All names of the image, separated by blanks; one that ends in `/` stands for all images below it."""
        like: Cells
        """Cells that it shares with others; its own win."""
        unsettled: bool
        """Whether nobody can say which version an absent tag or `latest` means."""
        version_word: str
        """Prefix of the tag's word that holds the version, where the tag's start does not."""
        but: tuple[tuple[str, Cells], ...]
        """Exceptions, in order: words of the tag, bounds such as `<18` or `>=2.1` on its version, or `cu<14` on the
        number in a word; all must hold, `!` negates one."""


BUILD = "image build files, 2026"
MANUAL = "image documentation, 2026"

ALPINE: tuple[str, Cells] = ("alpine", {"family": "alpine"})
