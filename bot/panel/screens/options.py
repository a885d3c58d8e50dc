"""A panel's peculiarities, as variables of the settings call them."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram.screen import Screen, button, lines
from bot.panel.buttons import PanelQuestion, PanelsAction
from bot.panel.screens.cards import name_of, tap
from bot.panel.service.overview import Listed

PREFIX = "PROVIDER_"


def options(t: Translator, it: Listed, names: Mapping[str, str]) -> Screen:
    """Show what is set, what there is to set, and how.

    Args:
        names: all peculiarities, without `PROVIDER_`, with what each should look like.
    """
    own = [
        Markup("<code>{}{}={}</code>").format(PREFIX, name.upper(), value)
        for name, value in it.panel.options.items()
    ]
    others = [
        Markup("· <code>{}{}</code>: {}").format(PREFIX, name.upper(), t(text))
        for name, text in names.items()
        if name not in it.panel.options
    ]
    text = lines(
        t("⚙️ <b>Peculiarities of {name}</b>", name=name_of(t, it)),
        "",
        *(own or [t("None: it is asked as most panels want to be.")]),
        "",
        t("There are also:"),
        *others,
    )
    ask = tap(PanelsAction.ASK, it.panel.id, PanelQuestion.OPTIONS)
    back = button(t.plain("⬅️ Back"), tap(PanelsAction.CARD, it.panel.id))
    return Screen(text, [[button(t.plain("✏️ Change"), ask)], [back]])
