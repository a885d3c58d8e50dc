"""The questions of `setup`: at a terminal, or nowhere."""

import getpass
import sys

from bot.core.logs import redacted


class SetupError(Exception):
    """Setup cannot go on; the text says why and what to do."""


class Terminal:
    """Whoever sits at the keyboard, if anybody does."""

    @property
    def is_manned(self) -> bool:
        """Return whether questions can be asked."""
        return sys.stdin.isatty()

    def say(self, line: str = "") -> None:
        """Write a line, at once: somebody may wait for it."""
        sys.stdout.write(redacted(line) + "\n")
        sys.stdout.flush()

    def ask(self, question: str, default: str = "") -> str:
        """Ask for a line; Enter alone takes the default."""
        shown = f" [{default}]" if default else ""
        return input(f"{question}{shown}: ").strip() or default

    def ask_secret(self, question: str, default: str = "") -> str:
        """Ask for a line that nobody else sees; Enter alone takes the default."""
        shown = "not shown; Enter keeps the one in use" if default else "not shown"
        return getpass.getpass(f"{question} ({shown}): ").strip() or default

    def confirms(self, question: str) -> bool:
        """Ask a question of which Enter alone means no."""
        return input(f"{question} [y/N]: ").strip().lower() in {"y", "yes"}
