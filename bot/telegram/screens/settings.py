"""The settings of a group: one panel of buttons, edited in place."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from markupsafe import Markup

from bot.domain.access import Announcements, OrderPolicy
from bot.domain.errors import N_
from bot.i18n import Catalogues
from bot.storage.tables import Chat, ListedPerson
from bot.telegram import texts
from bot.telegram.callback_data import Area, pack
from bot.telegram.context import Visit
from bot.telegram.screens.screen import Row, Screen, button, lines

POLICY_LABELS: Mapping[StrEnum, str] = {
    OrderPolicy.EVERYONE: N_("everyone"),
    OrderPolicy.ADMINISTRATORS: N_("administrators"),
    OrderPolicy.LIST: N_("a list"),
}
ANNOUNCEMENT_LABELS: Mapping[StrEnum, str] = {
    Announcements.ALL: N_("all changes"),
    Announcements.ENDS: N_("only ends"),
    Announcements.PROBLEMS: N_("only problems"),
    Announcements.OFF: N_("off"),
}
LISTED_SHOWN = 30


class Setting(StrEnum):
    """What a button of the panel changes."""

    POLICY = "p"
    ANNOUNCEMENTS = "a"
    PAUSED = "o"
    LANGUAGE = "l"
    CLOSE = "x"


def panel(
    visit: Visit, chat: Chat, listed: Sequence[ListedPerson], catalogues: Catalogues
) -> Screen:
    """Return the settings with a button for each choice; what is chosen has a dot."""
    t = visit.t
    names = Markup(", ").join(
        texts.person(person.user_id, person.name) for person in listed[:LISTED_SHOWN]
    )
    text = lines(
        t("⚙️ <b>Settings of this group</b>"),
        "",
        t("Who may order: {who}", who=t.plain(POLICY_LABELS[chat.policy])),
        t("On the list: {names}", names=names or t.plain("nobody"))
        if chat.policy is OrderPolicy.LIST
        else None,
        t("Ordering: {state}", state=t.plain("paused") if chat.paused else t.plain("open")),
        t("Announcements: {what}", what=t.plain(ANNOUNCEMENT_LABELS[chat.announcements])),
        "",
        t("<i>/allow and /deny change the list: reply to a person's message, or add the id.</i>"),
    )
    pause = t.plain("▶️ Open ordering") if chat.paused else t.plain("⏸ Pause ordering")
    rows: list[Row] = [
        _choice(visit, Setting.POLICY, POLICY_LABELS, chat.policy),
        _choice(visit, Setting.ANNOUNCEMENTS, ANNOUNCEMENT_LABELS, chat.announcements),
        [button(pause, pack(Area.SETTINGS, Setting.PAUSED, int(not chat.paused)))],
        [
            button(
                ("• " if code == chat.language else "") + name,
                pack(Area.SETTINGS, Setting.LANGUAGE, code),
            )
            for code, name in catalogues.languages().items()
        ],
        [button(t.plain("✖️ Close"), pack(Area.SETTINGS, Setting.CLOSE))],
    ]
    return Screen(text, rows)


def _choice(visit: Visit, setting: Setting, labels: Mapping[StrEnum, str], chosen: StrEnum) -> Row:
    return [
        button(
            ("• " if option is chosen else "") + visit.t.plain(label),
            pack(Area.SETTINGS, setting, option.value),
        )
        for option, label in labels.items()
    ]
