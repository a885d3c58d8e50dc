"""Writes rows into a file, CSV or XLSX, as they come: never more than a batch is in memory."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter

from bot.core.charts import frames
from bot.core.charts.csv_lines import CSV_MARK, csv_line
from bot.core.charts.layout import Cell, Format, Kind, Layout, Row

CELL_BYTES = 10
"""What a cell of an XLSX takes besides its text, zipped, at the very most."""
_STYLES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {},
    Kind.COUNT: {"num_format": "#,##0"},
    Kind.MONEY: {"num_format": "#,##0.00######"},
    Kind.MOMENT: {"num_format": "yyyy-mm-dd hh:mm"},
}


class Table(Protocol):
    """A file being written."""

    def add(self, rows: Iterable[Row]) -> None:
        """Write some more rows."""

    def size(self) -> int:
        """Return the bytes of the file so far, or more."""

    def close(self) -> None:
        """Finish the file."""


def open_table(path: Path, format_: Format, layout: Layout) -> Table:
    """Begin a file, which is its owner's alone."""
    os.close(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    if format_ is Format.CSV:
        return CsvTable(path, layout)
    return XlsxTable(path, layout)


class CsvTable:
    """Comma-separated values."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(CSV_MARK)
        self._write([column.title for column in layout.columns])

    def add(self, rows: Iterable[Row]) -> None:
        """Write some more rows."""
        for row in rows:
            self._write(row)

    def _write(self, row: Row) -> None:
        self._file.write(csv_line(row))

    def size(self) -> int:
        """Return the bytes of the file so far."""
        return self._file.tell()

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class XlsxTable:
    """An Excel workbook of one sheet."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "tmpdir": str(path.parent)}
        )
        self._sheet = self._book.add_worksheet(layout.sheet_name)
        self._kinds = [column.kind for column in layout.columns]
        self._formats = {kind: self._book.add_format(style) for kind, style in _STYLES.items()}
        self._rows = 0
        self._bytes = 0
        self._lay_out(layout)

    def _lay_out(self, layout: Layout) -> None:
        head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        if layout.mirrored:
            self._sheet.right_to_left()
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(layout.columns):
            self._sheet.set_column(at, at, column.width)
            self._sheet.write_string(0, at, column.title, head)

    def add(self, rows: Iterable[Row]) -> None:
        """Write some more rows."""
        for row in rows:
            self._rows += 1
            for at, (kind, cell) in enumerate(zip(self._kinds, row, strict=True)):
                self._write(at, kind, cell)

    def _write(self, at: int, kind: Kind, cell: Cell) -> None:
        sheet, style = self._sheet, self._formats[kind]
        self._bytes += CELL_BYTES
        match cell:
            case str():
                sheet.write_string(self._rows, at, cell, style)  # never a formula or a link
                self._bytes += len(cell.encode())
            case datetime():
                sheet.write_datetime(self._rows, at, cell, style)
            case int() | Decimal():
                sheet.write_number(self._rows, at, cell, style)

    def size(self) -> int:
        """Return more bytes than the file will have: it is zipped at its end."""
        return self._bytes

    def close(self) -> None:
        """Finish the file."""
        last = len(self._kinds) - 1
        self._sheet.autofilter(0, 0, self._rows, last)
        # The panel's numbers are texts: some have letters in them.
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self._rows + 1}"})
        self._book.close()


class FileWriter:
    """The one file that a helper process writes, batch by batch."""

    def __init__(self) -> None:
        self._table: Table | None = None

    def begin(self, path: str, format_: Format, layout: Layout) -> bytes:
        """Begin a file."""
        self._table = open_table(Path(path), format_, layout)
        return b""

    def add(self, rows: Sequence[Row]) -> bytes:
        """Write some more rows, and return the size in digits."""
        table = self._open()
        table.add(rows)
        return str(table.size()).encode()

    def finish(self) -> bytes:
        """Finish the file."""
        self._open().close()
        self._table = None
        return b""

    def _open(self) -> Table:
        if self._table is None:
            raise RuntimeError("no file was begun")
        return self._table


if __name__ == "__main__":
    os.umask(0o077)  # a workbook has temporary files of its own
    writer = FileWriter()
    frames.serve({"begin": writer.begin, "add": writer.add, "finish": writer.finish})
