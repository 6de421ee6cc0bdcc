"""Lots of some of the demonstration's products, with the steps that made them, entered by the services."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.conf import settings
from django.utils import timezone

from saolang.base.files.choices import Kinds
from saolang.base.files.rules.inspection import inspect
from saolang.base.files.services import store
from saolang.config.demonstration.drawn import page, picture
from saolang.config.demonstration.histories import LAST_DAY
from saolang.config.demonstration.rows import BY, MADE_UP
from saolang.core.gs1.links import Link
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.services import certificates
from saolang.programme.monitoring.choices import ReportKind
from saolang.programme.monitoring.services import NewReport, report
from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.promotion.services import presences, stories
from saolang.programme.registry.choices import EvidenceKind, Origin, Scheme
from saolang.programme.registry.models import Ownership, Producer, Product, ShownPaper
from saolang.programme.registry.services import evidence, products, shown_papers
from saolang.programme.traceability.choices import Assurance, CaptureWay, Device, LocationKind
from saolang.programme.traceability.models import ApiKey, Event, Location, Lot, Serial
from saolang.programme.traceability.rules.identity import identifier_of_lot
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services import checks, keys, labels, locations, prefixes, recalls, scans
from saolang.programme.traceability.services.capture import capture_events
from saolang.programme.traceability.services.labels import NewRun
from saolang.programme.traceability.services.prefixes import NewPrefix
from saolang.programme.traceability.services.scans import Scan
from saolang.programme.traceability.services.steps import NewLot, NewStep, Taken, correct, record_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from saolang.config.demonstration.people import People

FILE = settings.PACKAGE / "data" / "demonstration" / "traces.yaml"
AT = time(8, 30)
DRAWN = "Hình minh họa của dữ liệu mẫu"
"""The caption of every picture: nobody photographed what is made up."""


def add_traces(people: People) -> None:
    """Enter places of producers, each step as its owner told it, keys, labels, and what the offices found since."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    places = {name: _places(name, each, people) for name, each in told["places"].items()}
    for trace in told["traces"]:
        product, owner = _product(trace["product"], people)
        for step in trace["steps"]:
            recorded = _step(step, product, owner, places.get(owner.name, {}), people)
            record_step(producer=owner, step=recorded, by=people.producers[owner.name].actor)
    for correction in told["corrections"]:
        _correct(correction, places, people)
    for part, enter in PARTS.items():
        for each in told[part]:
            enter(each, people)
    scans.flush()


def add_market(people: People) -> None:
    """Enter where some products are sold, what is told of them, and what a buyer reported."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for channel in told["channels"]:
        product, _owner = _product(channel["product"], people)
        known = {name: channel.get(name, "") for name in ("name", "url", "address")}
        kind = ChannelKind(channel["kind"])
        new = presences.NewPresence(product=product, kind=kind, since=LAST_DAY, origin=Origin.MADE_UP, **known)
        presences.enter(presence=new, by=people.office.actor)
    for story in told["stories"]:
        product, _owner = _product(story["product"], people)
        words = {name: said for name, said in story.items() if name != "product"}
        telling = stories.Telling(product=product, source=MADE_UP, **words)
        written = stories.write(telling=telling, origin=Origin.MADE_UP, by=people.office.actor)
        stories.publish(story=written, on=LAST_DAY, by=people.office.actor)
    for each in told["reports"]:
        product, _owner = _product(each["product"], people)
        words = {"text": each["text"], "where": each["where"], "lot_number": each["lot"]}
        report(new=NewReport(kind=ReportKind(each["kind"]), product=product, **words), by="visitor")


def _product(name: str, people: People) -> tuple[Product, Producer]:
    """Return the product of that name which one of these people's producers owns, and that producer."""
    owned = Ownership.objects.standing().filter(ended_on=None, producer__name__in=people.producers)
    found = owned.select_related("product", "producer").get(product__name_vi=name, product__merged_into=None)
    return found.product, found.producer


