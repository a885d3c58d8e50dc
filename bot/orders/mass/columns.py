"""The header line of a list: spreadsheets write one, and may have the columns in any order."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.text.typed import plain

_SERVICE, _LINK, _QUANTITY = "service", "link", "quantity"
_WORDS = {
    _SERVICE: "service|service id|service number|serviceid|service_id|услуга|сервис|id услуги|"
    "servis|hizmet|servis id|servicio|serviço|servico|خدمة|الخدمة|सेवा|सर्विस|layanan|"
    "id layanan|id|№|no",
    _LINK: "link|url|links|address|ссылка|адрес|bağlantı|baglanti|enlace|vínculo|رابط|الرابط|"
    "लिंक|tautan",
    _QUANTITY: "quantity|qty|amount|count|number|количество|кол-во|число|miktar|adet|cantidad|"
    "quantidade|qtd|كمية|الكمية|العدد|मात्रा|संख्या|jumlah|kuantitas",
}
_COLUMN_OF = {word: column for column, words in _WORDS.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a list has its cells.

    Attributes:
        positions: of service, link and quantity, as far as the header names them.
    """

    positions: Sequence[int]

    def of(self, cells: Sequence[str]) -> list[str]:
        """Return a line's cells in the order service, link, quantity; empty ones at its end go."""
        if not self.positions:
            return list(cells)
        found = [cells[at] if at < len(cells) else "" for at in self.positions]
        while found and not found[-1]:
            found.pop()
        return found


AS_USUAL = Columns(())


def header(cells: Sequence[str]) -> Columns | None:
    """Return what the first line of a list says about its columns; `None` if it is no header.

    A header has words only. One that does not name a service and a link changes nothing.
    """
    words = [plain(cell).lower() for cell in cells]
    if any(char.isdecimal() or char in "/@." for word in words for char in word):
        return None
    names = [_COLUMN_OF.get(word) for word in words]
    if not any(names):
        return None
    if _SERVICE not in names or _LINK not in names:
        return AS_USUAL
    columns = [it for it in (_SERVICE, _LINK, _QUANTITY) if it in names]
    return Columns([_position(words, names, it) for it in columns])


def _position(words: Sequence[str], names: Sequence[str | None], column: str) -> int:
    """Return where a column is; `id` counts the lines where another is called the service."""
    found = [at for at, name in enumerate(names) if name == column]
    return min(found, key=lambda at: words[at] in {"id", "№", "no"})
