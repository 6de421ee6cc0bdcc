"""The words of CBV 2.0: bare in JSON, web addresses in full, URNs in EPCIS 1.2. Kept bare, hashed in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


CBV = "https://ref.gs1.org/cbv/"
WEB_VOCABULARY = "https://gs1.org/voc/"
FORMER_URNS: Mapping[str, str] = {
    "urn:epcglobal:cbv:bizstep:": f"{CBV}BizStep-",
    "urn:epcglobal:cbv:disp:": f"{CBV}Disp-",
    "urn:epcglobal:cbv:btt:": f"{CBV}BTT-",
    "urn:epcglobal:cbv:sdt:": f"{CBV}SDT-",
    "urn:epcglobal:cbv:er:": f"{CBV}ER-",
}
"""How EPCIS 1.2 wrote the words, and how they are written in full now."""

BIZ_STEP, DISPOSITION, TRANSACTION, PARTY = (f"{CBV}{each}-" for each in ("BizStep", "Disp", "BTT", "SDT"))
COMPONENT = f"{CBV}Comp-"

BIZ_STEPS = words(
    """accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
    decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
    installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
    retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
    unloading unpacking void_shipping"""
)
"""CBV 2.0, section 7.1."""
DISPOSITIONS = words(
    """active available completeness_inferred completeness_verified conformant container_closed container_open damaged
    destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance
    mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled
    reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown"""
)
"""CBV 2.0, section 7.2."""
TRANSACTIONS = words("bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt")
"""CBV 2.0, section 7.3."""
PARTIES = words("owning_party possessing_party location")
"""CBV 2.0, section 7.4."""
KNOWN: Mapping[str, frozenset[str]] = {
    BIZ_STEP: BIZ_STEPS,
    DISPOSITION: DISPOSITIONS,
    TRANSACTION: TRANSACTIONS,
    PARTY: PARTIES,
}


def bare(word: str, kind: str) -> str:
    """Return a word of the standard bare, whichever way it is written; other words as they are.

    >>> bare("https://ref.gs1.org/cbv/BizStep-packing", BIZ_STEP)
    'packing'
    """
    if word in KNOWN[kind]:
        return word
    return in_full(word, kind).removeprefix(kind)


def in_full(word: str, kind: str) -> str:
    """Return a word of the standard as the web address it stands for; other words as they are."""
    if word in KNOWN[kind]:
        return kind + word
    for urn, address in FORMER_URNS.items():
        if word.startswith(urn):
            return address + word[len(urn) :]
    return word


def is_known(word: str, kind: str) -> bool:
    """Tell whether the standard has the word, or it is the web address or URN of somebody else's."""
    return word in KNOWN[kind] or ":" in word
