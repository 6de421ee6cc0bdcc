"""Whether something is allowed with plans and targets, and what files say of them.

definitions  the indicators of data/indicators and of the operator's folder
terms        a plan and a target as said, by a person or a file
plan_files   reading data/plans
checks       what must hold, and what may be done now: nothing, or a Refusal
"""

from saolang.programme.plans.rules.checks import (
    check_change,
    check_fields,
    check_move,
    check_plan,
    check_removal,
    check_target,
)
from saolang.programme.plans.rules.definitions import read_definitions, read_vocabulary
from saolang.programme.plans.rules.plan_files import PLANS, PlanFile, Reported, read_plan_file
from saolang.programme.plans.rules.terms import PlanTerms, TargetTerms, as_goal, as_period
from saolang.programme.plans.rules.yaml_files import yaml_files

__all__ = [
    "PLANS",
    "PlanFile",
    "PlanTerms",
    "Reported",
    "TargetTerms",
    "as_goal",
    "as_period",
    "check_change",
    "check_fields",
    "check_move",
    "check_plan",
    "check_removal",
    "check_target",
    "read_definitions",
    "read_plan_file",
    "read_vocabulary",
    "yaml_files",
]
