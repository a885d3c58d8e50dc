"""A sheet of pixels with matplotlib behind it: texts, boxes and lines at places from its top."""

import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch

from bot.core.charts import glyphs

_DPI = 100
_POINTS = 72 / _DPI  # of a pixel
_BETWEEN = " · "  # things that are told side by side
_LEFTWARDS = "\u200f"  # what follows runs from right to left, whatever letters stand around


class Pen:
    """Writes and draws on a sheet.

    Args:
        mirrored: texts run from right to left, and the sheet is turned over: left is right.
    """

    def __init__(self, width: int, height: int, paper: str, *, mirrored: bool) -> None:
        glyphs.load()
        figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=paper)
        canvas: Any = FigureCanvasAgg(figure)
        self._png = canvas.print_png
        self._renderer = canvas.get_renderer()
        self._axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        self._axes.set_axis_off()
        self._width = width
        self._mirrored = mirrored
        self._turned = mirrored

    def turn(self, *, over: bool) -> None:
        """Go on turned over where texts run from right to left, or upright in any case."""
        self._turned = over and self._mirrored

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        at: float = 0.0,
        foreign: bool = False,
    ) -> None:
        """Write on the line `y`.

        Args:
            at: the place of `x` in the text: 0 at its beginning, 1 at its end.
            foreign: its letters say how it runs, not the language of the sheet.
        """
        align = {0.0: "left", 0.5: "center", 1.0: "right"}[1 - at if self._turned else at]
        self._axes.text(
            self._x(x),
            y,
            glyphs.writable(text) if foreign else self._directed(text),
            fontproperties=self._font(size, bold=bold),
            color=colour,
            ha=align,
            va="baseline",
            parse_math=False,  # two prices are no formula
        )

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, *, radius: float = 0
    ) -> None:
        """Fill a box, with round corners."""
        left = self._x(x) - (width if self._turned else 0)
        round_ = min(radius, width / 2, height / 2)
        style = f"round,pad=0,rounding_size={round_}"
        box = FancyBboxPatch((left, y), width, height, boxstyle=style, facecolor=colour, lw=0)
        self._axes.add_patch(box)

    def line(self, x: float, y: float, width: float, colour: str) -> None:
        """Draw a thin line across."""
        self._axes.plot((self._x(x), self._x(x + width)), (y, y), color=colour, lw=1, zorder=0)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is."""
        font = self._font(size, bold=bold)
        width, _, _ = self._renderer.get_text_width_height_descent(
            self._directed(text), font, False
        )
        return float(width)

    def fit(self, text: str, size: float, most: float, *, bold: bool = False) -> str:
        """Return as much of a text as is not wider than `most`."""
        kept = text
        while kept and self.width(kept, size, bold=bold) > most:
            kept = kept[: -2 if kept.endswith("…") else -1].rstrip(" ,|·-—") + "…"
        return kept

    def png(self) -> bytes:
        """Return the sheet as a PNG."""
        file = io.BytesIO()
        self._png(file)
        return file.getvalue()

    def _x(self, x: float) -> float:
        return self._width - x if self._turned else x

    def _directed(self, text: str) -> str:
        text = glyphs.writable(text)
        if not self._mirrored:
            return text
        return _LEFTWARDS + text.replace(_BETWEEN, f"{_LEFTWARDS}{_BETWEEN}{_LEFTWARDS}")

    @staticmethod
    def _font(size: float, *, bold: bool) -> FontProperties:
        weight = "bold" if bold else "normal"
        return FontProperties(family=glyphs.FAMILIES, size=size * _POINTS, weight=weight)
