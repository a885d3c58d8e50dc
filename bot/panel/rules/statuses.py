"""The panels' own words for statuses, read into ours (docs/panel-api.md, 5.2 and 6)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from bot.orders.rules.states import OrderState

State = TypeVar("State", bound=StrEnum)

LONGEST_WORD = 60
_NUMBER = re.compile(r"[0-9]+")


class WordKind(StrEnum):
    """What a status word was said of."""

    ORDER = "order"
    REFILL = "refill"


class RefillState(StrEnum):
    """Where a refill stands."""

    QUEUED = "queued"  # asked for by a person, not yet sent
    REQUESTING = "requesting"  # committed before the request leaves
    UNKNOWN = "unknown"  # the answer was lost
    REFUSED = "refused"  # the panel said no to the request
    PENDING = "pending"  # accepted by the panel
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REJECTED = "rejected"  # accepted at first, then turned down
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What a panel said of one order; `None` is 'not said' or not readable.

    Attributes:
        word: the panel's own status word.
        state: its meaning, `None` when the word is not known (the order then stays as it is).
        remains: units still to deliver; negative means over-delivered.
        posts: of a subscription, those that it has seen.
        children: panel ids of the orders that a drip-feed or a subscription has made.
    """

    word: str
    state: OrderState | None
    charge: Decimal | None = None
    start_count: int | None = None
    remains: int | None = None
    currency: str | None = None
    posts: int | None = None
    children: tuple[str, ...] = ()


_ORDER_WORDS: dict[OrderState, str] = {
    OrderState.PENDING: (
        "pending, awaiting, waiting, queued, queue, in queue, scheduled, new, created, accepted,"
        "received, submitted, в ожидании, ожидание, ожидает, в очереди, новый, принят, создан,"
        "beklemede, bekliyor, sırada, kuyrukta, pendiente, en espera, en cola, pendente,"
        "em espera, aguardando, na fila, قيد الانتظار, معلق, في الانتظار, लंबित, प्रतीक्षा में,"
        "menunggu, tertunda, antrian, dalam antrian, chờ xử lý, đang chờ, đang chờ xử lý, chờ,"
        "chờ duyệt"
    ),
    OrderState.PROCESSING: (
        "processing, process, in process, in processing, manual, manual processing, under review,"
        "canceling, cancelling, cancel requested, cancel pending, pending cancel, refund pending,"
        "refund requested, awaiting refund, в обработке, обработка, обрабатывается, işleniyor,"
        "işlemde, hazırlanıyor, procesando, en proceso, processando, em processamento,"
        "قيد المعالجة, جاري المعالجة, प्रोसेसिंग, प्रक्रिया में, diproses, proses, sedang diproses,"
        "đang xử lý"
    ),
    OrderState.IN_PROGRESS: (
        "in progress, inprogress, in progess, progress, running, started, working, in work,"
        "ongoing, delivering, refilling, refill, in refill, awaiting refill, refill in progress,"
        "refill pending, в работе, выполняется, в процессе, запущен, devam ediyor, yükleniyor,"
        "başladı, gönderiliyor, çalışıyor, en progreso, en curso, en ejecución, em andamento,"
        "em progresso, em execução, قيد التنفيذ, جاري التنفيذ, قيد التقدم, प्रगति पर, प्रगति में,"
        "जारी, berjalan, sedang berjalan, dalam proses, đang chạy, đang tiến hành, đang thực hiện"
    ),
    OrderState.ACTIVE: "active, активен, активна, aktif, activo, activa, ativo, ativa, نشط, सक्रिय",
    OrderState.PAUSED: (
        "paused, on hold, hold, приостановлен, на паузе, duraklatıldı, pausado, pausada, dijeda,"
        "tạm dừng, موقوف مؤقتا"
    ),
    OrderState.COMPLETED: (
        "completed, complete, done, finished, success, successful, delivered, fulfilled, выполнен,"
        "выполнено, завершен, завершено, готово, tamamlandı, completado, completada, terminado,"
        "finalizado, concluído, concluída, مكتمل, مكتملة, اكتمل, पूर्ण, पूरा हुआ, selesai, sukses,"
        "hoàn thành, đã hoàn thành"
    ),
    OrderState.EXPIRED: (
        "expired, истек, срок истек, süresi doldu, expirado, expirada, kedaluwarsa, hết hạn"
    ),
    OrderState.PARTIAL: (
        "partial, partially completed, partial completed, partially complete, completed partially,"
        "partially refunded, частично, частично выполнен, частично выполнено, выполнен частично,"
        "kısmi, kısmen, kısmen tamamlandı, kısmi tamamlandı, parcial, parcialmente completado,"
        "parcialmente concluído, جزئي, مكتمل جزئيا, आंशिक, sebagian, selesai sebagian, một phần,"
        "hoàn thành một phần"
    ),
    OrderState.CANCELED: (
        "canceled, cancelled, cancel, cancelled/refunded, canceled/refunded, отменен, отменено,"
        "iptal, iptal edildi, cancelado, cancelada, anulado, ملغي, ملغى, ملغاة, تم الإلغاء, रद्द,"
        "रद्द किया गया, dibatalkan, batal, đã hủy"
    ),
    OrderState.REFUNDED: (
        "refunded, refunds, fully refunded, средства возвращены, деньги возвращены, возвращен,"
        "iade edildi, reembolsado, reembolsada, estornado, تم الاسترداد, تم استرداد المبلغ,"
        "रिफंड किया गया, đã hoàn tiền"
    ),
    OrderState.ATTENTION: (
        "error, fail, failed, failure, rejected, declined, ошибка, не выполнен, отклонен, hata,"
        "başarısız, reddedildi, fallido, fallida, rechazado, erro, falhou, falha, rejeitado, خطأ,"
        "فشل, مرفوض, त्रुटि, विफल, gagal, ditolak, lỗi, thất bại"
    ),
}
"""What panels print, in the languages they are written in (docs/panel-api.md, 5.2).

An end stands here only where the word can mean nothing else: 'refund' may be one that is still
asked for. A bare number is no word: its meaning is known of one panel's client alone, and another
panel's 4 need not be 'canceled'; owners are asked.
"""
_REFILL_WORDS: dict[RefillState, str] = {
    RefillState.REJECTED: "denied, refused, rejected",
    RefillState.COMPLETED: "refilled",
}
_AS_OF_AN_ORDER = {
    OrderState.PENDING: RefillState.PENDING,
    OrderState.PROCESSING: RefillState.IN_PROGRESS,
    OrderState.IN_PROGRESS: RefillState.IN_PROGRESS,
    OrderState.COMPLETED: RefillState.COMPLETED,
    OrderState.CANCELED: RefillState.CANCELED,
    OrderState.ATTENTION: RefillState.REJECTED,
}

