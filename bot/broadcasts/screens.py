"""A broadcast: its buttons in every chat, and its owner's desk, progress and report."""

from collections.abc import Mapping

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.broadcasts.buttons import BroadcastAction, BroadcastArea
from bot.broadcasts.rules import BroadcastState, Kind
from bot.broadcasts.tables import Broadcast
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.orders.screens import texts

CONTENT_SIGN, LINKS_SIGN = "📣", "🔗"
DAYS = (0, 7, 30, 90)
LANGUAGES_A_ROW = 3
SENDS = frozenset({BroadcastAction.SEND, BroadcastAction.SEND_SURE})
KIND_LABELS = {
    Kind.ALL: N_("All chats"),
    Kind.PRIVATE: N_("Private chats"),
    Kind.GROUPS: N_("Groups"),
}
_STATE_TEXTS = {
    BroadcastState.RUNNING: N_("📣 The broadcast is being sent."),
    BroadcastState.PAUSED: N_("⏸ The broadcast is paused."),
    BroadcastState.STOPPED: N_("⏹ The broadcast was stopped."),
    BroadcastState.DONE: N_("✅ The broadcast was sent."),
}


def news_button(t: Translator, *, muted: bool) -> InlineKeyboardButton:
    """Return the button by which a chat does without broadcasts, or hears them again."""
    label = t.plain("🔔 News again") if muted else t.plain("🔕 No more news")
    return button(label, pack(BroadcastArea.NEWS, int(muted)))


def buttons(news: Broadcast, t: Translator) -> list[Row]:
    """Return what is below a broadcast in every chat."""
    links: list[Row] = [[InlineKeyboardButton(label, url=url)] for label, url in news.links]
    return [*links, [news_button(t, muted=False)]]


def ask_content(t: Translator, news: Broadcast) -> Markup:
    """Ask for the message; the answer is known by the number."""
    return lines(
        Markup("{} message:{}").format(CONTENT_SIGN, news.id),
        t(
            "Reply with the message for the chats: a text, or a photo with a caption, formatted "
            "as it is to look."
        ),
    )


def ask_links(t: Translator, news: Broadcast) -> Markup:
    """Ask for the buttons; the answer is known by the number."""
    return lines(
        Markup("{} buttons:{}").format(LINKS_SIGN, news.id),
        t(
            "Reply with the buttons, one a line: <code>Our site - https://example.com</code>. "
            "A dash alone removes them."
        ),
    )


def desk(t: Translator, news: Broadcast, count: int, languages: Mapping[str, str]) -> Screen:
    """Show to whom a draft would go, with a button for each choice; what is chosen has a dot."""
    text = lines(
        t("📣 <b>Above is what every chat will see.</b>"),
        t.plural("It goes to {number} chat.", "It goes to {number} chats.", count),
    )
    kinds = [
        _choice(news, BroadcastAction.KIND, kind, t.plain(label), is_on=kind is news.kind)
        for kind, label in KIND_LABELS.items()
    ]
    tongues = [
        _choice(
            news,
            BroadcastAction.LANGUAGE,
            code,
            name,
            is_on=code == news.language,
        )
        for code, name in {"": t.plain("All languages"), **languages}.items()
    ]
    spans = [
        _choice(
            news,
            BroadcastAction.DAYS,
            days,
            t.plural_plain("{number} day", "{number} days", days) if days else t.plain("Whenever"),
            is_on=days == news.days,
        )
        for days in DAYS
    ]
    return Screen(
        lines(text, "", t("<i>The days say how lately a chat was active.</i>")),
        [
            kinds,
            *rows_of(tongues, LANGUAGES_A_ROW),
            spans,
            [
                _action(news, BroadcastAction.CONTENT, t.plain("✏️ Other message")),
                _action(news, BroadcastAction.LINKS, t.plain("🔗 Buttons")),
            ],
            [
                _action(news, BroadcastAction.SEND, t.plain("📣 Send")),
                _action(news, BroadcastAction.DISCARD, t.plain("✖️ Cancel")),
            ],
        ],
    )


def sure(t: Translator, news: Broadcast, count: int) -> Screen:
    """Ask once more."""
    text = t.plural(
        "📣 Send this to {number} chat now?", "📣 Send this to {number} chats now?", count
    )
    return Screen(
        text,
        [
            [_action(news, BroadcastAction.SEND_SURE, t.plain("✅ Yes, send"), style="success")],
            [_action(news, BroadcastAction.SHOW, t.plain("⬅️ Back"))],
        ],
    )


def progress(news: Broadcast, t: Translator) -> Screen:
    """Show how far it is, with what can be done about it."""
    text = lines(
        t(_STATE_TEXTS[news.state]),
        texts.bar(t, news.sent + news.blocked + news.failed, news.total),
        _counts(news, t),
    )
    rows: list[Row] = []
    if news.state is BroadcastState.RUNNING:
        rows = [
            [
                _action(news, BroadcastAction.PAUSE, t.plain("⏸ Pause")),
                _action(news, BroadcastAction.STOP, t.plain("⏹ Stop")),
            ]
        ]
    elif news.state is BroadcastState.PAUSED:
        rows = [
            [
                _action(news, BroadcastAction.GO_ON, t.plain("▶️ Continue")),
                _action(
                    news, BroadcastAction.STOP_SURE, t.plain("⏹ Stop for good"), style="danger"
                ),
            ]
        ]
    return Screen(text, rows)


def report(news: Broadcast, t: Translator) -> Screen:
    """Say how it ended."""
    left = news.total - news.sent - news.blocked - news.failed
    text = lines(
        t(_STATE_TEXTS[news.state]),
        _counts(news, t),
        t("Not sent: {number}", number=t.number(left)) if left else None,
        t("The last failure, in Telegram's words: {words}", words=news.error)
        if news.error
        else None,
    )
    return Screen(text)


def _counts(news: Broadcast, t: Translator) -> Markup:
    return t(
        "Sent: {sent} · blocked the bot: {blocked} · failed: {failed}",
        sent=t.number(news.sent),
        blocked=t.number(news.blocked),
        failed=t.number(news.failed),
    )


def digest(news: Broadcast, action: BroadcastAction) -> str:
    """Return what stands for what a draft's button was shown with: the message, or also to whom.

    The choices are made below one preview, one after the other; what is sent is all of it.
    """
    content = [news.text, news.entities, news.photo, news.links]
    if action in SENDS:
        return digest_of(content, news.kind, news.language, news.days)
    return digest_of(content)


def _action(
    news: Broadcast, action: BroadcastAction, label: str, *, style: str | None = None
) -> InlineKeyboardButton:
    data = pack(BroadcastArea.BROADCAST, news.id, action, "", digest(news, action))
    return button(label, data, style=style)


def _choice(
    news: Broadcast, action: BroadcastAction, value: object, label: str, *, is_on: bool
) -> InlineKeyboardButton:
    data = pack(BroadcastArea.BROADCAST, news.id, action, value, digest(news, action))
    return button(("• " if is_on else "") + label, data)
