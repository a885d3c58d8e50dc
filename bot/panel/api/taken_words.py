"""Words that say that an order exists, also beside a refusal: nothing proves then that none does.

Scripts book first, ask their own supplier afterwards, and print what that one says:
"Insufficient funds at provider, order pending" (docs/panel-api.md, 4.6). What a supplier says it
says of an order that the panel has, and may keep. A clause is read by itself: what is denied in
one ("not enough funds") is not in the next ("but it was queued").
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.panel.api.envelopes import DEEPEST, is_yes
from bot.panel.rules.refusals import RefusalReason

_CLAUSES = re.compile(
    r"[.!?;:,|()\[\]\n](?=\s|$)|[!?;,|()\[\]]|\s[-–—]+\s|\b(?:but|and|however|though|although"
    r"|yet|while|но|однако|ama|fakat|pero|mas|tetapi|tapi|nhưng|لكن|लेकिन|और|и|ve|y|e|dan|và)\b"
)
_LACKS = re.compile(
    r"\b(?:do(?:es)? not|don't|doesn't) have (?:enough|sufficient|any)\b"
    r"|\bnot (?:enough|sufficient)"
    r"|\bno (?:funds|money|balance|credits?)\b"
)
_ORDER = (
    r"(?:\b(?:orders?|request|purchase|transaction|sipariş\w*|siparis\w*|заказ\w*|pedidos?"
    r"|ordem|orden|pesanan\w*|orderan|đơn(?: hàng)?|don hang)\b|\w*طلب\w*|ऑर्डर)"
)
_STATES = r"""
    created|placed|accepted|received|submitted|sent|forwarded|queued|added|booked|saved|stored|registered
    recorded|charged|pending|process(?:ing|ed)|started|starting|scheduled|confirmed
    completed?|delivered
    (?:in|on) (?:the )?(?:queue|progress|process|hold|review)|under review|a?waiting|awaits?
    running|will (?:be \w+|start|begin|continue|resume|run)|partial(?:ly)?|draft
    oluşturuld\w*|alınd\w*|beklemede|bekliyor|işlen\w*|işleme\w*|sıra\w*|kaydedil\w*|başla\w*
    создан\w*|принят\w*|размещ[её]н\w*|обраб\w*|очеред\w*|ожида\w*|сохран[её]н\w*|оформлен\w*
    запущен\w*|выполня\w*|отправлен\w*|начн[её]тся
    قيد|انتظار|معالجة|إنشاء|قبول|استلام|تسجيل|حفظ
    cread[oa]|aceptad[oa]|recibid[oa]|registrad[oa]|pendiente|(?:en|em) (?:espera|proceso|cola)
    processamento|procesando\w*|processando|criad[oa]|aceit[oa]|recebid[oa]|pendente|na fila
    realizad[oa]|guardad[oa]|salv[oa]
    dibuat|diterima|diproses|menunggu|antrian|antrean|tertunda|disimpan|berhasil|berjalan
    (?:đã )?(?:được )?tạo|đang chờ|chờ xử lý|đang (?:được )?xử lý|đã nhận|đã lưu
    लंबित|कतार|स्वीकार|प्राप्त|बन गया|बनाया|प्रोसेस\w*|प्रतीक्षा\w*|सहेज\w*
