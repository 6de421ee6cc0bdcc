"""Charts as SVG from the server: pure functions, no style attribute, one sentence each that states the finding.

The colours are classes of `saolang.css`. A chart never stands alone: a table with the same figures is beside it or one
link away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from saolang.base.kit.formats import day, figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    Number = int | float | Decimal

BULLET_WIDTH = 300
HEADROOM = 1.15
"""A bullet's track ends this much beyond the goal or the value, whichever is larger."""


class Point(NamedTuple):
    """What was reached on a day."""

    on: date
    value: Number


class Band(NamedTuple):
    """What is expected on a day: between `low` and `high`, most likely `likely`."""

    on: date
    low: Number
    likely: Number
    high: Number


class Bar(NamedTuple):
    """One bar of a list; `url` opens the records behind it, where there are any."""

    label: str
    value: Number
    url: str = ""


def bullet(value: Number | None, goal: Number, *, label: str, behind: bool = False) -> SafeString:
    """Return a bar for what was reached and a black line for the goal; the bar is amber when `behind`.

    `label` names what is measured. A `value` of None has no source: the track and the goal stand without a bar.
    """
    reached = float(value or 0)
    full = max(reached, float(goal)) * HEADROOM or 1.0
    if value is None:
        sentence = gettext("%(label)s: chưa có nguồn số liệu, chỉ tiêu %(goal)s")
        bar = SafeString("")
    else:
        sentence = gettext("%(label)s: đạt %(value)s trên chỉ tiêu %(goal)s")
        bar = format_html(
            '<rect class="{}" y="7" width="{}" height="10"/>',
            "v behind" if behind else "v",
            _round(reached / full * BULLET_WIDTH),
        )
    return format_html(
        '<svg class="bullet" viewBox="0 0 300 24" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="bg" y="3" width="300" height="18" rx="2"/>{}'
        '<rect class="t" x="{}" y="1" width="4" height="22"/></svg>',
        sentence % {"label": label, "value": figure(reached), "goal": figure(goal)},
        bar,
        _round(float(goal) / full * BULLET_WIDTH - 2),
    )


def bar_list(bars: Sequence[Bar]) -> SafeString:
    """Return a list of names, figures and bars, the longest as wide as the list. It reads as a list, not a picture."""
    longest = max((float(bar.value) for bar in bars), default=0.0) or 1.0
    items = format_html_join(
        "",
        '<li><span>{}</span><b>{}</b><svg viewBox="0 0 300 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="12"/></svg></li>',
        (
            (
                format_html('<a href="{}">{}</a>', bar.url, bar.label) if bar.url else bar.label,
                figure(bar.value),
                _round(float(bar.value) / longest * 300),
            )
            for bar in bars
        ),
    )
    return format_html('<ul class="bars">{}</ul>', items)


class _Frame:
    """The plane of a pace line: days from left to right, figures from the bottom up, room for the labels around."""

    WIDTH, HEIGHT = 360, 200
    LEFT, RIGHT, TOP, BOTTOM = 8, 352, 14, 172

    def __init__(self, first: date, last: date, most: float) -> None:
        self.first = first
        self.days = max((last - first).days, 1)
        self.most = most * HEADROOM or 1.0

    def x(self, on: date) -> float:
        return _round(self.LEFT + (self.RIGHT - self.LEFT) * (on - self.first).days / self.days)

    def y(self, value: Number) -> float:
        return _round(self.BOTTOM - (self.BOTTOM - self.TOP) * float(value) / self.most)

    def path(self, points: Iterable[tuple[date, Number]]) -> str:
        return "M" + " ".join(f"{self.x(on)} {self.y(value)}" for on, value in points)


def pace_line(points: Sequence[Point], goal: Point, forecast: Band | None = None, *, label: str) -> SafeString:
    """Return the line of what was reached, the straight pace to the goal, and the band in which the end is expected.

    `points` stand in the order of their days, at least one; the pace runs from the first of them to `goal`.
    """
    first, last = points[0], points[-1]
    tops = [float(goal.value), *(float(point.value) for point in points)]
    ends = [goal.on, last.on]
    if forecast:
        tops.append(float(forecast.high))
        ends.append(forecast.on)
    frame = _Frame(first.on, max(ends), max(tops))
    return format_html(
        '<svg class="pace" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}'
        '<path class="goal" d="{}"/><path class="actual" d="{}"/>{}</svg>',
        frame.WIDTH,
        frame.HEIGHT,
        _pace_sentence(label, last, goal, forecast),
        _axes(frame, first.on, max(ends)),
        _band(frame, last, forecast) if forecast else "",
        _goal_label(frame, goal, below=last.value >= goal.value),
        frame.path([first, goal]),
        frame.path(points),
        _today(frame, last, goal),
    )


def _pace_sentence(label: str, last: Point, goal: Point, forecast: Band | None) -> str:
    words = {
        "label": label,
        "day": day(last.on),
        "value": figure(last.value),
        "goal": figure(goal.value),
        "goal_day": day(goal.on),
    }
    sentence = gettext("%(label)s: đến %(day)s đạt %(value)s, chỉ tiêu %(goal)s vào %(goal_day)s") % words
    if forecast is None:
        return sentence
    expected = gettext("dự báo %(likely)s, trong khoảng %(low)s đến %(high)s") % {
        "likely": figure(forecast.likely),
        "low": figure(forecast.low),
        "high": figure(forecast.high),
    }
    return f"{sentence}; {expected}"


def _axes(frame: _Frame, first: date, last: date) -> SafeString:
    return format_html(
        '<path class="axis" d="M{left} {bottom}H{right}"/><text x="{left}" y="190">{first}</text>'
        '<text class="end" x="{right}" y="190">{last}</text>',
        left=frame.LEFT,
        right=frame.RIGHT,
        bottom=frame.BOTTOM,
        first=day(first),
        last=day(last),
    )


def _goal_label(frame: _Frame, goal: Point, *, below: bool) -> SafeString:
    """Write the goal on the side of its line away from today's figure."""
    words = gettext("Chỉ tiêu %(goal)s") % {"goal": figure(goal.value)}
    y = frame.y(goal.value) + (20 if below else -8)
    return format_html('<text class="end" x="{}" y="{}">{}</text>', frame.x(goal.on), y, words)


def _today(frame: _Frame, last: Point, goal: Point) -> SafeString:
    """Mark where things stand; the figure keeps clear of the goal and of the dates below the axis."""
    x, y = frame.x(last.on), frame.y(last.value)
    below = last.value < goal.value and y < frame.BOTTOM - 20
    return format_html(
        '<circle class="dot" cx="{}" cy="{}" r="4"/><text class="{}" x="{}" y="{}">{}</text>',
        x,
        y,
        "end" if x > frame.WIDTH / 2 else "start",
        x,
        y + 18 if below else y - 10,
        figure(last.value),
    )


def _band(frame: _Frame, last: Point, forecast: Band) -> SafeString:
    outline = [(last.on, last.value), (forecast.on, forecast.high), (forecast.on, forecast.low)]
    return format_html(
        '<path class="band" d="{}z"/><path class="likely" d="{}"/>',
        frame.path(outline),
        frame.path([last, (forecast.on, forecast.likely)]),
    )


def _round(length: float) -> float:
    return round(length, 1)