def _vouch(told: Mapping[str, Any], people: People) -> None:
    lot = Lot.objects.get(number=told["lot"], producer__name__in=people.producers)
    about = Event.objects.filter(identifiers__identifier=identifier_of_lot(lot), biz_step=told["step"])
    event = about.order_by("event_time").distinct()[0]
    checks.vouch(
        event=event,
        assurance=Assurance(told["assurance"]),
        checked_on=timezone.localtime(event.event_time).date(),
        office=told["office"],
        note=told.get("note", ""),
        by=people.commune.actor,
    )


def _prefix(told: Mapping[str, str], people: People) -> None:
    held = NewPrefix(producer=_maker(told["producer"], people), prefix=told["prefix"], began_on=LAST_DAY)
    prefixes.enter(prefix=held, by=BY)


def _key(told: Mapping[str, Any], people: People) -> None:
    maker, by = _maker(told["producer"], people), people.office.actor
    keys.make(producer=maker, name=told["name"], scopes=told["scopes"], expires_on=None, by=by)


def _ship(told: Mapping[str, Any], people: People) -> None:
    key = ApiKey.objects.get(producer=_maker(told["producer"], people))
    at = _moment(told["ago"])
    event = {
        "type": "ObjectEvent",
        "eventID": _event_id(told),
        "eventTime": at.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": at.isoformat()[-len("+07:00") :],
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "epcList": [Link(sscc=case).canonical for case in told["cases"]],
    }
    job = capture_events([event], by=key.actor, producer=key.producer, way=CaptureWay.CAPTURE, key=key)
    if not job.success:
        raise ValueError(job.errors)


def _print(told: Mapping[str, Any], people: People) -> None:
    product, owner = _product(told["product"], people)
    lot, by = _lot(told["lot"], owner), people.producers[owner.name].actor
    run = NewRun(product=product, lot=lot, quantity=told["quantity"], is_serialised=True, bears_stars=told["stars"])
    labels.print_run(run=labels.make(run=run, by=by), by=by)


def _recall(told: Mapping[str, Any], people: People) -> None:
    lots = Lot.objects.filter(number__in=told["lots"], producer__name__in=people.producers).select_related("product")
    words = {name: told[name] for name in ("ground", "danger", "advice", "advice_en", "advice_km", "office")}
    by = people.office.actor
    [begun] = recalls.start(recall=recalls.NewRecall(source=MADE_UP, **words), lots=list(lots), by=by)
    if "end" in told:
        back = Decimal(told["end"]["returned"]), Decimal(told["end"]["destroyed"])
        quantities = dict.fromkeys(begun.lots.values_list("pk", flat=True), back)
        recalls.end(recall=begun, account=told["end"]["account"], quantities=quantities, by=by)


def _suspend(told: Mapping[str, Any], people: People) -> None:
    product, _owner = _product(told["product"], people)
    latest = product.recognitions.standing().latest("began_on")
    ground = RevocationGround(told["ground"])
    certificates.suspend(recognition=latest, ground=ground, note=told["note"], on=LAST_DAY, by=people.office.actor)


def _tell(told: Mapping[str, str], people: People) -> None:
    product, _owner = _product(told["product"], people)
    make_up = {name: said for name, said in told.items() if name != "product"}
    products.revise(product=product, version=product.version, on=LAST_DAY, by=people.office.actor, **make_up)


def _photograph(told: Mapping[str, str], people: People) -> None:
    product, owner = _product(told["product"], people)
    by = people.producers[owner.name].actor
    file = store(inspect(picture(told["goods"], product.name_vi), Kinds.PICTURES), by=by)
    products.add_photo(product=product, file=file, caption=DRAWN, by=by)


