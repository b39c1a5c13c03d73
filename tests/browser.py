"""Finds a Chromium for the browser tests, or installs one: Debian's if this is root, else Playwright's own.

As a program it installs one if there is none, and prints which is used. Imported, it only finds one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """Returns the path of the system's Chromium, or None: then Playwright's own is used, if there is one."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


def playwrights_own() -> str | None:
    """Returns the path of Playwright's own Chromium, or None if it is not installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def main() -> int:
    """Finds or installs a browser. Returns the exit code."""
    found = executable() or playwrights_own()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("No Chromium here; installing Debian's (about 350 MB) ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False)
        found = executable()
    if not found:
        print("No Chromium here; installing Playwright's own ...", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        found = playwrights_own()
    if not found:
        print("There is no Chromium and none could be installed; install one (apt-get install chromium) and try again.")
        return 2
    print(f"The browser tests use {found}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