"""
_STATE = "(?:" + "|".join(line.strip() for line in _STATES.splitlines() if line.strip()) + ")"
_ENDS = r"(?!\w)"
_TAKEN = re.compile(
    rf"{_ORDER}.{{0,40}}?(?<!\w){_STATE}{_ENDS}"
    r"|(?<!\w)(?:created|placed|accepted|booked|saved|queued|submitted|received|started|processing)"
    rf" (?:\w+ )?{_ORDER}"
    r"|(?<!\w)(?:created|placed|accepted|booked) (?:partially|partly)"
    r"|\bcharged\b|\b(?:debited|deducted)\b|\bsuccess\w*|(?<!\w)successful\w*"
)
_STATE_ALONE = re.compile(
    r"(?:(?:order )?(?:status|state)[ =]+(?:is )?|(?:now |currently |still |already |just |is "
    r"|being |was |has been |will be )*)"
    r"(?:pending|queued|process(?:ing|ed)|in (?:the )?(?:queue|progress|process)|on hold|accepted"
    r"|placed|created|started|saved|booked|scheduled|awaiting\b.*|saved as (?:a )?draft|submitted)"
    r"(?: (?:now|later|soon|already|anyway|for|until|as|with|by|manually)\b.*)?"
)
_DENIED = re.compile(
    r"\b(?:not|no|never|nothing|cannot|unable|failed|before|until|unless|without|only"
    r"|(?:can|could|to|must|should|may) be|не|нет|нельзя|değil|tidak|belum|gagal|không|chưa|não"
    r"|nao)\b"
    r"|n't\b|\b(?:لم|لا|لن)\b|नहीं|\bun\w*ful|[ıiuü]lamad|[ae]medi|[ae]madi"
)
_ANOTHER = re.compile(
    r"\b(?:another|previous|existing|earlier|last|other|same|identical|active|similar|duplicated?"
    r"|you (?:already |still )?have|(?:there (?:is|are)|has) (?:already )?(?:an?|one)\b"
    r"|ayn[ıi]|aktif|другой|активн\w*|есть|уже|tienes|ya|já|tem|mismo|mesmo|masih|sama|sudah)\b"
    r"|نشط|لديك|पहले से|đang có"
)
_AGAIN = re.compile(r"\balready\b|\bjust\b|\blink\b|\burl\b")
_NAMED = re.compile(
    r"\border\W{0,3}(?:id|no|nr|num|number)\b\W{0,3}(?:(?:is|was) )?\W{0,2}[\w-]*\d"
    r"|\border\W{0,2}#\W?[\w-]*\d"
    r"|\w*(?:заказ|sipariş|pedido|pesanan|طلب|ऑर्डर|đơn hàng)\w*\W{0,3}[#№]\W?\d"
)
_NUMBERED = re.compile(r"\border\W{1,3}\d{3,}\b(?! (?:min|max))")
_LACKING = re.compile(
    r"insufficient|not enough|low balance|\bwarning\b|yetersiz|недостаточно|не хватает"
    r"|insuficiente|tidak (?:cukup|mencukupi)|không đủ|غير كاف|पर्याप्त"
)
_SUPPLIER = re.compile(
    r"\b(?:suppliers?|vendors?|upstream|providers?(?! not found)|sağlayıcı\w*|tedarikçi\w*"
    r"|поставщик\w*|провайдер\w*|proveedor\w*|fornecedor\w*|penyedia|nhà cung cấp)\b"
    r"|\bapi (?:error|response|returned)\b|المزود|المورد|प्रदाता"
)
_NO_NUMBER = frozenset({RefusalReason.ORDER_ID, RefusalReason.QUANTITY})
_LONGEST = 600
"""Characters of a text that are read; an answer says what has happened at its beginning."""


def texts_in(value: Any, depth: int = 0) -> Iterator[str]:
    """Return all that an answer says in words, flags aside."""
    if isinstance(value, str):
        if not is_yes(value):
            yield value
    elif isinstance(value, dict | list) and depth <= DEEPEST:
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part, depth + 1)


def says_taken(text: str, reason: RefusalReason) -> bool:
    """Return whether a refusal says that an order was taken all the same.

    That another order exists is what a duplicate is refused for; one that is named by its number,
    or comes with a refusal of another class, may be this one.
    """
    plain = " ".join(text[:_LONGEST].casefold().replace("’", "'").split())
    is_repeat = reason is RefusalReason.DUPLICATE
    if (
        _SUPPLIER.search(plain)
        or _names_order(plain, reason)
        or (is_repeat and _LACKING.search(plain))
    ):
        return True
    clauses = (it.strip(" .") for it in _CLAUSES.split(_LACKS.sub("insufficient", plain)))
    return any(_says_taken(clause, is_repeat=is_repeat) for clause in clauses)


def _names_order(plain: str, reason: RefusalReason) -> bool:
    if reason is not RefusalReason.ORDER_ID and _NAMED.search(plain):
        return True
    return reason not in _NO_NUMBER and _NUMBERED.search(plain) is not None


def _says_taken(clause: str, *, is_repeat: bool) -> bool:
    found = _TAKEN.search(clause) or _STATE_ALONE.fullmatch(clause)
    if found is None or _DENIED.search(clause[: found.end()]) or _ANOTHER.search(clause):
        return False
    return not (is_repeat and _AGAIN.search(clause))
