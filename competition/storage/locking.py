"""The lock file beside a SQLite database: one process at a time works on it."""

import os
import sys
from pathlib import Path

from competition.storage.problems import DatabaseInUseError

# Windows refuses to read a locked byte: the lock lies behind the process id that others read.
_LOCKED_BYTE = 1 << 30


class FileLock:
    """A lock that the operating system drops when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock, or raise DatabaseInUseError with a sentence that names its holder."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._file)
        except OSError as error:
            holder = os.read(self._file, 32).decode("ascii", "replace").strip()
            os.close(self._file)
            message = (
                f"数据库 {path.with_suffix('')} 正被另一个进程使用（进程号 {holder or '未知'}）。"
                "同一文件只能由一个服务进程使用：请先停止它，或通过它的网页操作"
            )
            raise DatabaseInUseError(message) from error
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let others take the lock."""
        os.close(self._file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
