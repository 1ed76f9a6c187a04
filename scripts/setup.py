"""Makes everything the project needs to run or be tested: `python scripts/setup.py run|test|bench`.

Standard library only, and no syntax newer than Python 3.8, so that an old interpreter
gets a sentence instead of a syntax error. A second call with nothing to do takes about 0.1 s.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
VENV_PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMPS = VENV / "setup"
OLDEST = (3, 11)

#: The lock files of each level; a level contains the ones before it.
LEVELS = {
    "run": ("requirements/run.txt",),
    "test": ("requirements/test.txt",),
    "bench": ("requirements/test.txt", "requirements/bench.txt"),
}

#: What pip cannot bring: Debian package, and what its absence takes away.
SYSTEM = {
    "chromium": "pages are tested in a real browser",
    "poppler-utils": "papers are read back and drawn with pdftotext and pdftoppm",
    "fonts-noto-cjk": "screenshots show Chinese",
}


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)  # noqa: T201 - a set-up script speaks to the terminal


def stop(text: str) -> None:
    """End with one sentence and exit code 1."""
    raise SystemExit("setup: " + text)


# --- the interpreter ---------------------------------------------------------------------------


def find_newer_python() -> str | None:
    """Return the path of a Python 3.11 or later on PATH, or None."""
    for name in ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python"):
        path = shutil.which(name)
        if path is None:
            continue
        check = f"import sys; sys.exit(sys.version_info < {OLDEST!r})"
        if subprocess.run([path, "-c", check], capture_output=True, check=False).returncode == 0:
            return path
    return None


def use_a_new_enough_python() -> None:
    """Start again under Python 3.11 or later when this one is older, or say that none is there."""
    if sys.version_info >= OLDEST:
        return
    other = find_newer_python()
    if other is None:
        running = ".".join(str(part) for part in sys.version_info[:3])
        stop(
            f"Python 3.11 or later is needed, and {sys.executable} is {running}; "
            "install a newer one and name it, for example: make demo PYTHON=python3.12"
        )
    else:
        raise SystemExit(subprocess.run([other, *sys.argv], check=False).returncode)


# --- the virtual environment -------------------------------------------------------------------


def fingerprint(level: str) -> str:
    """Return a digest of everything that an installation of this level depends on."""
    import tomllib  # noqa: PLC0415 - older interpreters, which have none, must read this file too

    digest = hashlib.sha256(str(ROOT).encode())
    digest.update((VENV / "pyvenv.cfg").read_bytes())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = (project["build-system"], project["project"], project["tool"]["hatch"])
    digest.update(json.dumps(parts, sort_keys=True).encode())
    for name in LEVELS[level]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_installed(level: str) -> bool:
    """Tell whether this level, or a later one that contains it, is there and current."""
    if not VENV_PYTHON.exists():
        return False
    later = list(LEVELS)[list(LEVELS).index(level) :]
    for name in later:
        stamp = STAMPS / name
        if stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint(name):
            return True
    return False


def make_environment() -> None:
    """Make `.venv`, afresh if its interpreter is gone, too old, or the folder was moved."""
    if VENV_PYTHON.exists():
        check = f"import sys; print(sys.prefix); sys.exit(sys.version_info < {OLDEST!r})"
        answer = subprocess.run(
            [str(VENV_PYTHON), "-c", check], capture_output=True, text=True, check=False
        )
        config = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
        made_here = f"{VENV}\n" in config or "command =" not in config
        if answer.returncode == 0 and made_here:
            return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        stop(
            f"{sys.executable} has no ensurepip, so it cannot make a virtual environment; "
            f"on Debian and Ubuntu install it with: sudo apt-get install {version}-venv"
        )
    say(f"setup: making .venv with Python {sys.version.split()[0]}")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        stop(f"{sys.executable} -m venv failed: {(made.stdout + made.stderr).strip()}")


def show_progress(text: str, *, step: int = 1, last: bool = False) -> None:
    """Rewrite the progress line on a terminal; elsewhere print every 25th step and the last."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stdout.write("\r" + text[:width].ljust(width) + ("\n" if last else ""))
        sys.stdout.flush()
    elif last or step % 25 == 0:
        say(text)


