"""Whether a result that comes from another installation is what its own points come to."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from saolang.core.caps import written_caps
from saolang.core.refusal import Refusal
from saolang.core.scoring import rate
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.core.scoring import CriteriaSet

NOT_WHAT_IT_COMES_TO = Refusal(
    gettext_noop(
        "Kết quả trong gói không khớp điểm từng tiêu chí theo bộ tiêu chí của hồ sơ. Hãy liên hệ nơi gửi để đối chiếu."
    )
)
NAMED_ALIKE = Refusal(
    gettext_noop("Gói nêu một hội đồng hoặc một phiên trùng mã với hội đồng, phiên ở đây. Hãy liên hệ nơi gửi.")
)


def check_result(criteria_set: CriteriaSet, told: Mapping[str, Any]) -> Refusal | None:
    """Answer whether total, stars and what capped them follow from the means, by the criteria the dossier began with.

    Raises KeyError, TypeError or ValueError for what is no result at all.
    """
    means = {code: Fraction(told["means"][code]) for code in criteria_set.criteria}
    found = {cap["rule"] for cap in told["capped_by"] if "rule" in cap}
    grounds = [each for each in criteria_set.knock_outs if each.code in found]
    in_bounds = all(0 <= mean <= criteria_set.criteria[code].maximum for code, mean in means.items())
    rating = rate(criteria_set, means, grounds)
    computed = (rating.total, rating.stars, rating.stars_by_points, written_caps(criteria_set, means, rating))
    said = (Fraction(told["total"]), told["stars"], told["stars_by_points"], told["capped_by"])
    same_criteria = told["means"].keys() == means.keys()
    return None if in_bounds and same_criteria and computed == said else NOT_WHAT_IT_COMES_TO
