"""Line charts as SVG, written by hand so that the report needs no plotting library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 40, 50
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#7d5ba6", "#8a6d3b")
TICKS = 5

Points = Sequence[tuple[float, float]]


def line_chart(
    title: str, x_label: str, y_label: str, series: Mapping[str, Points], top: float | None = None
) -> str:
    """An SVG picture of some lines, each a series of (x, y); the y axis goes from 0 to ``top``."""
    xs = [x for points in series.values() for x, _ in points] or [0.0, 1.0]
    ys = [y for points in series.values() for _, y in points] or [1.0]
    low, high = min(xs), max(max(xs), min(xs) + 1e-9)
    most = top or max(max(ys), 1e-9)

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - low) / (high - low) * (WIDTH - LEFT - RIGHT)
        up = min(1.0, y / most) * (HEIGHT - TOP - BOTTOM)
        return round(LEFT + across, 1), round(HEIGHT - BOTTOM - up, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(WIDTH / 2, 20, title, "middle", 14),
        _text(WIDTH / 2, HEIGHT - 10, x_label, "middle"),
        f'<text x="15" y="{HEIGHT / 2}" text-anchor="middle" '
        f'transform="rotate(-90 15 {HEIGHT / 2})">{escape(y_label)}</text>',
    ]
    for tick in range(TICKS + 1):
        x, y = low + (high - low) * tick / TICKS, most * tick / TICKS
        (across, base), (edge, up) = place(x, 0), place(low, y)
        parts.append(_text(across, base + 16, f"{x:.3g}", "middle"))
        parts.append(_text(edge - 6, up + 4, f"{y:.2g}", "end"))
        parts.append(f'<path d="M{edge} {up}H{WIDTH - RIGHT}" stroke="#ddd"/>')
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x},{y}" for x, y in (place(*point) for point in points))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for point in points if len(points) <= 20 else ():
            x, y = place(*point)
            parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
        parts.append(_text(LEFT + 12, TOP + 14 + 16 * number, name, "start", 12, colour))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _text(x: float, y: float, text: str, anchor: str, size: int = 12, colour: str = "#222") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="{colour}">{escape(text)}</text>'
    )
