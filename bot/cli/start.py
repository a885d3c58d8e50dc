"""What the commands share: exit codes, the settings, and the error that ends a start."""

from pathlib import Path

from bot.config.loading import SettingsError, load_settings
from bot.config.settings import Settings
from bot.core.log_config import LogConfigError
from bot.core.logs import configure_logging

OK, FAILED, MISUSED = 0, 1, 2
"""Exit codes."""
PRIVILEGED = 1024
"""Below this port the system lets only root listen."""
ROOTS_PORT = f"{{name}}: the system lets only root listen below {PRIVILEGED}."
"""What is said of such a port; `name` is where it was set."""


class StartError(Exception):
    """The process cannot start now; the text says why, and what to do."""


def read_settings() -> Settings:
    """Read the settings, and log as they say.

    Raises:
        SettingsError: a setting is missing or malformed.
    """
    settings = load_settings()
    config = Path(settings.log_config) if settings.log_config else None
    try:
        configure_logging(settings.log_level, settings.log_format, settings.secrets(), config)
    except LogConfigError as error:
        raise SettingsError(f"LOG_CONFIG: {config} cannot be used: {error}") from None
    return settings