def pip_install(title: str, total: int, arguments: list[str]) -> None:
    """Run `pip install` with the user's own pip settings and one progress line.

    `total` is the number of packages named in the lock; the full log stays in `.venv/setup`.
    """
    started = time.monotonic()
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", *arguments]
    environment = dict(os.environ, PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8")
    environment.update(PIP_NO_INPUT="1", PIP_NO_COLOR="1", PIP_USER="0", PIP_REQUIRE_HASHES="0")
    log = STAMPS / "pip.log"
    lines: list[str] = []
    seen = 0
    if not sys.stdout.isatty():
        say(f"setup: {title} ...")
    with subprocess.Popen(  # the program is the environment's own Python, made above
        command,
        cwd=str(ROOT),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            found = re.match(r"(?:Collecting|Requirement already satisfied:) (\S+)", line.strip())
            if found and total:
                seen = min(seen + 1, total)
                show_progress(f"setup: {title}: {seen}/{total} {found.group(1)}", step=seen)
            elif line.startswith("Installing collected packages"):
                show_progress(f"setup: {title}: unpacking")
    log.write_text("".join(lines), encoding="utf-8")
    if process.returncode != 0:
        telling = [line for line in lines if line.strip() and not line.startswith("WARNING")]
        stop(f"{title} failed; the whole log is {log}\n{''.join(telling[-15:])}")
    show_progress(f"setup: {title}: done in {time.monotonic() - started:.0f} s", last=True)


def install(level: str) -> None:
    """Install the locks of a level and the project itself, nothing that is not in a lock."""
    STAMPS.mkdir(exist_ok=True)
    for name in LEVELS[level]:
        pins = re.findall(r"^[\w.-]+==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        lock = ["--only-binary", ":all:", "--require-hashes", "-r", name]
        pip_install(f"installing {name}", len(pins), lock)
    project = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", "."]
    pip_install("installing xinglu itself", 0, project)
    (STAMPS / level).write_text(fingerprint(level), encoding="utf-8")


# --- what only the operating system has ----------------------------------------------------------


def missing_system_packages() -> list[str]:
    """Return the names in SYSTEM of which nothing was found on this machine."""
    fonts = (
        Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
        Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    )
    present = {
        "chromium": shutil.which("chromium") or shutil.which("chromium-browser"),
        "poppler-utils": shutil.which("pdftotext") and shutil.which("pdftoppm"),
        "fonts-noto-cjk": any(path.exists() for path in fonts),
    }
    return [name for name in SYSTEM if not present[name]]


def privileged_apt() -> list[str] | None:
    """Return how to call apt-get as root without a question, or None."""
    if WINDOWS or shutil.which("apt-get") is None:
        return None
    keep_quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    if os.geteuid() == 0:
        return keep_quiet
    if shutil.which("sudo"):
        question = ["sudo", "-n", "true"]  # never asks: without a free pass it just fails
        allowed = subprocess.run(question, capture_output=True, check=False)
        if allowed.returncode == 0:
            return ["sudo", "-n", *keep_quiet]
    return None


def install_system_packages() -> None:
    """Install what is missing where that is possible; otherwise say it, or fail under CI=true."""
    missing = missing_system_packages()
    apt = privileged_apt()
    if missing and apt:
        say("setup: installing " + ", ".join(missing) + " with apt-get ...")
        STAMPS.mkdir(exist_ok=True)
        with (STAMPS / "apt.log").open("w", encoding="utf-8") as log:
            for step in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
                subprocess.run([*apt, *step], stdout=log, stderr=log, check=False)
        missing = missing_system_packages()
    if missing:
        reasons = "; ".join(f"{name} ({SYSTEM[name]})" for name in missing)
        say(f"setup: missing, tests that need them will say so: {reasons}")
        if os.environ.get("CI") == "true":
            stop("with CI=true nothing may be missing")


def main() -> None:
    """Bring the environment to the level that the command line names."""
    use_a_new_enough_python()
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("level", choices=list(LEVELS), help="what the environment is for")
    parser.add_argument(
        "--without-system", action="store_true", help="only what comes from the package index"
    )
    arguments = parser.parse_args()
    if not is_installed(arguments.level):
        make_environment()
        install(arguments.level)
    if arguments.level != "run" and not arguments.without_system:
        install_system_packages()


if __name__ == "__main__":
    main()
