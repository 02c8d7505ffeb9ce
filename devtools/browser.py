"""Finds a Chromium for the browser tests, or gets one where it may."""

import os
import subprocess

from devtools.environment import PYTHON, VENV
from devtools.packages import find_program, install, may_install

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """CHROMIUM_PATH, a system's browser, or one that playwright has downloaded before."""
    if named := os.environ.get("CHROMIUM_PATH", "").strip():
        return named
    system = find_program(*_NAMES)
    if system and _starts(system):
        return system
    return _playwrights_own()


def install_browser() -> str | None:
    """By package; on Ubuntu, whose package only points to a snap, by playwright's download."""
    if not may_install():
        return None
    if install(["chromium"]) and (found := find_browser()):
        return found
    playwright = str(VENV / "bin" / "playwright")
    subprocess.run([playwright, "install", "--with-deps", "chromium"])
    return find_browser()


def _playwrights_own() -> str | None:
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and os.access(path, os.X_OK) else None


def _starts(binary: str) -> bool:
    """Ubuntu's chromium-browser without its snap is a script that only says what is missing."""
    try:
        done = subprocess.run([binary, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
