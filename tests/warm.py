"""What every process of the bot reads and makes at its start, made once for all that are forked.

It is preloaded by the processes that fork others; importing it takes as long as a start does.
"""

import gc

from sqlalchemy.orm import configure_mappers

import bot.cli  # noqa: F401 - all of the bot
from bot.config.settings import Settings
from bot.core.languages import Catalogues
from bot.core.redaction import Redactor
from bot.core.tls import trusted
from bot.features import FEATURES
from tests.accounts import KEY, TOKEN


def _warm_up() -> None:
    configure_mappers()
    catalogues = Catalogues(at_once=FEATURES.descriptions)
    for language in catalogues.languages():
        catalogues.translator(language)
    trusted()
    settings = Settings.model_validate(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "PROVIDER_API_URL": "http://127.0.0.1/",
            "PROVIDER_API_KEY": KEY,
            "ACCESS": "open",
        }
    )
    Redactor(settings.secrets())
    gc.collect()
    gc.freeze()  # what all have in common is looked at by none


_warm_up()
