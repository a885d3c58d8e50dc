"""Draws a picture as a PNG: one sheet for a phone's screen, dark on light and on dark chats."""

from collections.abc import Sequence

from bot.core.charts import frames, glyphs
from bot.core.charts.pen import Pen
from bot.core.charts.picture import Bars, Panel, Parts, Picture, Rank, Ranking, Tile, Tone

WIDTH, MARGIN = 1080, 48
INNER = WIDTH - 2 * MARGIN
HEAD, TILE, HEADING, GAP = 134, 128, 60, 36
PLOT, BELOW = 172, 42
STRIP, LEGEND, LEGENDS_A_ROW = 34, 50, 3
RANK, RANK_BAR, FOOT = 80, 12, 20
TITLE, BIG, NORMAL, SMALL, LEAST = 44, 40, 29, 26, 20  # of letters

PAPER, CARD, LINE, INK, FAINT = "#1b2530", "#263441", "#33424f", "#f2f5f8", "#a3b3c2"
COLOURS = {
    Tone.ORDERS: "#5aa9f2",
    Tone.MONEY: "#45c293",
    Tone.GOOD: "#45c293",
    Tone.PART: "#f0c052",
    Tone.OPEN: "#5aa9f2",
    Tone.UNCLEAR: "#b392f0",
    Tone.OFF: "#8596a5",
    Tone.BAD: "#ef6f78",
}


def draw(picture: Picture) -> bytes:
    """Return a picture as a PNG."""
    height = HEAD + TILE + GAP + sum(map(_height, picture.panels)) + FOOT
    pen = Pen(WIDTH, height, PAPER, mirrored=picture.mirrored)
    pen.text(MARGIN, 70, picture.title, TITLE, INK, bold=True)
    subtitle = pen.fit(glyphs.plain(picture.subtitle), NORMAL, INNER)
    pen.text(MARGIN, 112, subtitle, NORMAL, FAINT)
    _tiles(pen, HEAD, picture.tiles)
    gutter = _gutter(pen, picture.panels)
    top = HEAD + TILE + GAP
    for panel in picture.panels:
        pen.text(MARGIN, top + 30, panel.title, NORMAL, INK, bold=True)
        match panel:
            case Bars():
                _bars(pen, top + HEADING, gutter, panel)
            case Parts():
                _parts(pen, top + HEADING, panel)
            case Ranking():
                _ranking(pen, top + HEADING, panel)
        top += _height(panel)
    return pen.png()


def _height(panel: Panel) -> int:
    match panel:
        case Bars(below=below):
            return HEADING + PLOT + (BELOW if below else 0) + GAP
        case Parts(slices=slices):
            return HEADING + STRIP + LEGEND * -(-len(slices) // LEGENDS_A_ROW) + GAP
        case Ranking(ranks=ranks):
            return HEADING + RANK * len(ranks)


def _tiles(pen: Pen, top: float, tiles: Sequence[Tile]) -> None:
    space, inset = 20, 22
    width = (INNER - space * (len(tiles) - 1)) / len(tiles)
    most = width - 2 * inset
    for at, tile in enumerate(tiles):
        left, size = MARGIN + at * (width + space), BIG
        while size > LEAST and pen.width(tile.value, size, bold=True) > most:
            size -= 1
        pen.box(left, top, width, TILE, CARD, radius=18)
        value = pen.fit(tile.value, size, most, bold=True)
        pen.text(left + inset, top + 60, value, size, INK, bold=True)
        pen.text(left + inset, top + 102, pen.fit(tile.label, SMALL, most), SMALL, FAINT)


def _gutter(pen: Pen, panels: Sequence[Panel]) -> float:
    """Return the room beside the bars for the texts of their scales: all begin on one line."""
    marks = [mark for panel in panels if isinstance(panel, Bars) for mark in panel.scale]
    return max((pen.width(mark.label, SMALL) for mark in marks), default=0.0) + 16


def _bars(pen: Pen, top: float, gutter: float, panel: Bars) -> None:
    left, width = MARGIN + gutter, INNER - gutter
    highest = panel.scale[-1].at
    pen.turn(over=False)  # time runs to the right in every language
    for mark in panel.scale:
        y = top + PLOT * (1 - mark.at / highest)
        pen.line(left, y, width, LINE)
        pen.text(left - 14, y + 9, mark.label, SMALL, FAINT, at=1.0)
    step = width / len(panel.values)
    bar = min(step * 0.72, 96)
    for at, value in enumerate(panel.values):
        if value > 0:
            height = max(PLOT * value / highest, 3)
            x, y = left + step * (at + 0.5) - bar / 2, top + PLOT - height
            pen.box(x, y, bar, height, COLOURS[panel.tone], radius=min(8, bar / 4))
    for mark in panel.below:
        half = pen.width(mark.label, SMALL) / 2
        x = min(max(left + step * (mark.at + 0.5), MARGIN + half), WIDTH - MARGIN - half)
        pen.text(x, top + PLOT + BELOW - 6, mark.label, SMALL, FAINT, at=0.5)
    pen.turn(over=True)


def _parts(pen: Pen, top: float, panel: Parts) -> None:
    space, least = 5, 6
    room = INNER - space * (len(panel.slices) - 1) - least * len(panel.slices)
    left = float(MARGIN)
    for part in panel.slices:
        width = least + room * part.share
        pen.box(left, top, width, STRIP, COLOURS[part.tone], radius=8)
        left += width + space
    column = INNER / LEGENDS_A_ROW
    for at, part in enumerate(panel.slices):
        row, place = divmod(at, LEGENDS_A_ROW)
        x, y = MARGIN + column * place, top + STRIP + LEGEND * (row + 1) - 4
        pen.box(x, y - 19, 20, 20, COLOURS[part.tone], radius=6)
        pen.text(x + 32, y, pen.fit(part.label, SMALL, column - 44), SMALL, INK)


def _ranking(pen: Pen, top: float, panel: Ranking) -> None:
    pen.text(MARGIN + INNER, top - 30, panel.columns, SMALL, FAINT, at=1.0)
    for at, rank in enumerate(panel.ranks):
        _rank(pen, top + RANK * at, rank)


def _rank(pen: Pen, top: float, rank: Rank) -> None:
    space, right, line = 18, float(MARGIN + INNER), top + 28
    pen.text(right, line, rank.value, NORMAL, INK, bold=True, at=1.0)
    right -= pen.width(rank.value, NORMAL, bold=True) + space
    pen.text(right, line, rank.detail, SMALL, FAINT, at=1.0)
    right -= pen.width(rank.detail, SMALL) + space
    name = glyphs.name(rank.name) or rank.spare
    pen.text(MARGIN, line, pen.fit(name, NORMAL, right - MARGIN), NORMAL, INK, foreign=True)
    pen.box(MARGIN, top + 44, INNER, RANK_BAR, CARD, radius=RANK_BAR / 2)
    length = max(INNER * rank.length, RANK_BAR)
    pen.box(MARGIN, top + 44, length, RANK_BAR, COLOURS[Tone.ORDERS], radius=RANK_BAR / 2)


if __name__ == "__main__":
    frames.serve({"draw": draw})
