"""What kind of file the bytes are, and whether they may be kept.

media_types  the kind, told by the bytes
inspection   whether they may be kept, and in what form
isolated     the program of its own that looks into them
"""

from saolang.base.files.rules.inspection import check_size, inspect, most_bytes
from saolang.base.files.rules.media_types import content_type, family_of

__all__ = ["check_size", "content_type", "family_of", "inspect", "most_bytes"]
