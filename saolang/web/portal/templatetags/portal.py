"""What a producer's pages say in words: criteria in the reader's language, what caps the stars, the way up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext

from saolang.base.kit.languages import language_read
from saolang.base.kit.templatetags.saolang import said
from saolang.core.pathways import Blocked, OutOfReach, Path
from saolang.programme.criteria.rules import words
from saolang.programme.dossiers.services.submissions import code_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from saolang.programme.criteria.rules import Worded
    from saolang.programme.dossiers.models import Submission

register = template.Library()


@register.filter
def worded(thing: Worded) -> SafeString | str:
    """Return what a criterion, an option or a ground is called, marked with its language where it is another."""
    return said(words(thing, language_read()))


@register.filter
def way_in_words(way: Path | Blocked | OutOfReach) -> str:
    """Return what it takes to reach the next star, or why it is out of reach, in one sentence."""
    if isinstance(way, Blocked):
        return gettext("Có căn cứ dừng đánh giá nên chưa tính được cách lên %(stars)s sao.") % {"stars": way.stars}
    if isinstance(way, OutOfReach):
        return gettext("Theo những gì đã chọn, chưa có cách nào lên %(stars)s sao: nhiều nhất %(most)s điểm.") % {
            "stars": way.stars,
            "most": way.most,
        }
    return gettext("Cách ít tốn nhất để đạt %(stars)s sao: nâng %(count)s tiêu chí, được %(total)s điểm.") % {
        "stars": way.stars,
        "count": len(way.changes),
        "total": way.total,
    }


@register.filter
def is_path(way: object) -> bool:
    return isinstance(way, Path)


@register.filter
def submission_code(submission: Submission) -> str:
    return code_of(submission)
