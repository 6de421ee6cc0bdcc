"""Facts that can be counted: tallies in, numbers or names out, one pass of SQL per population.

The number and the list come from the same text of SQL, so a number always opens into exactly what it counted.

    area         which places' facts, and which map's units they are shown by
    populations  the SQL of every population: its rows, its fields, how a row is named
    conditions   a condition of core.indicators as SQL
    answers      the questions
"""

from saolang.reports.facts.answers import answer, answer_by, answer_by_unit, names
from saolang.reports.facts.area import Area

__all__ = ["Area", "answer", "answer_by", "answer_by_unit", "names"]