MEANINGS: Mapping[WordKind, tuple[OrderState | RefillState, ...]] = {
    WordKind.ORDER: tuple(_ORDER_WORDS),
    WordKind.REFILL: (
        RefillState.PENDING,
        RefillState.IN_PROGRESS,
        RefillState.COMPLETED,
        RefillState.REJECTED,
        RefillState.CANCELED,
    ),
}
"""What a word that nobody knows may be taught to mean."""

REFILL_ENDED = frozenset(
    {
        RefillState.UNKNOWN,  # another may be asked for; the panel refuses what runs already
        RefillState.REFUSED,
        RefillState.COMPLETED,
        RefillState.REJECTED,
        RefillState.CANCELED,
    }
)


def spelling(word: str) -> str:
    """Return a word as it is compared: letters and digits in small, plain letters, single spaces.

    Numbers within are all the same: `Processing 45%` and `Processing 46%` are one word.
    """
    letters = unicodedata.normalize("NFKD", word[:LONGEST_WORD].casefold())
    plain = " ".join("".join(map(_letter, letters)).split()).replace("ı", "i").replace("đ", "d")
    return plain if plain.isdecimal() else _NUMBER.sub("#", plain)


def _letter(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Mn", "Cf"}:
        return ""
    return char if category[0] in "LNM" else " "


def _by_word(words: Mapping[State, str]) -> dict[str, State]:
    return {spelling(word): state for state, its in words.items() for word in its.split(",")}


_ORDER_STATES = _by_word(_ORDER_WORDS)
_REFILL_STATES = {
    **{word: _AS_OF_AN_ORDER.get(state) for word, state in _ORDER_STATES.items()},
    **_by_word(_REFILL_WORDS),
}


def order_state(word: str) -> OrderState | None:
    """Return the state a panel's status word stands for; `None` for an unheard-of word."""
    return _order_state(word[:LONGEST_WORD])


@lru_cache(maxsize=1000)
def _order_state(word: str) -> OrderState | None:
    return _ORDER_STATES.get(spelling(word))


def refill_state(word: str) -> RefillState | None:
    """Return the state a panel's refill status stands for; `None` for an unheard-of word."""
    return _REFILL_STATES.get(spelling(word))