def _certify(told: Mapping[str, Any], people: People) -> None:
    """Enter a paper of another office and show it to buyers, from some day before the last on if it has ended since."""
    product, owner = _product(told["product"], people)
    by, title = people.producers[owner.name].actor, told["title"]
    ended = LAST_DAY - timedelta(days=told["ended"]) if "ended" in told else None
    paper = evidence.NewPaper(
        kind=EvidenceKind(told["kind"]),
        title=title,
        product=product,
        file=store(page(f"{title}\n{owner.name}"), by=by),
        file_name=f"{told['scheme']}.pdf",
        number=told["number"],
        issuer=told["issuer"],
        issued_on=(ended or LAST_DAY) - timedelta(days=told["issued"]),
        expires_on=ended or timezone.localdate() + timedelta(days=told["lasts"]),
    )
    kept, scheme = evidence.add(producer=owner, paper=paper, by=by), Scheme(told["scheme"])
    if ended is None:
        shown_papers.show(evidence=kept, products=[product], scheme=scheme, by=by)
    else:
        # Nobody may begin to show what has ended: it was shown while it held.
        ShownPaper.objects.create(
            evidence=kept, product=product, scheme=scheme, began_on=ended - timedelta(days=30), recorded_by=by
        )


def _scan(told: Mapping[str, Any], people: People) -> None:
    product, owner = _product(told["product"], people)
    unit = Serial.objects.filter(run__lot=_lot(told["lot"], owner)).earliest("pk").pk if told.get("one_unit") else 0
    for _ in range(told["times"]):
        scans.note(Scan(product.code, told["lot"], told["state"], "vi", Device.PHONE, unit))


def _places(name: str, told: Iterable[Mapping[str, str]], people: People) -> dict[str, Location]:
    owner = _maker(name, people)
    by = people.producers[name].actor
    return {
        each["name"]: locations.enter(
            producer=owner,
            location=locations.NewLocation(name=each["name"], kind=LocationKind(each["kind"]), place=owner.place),
            by=by,
        )
        for each in told
    }


def _maker(name: str, people: People) -> Producer:
    """Return the producer whose account it is: others in the country may bear the name."""
    return Producer.objects.get(code=people.producers[name].grants.get().scope_code)


def _correct(told: Mapping[str, Any], places: Mapping[str, Mapping[str, Location]], people: People) -> None:
    """Have the owner tell anew the step that was told so."""
    product, owner = _product(told["product"], people)
    wrong = Event.objects.called(_event_id(told["wrong"])).get()
    right = _step(told["wrong"] | told["instead"], product, owner, places[owner.name], people)
    correct(event=wrong, instead=right, reason=told["reason"], by=people.producers[owner.name].actor)


def _step(
    told: Mapping[str, Any], product: Product, owner: Producer, places: Mapping[str, Location], people: People
) -> NewStep:
    at = _moment(told["ago"])
    partner = told.get("partner", "")
    return NewStep(
        step=craft().steps[told["step"]],
        event_id=_event_id(told),
        at=at,
        taken=tuple(
            Taken(_lot(number, owner), _amount(quantity)) for number, quantity in told.get("takes", {}).items()
        ),
        made=_made(told["makes"], product, at.date()) if "makes" in told else None,
        location=places.get(told["at"]),
        partner=_maker(partner, people).code if partner in people.producers else partner,
        case=told.get("case", ""),
        note=told.get("note", ""),
    )


def _moment(ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(LAST_DAY - timedelta(days=ago), AT))


def _event_id(told: Mapping[str, Any]) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, str(dict(told)))}"


def _lot(number: str, owner: Producer) -> Lot:
    return Lot.objects.get(number=number, producer=owner)


def _amount(quantity: int | None) -> Decimal | None:
    return None if quantity is None else Decimal(quantity)


def _made(told: Mapping[str, Any], product: Product, day: date) -> NewLot:
    material = told.get("material", "")
    return NewLot(
        number=told["number"],
        quantity=Decimal(told["quantity"]),
        unit=told.get("unit", ""),
        product=None if material else product,
        material=material,
        best_before=day + timedelta(days=told["keeps"]) if "keeps" in told else None,
    )


PARTS: Mapping[str, Callable[[Mapping[str, Any], People], None]] = {
    "checks": _vouch,
    "prefixes": _prefix,
    "keys": _key,
    "shipments": _ship,
    "labels": _print,
    "recalls": _recall,
    "suspensions": _suspend,
    "goods": _tell,
    "photos": _photograph,
    "papers": _certify,
    "scans": _scan,
}
"""What is told besides, in the order in which it is entered."""
