"""Verdicts and comparators in words, the same on a screen, on paper and on the command line."""

from __future__ import annotations

from saolang.core.indicators.targets import Comparator, Verdict
from saolang.core.text import gettext_noop as _

VERDICTS = {
    Verdict.REACHED: _("đạt"),
    Verdict.ABOVE: _("vượt khoảng đề ra"),
    Verdict.ON_COURSE: _("đúng tiến độ"),
    Verdict.BEHIND: _("chậm tiến độ"),
    Verdict.MISSED: _("không đạt"),
    Verdict.NOTHING_DUE: _("chưa có gì đến hạn"),
    Verdict.NO_SOURCE: _("chưa có nguồn số liệu"),
    Verdict.NOT_JUDGED: _("không xét trên bản đồ này"),
}

COMPARATORS = {
    Comparator.AT_LEAST: _("ít nhất"),
    Comparator.MORE_THAN: _("trên"),
    Comparator.AT_MOST: _("không quá"),
    Comparator.RANGE: _("từ – đến"),
    Comparator.SOME: _("có"),
    Comparator.MAINTAIN: _("duy trì"),
}
