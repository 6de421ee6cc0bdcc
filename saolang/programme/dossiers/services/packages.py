"""A dossier on its way to the centre and back, as one signed file that two installations exchange."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db import DatabaseError, transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.models import SigningKey
from saolang.base.audit.services import keys
from saolang.base.audit.services.changes import record
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.base.files.services.scanning import found_in
from saolang.base.kit.codes import fresh_codes
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop, normalise
from saolang.programme.dossiers.choices import Act, Direction, Sender, State
from saolang.programme.dossiers.models import Dossier, Package, TrustedKey
from saolang.programme.dossiers.queries.packages import (
    awaiting_answer,
    evidence_in,
    issued_for,
    told,
    told_submission,
)
from saolang.programme.dossiers.rules import packages as rules
from saolang.programme.dossiers.services import arrivals, moves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.base.files.models import StoredFile
    from saolang.programme.dossiers.queries.packages import Enclosed

CENTRE = "trung ương"


@transaction.atomic
def export(
    *, dossier: Dossier, by: str, result: Mapping[str, Any] | None = None, papers: Sequence[Enclosed] = ()
) -> Package:
    """Make one signed file of the dossier for the centre, and keep it.

    In it: the frozen dossier with its signature, its papers, the reports of commune and advisers, the papers issued of
    it, and, from whoever calls, the council's `result` and `papers`. Raises Refusal unless it was sent to the centre.
    """
    locked = _lock(dossier)
    if refusal := rules.may_export(locked):
        raise refusal
    submission = locked.submissions.select_related("content", "signature__key").first()
    if submission is None:
        raise rules.NOT_SUBMITTED
    enclosed = [*issued_for(locked), *papers]
    files = [submission.content, *(each.file for each in evidence_in(locked)), *(each.file for each in enclosed)]
    said = {
        **told(locked),
        "kind": rules.DOSSIER,
        "sender": str(locked.place.province or locked.place),
        "submission": told_submission(submission),
        "result": result,
        "papers": [each.told for each in enclosed],
    }
    return _make(locked, said, files, other=CENTRE, by=by)


@transaction.atomic
def answer(*, dossier: Dossier, by: str, result: Mapping[str, Any] | None, papers: Sequence[Enclosed] = ()) -> Package:
    """Make the signed file that takes the centre's result back to the province, and keep it.

    Raises Refusal when the dossier did not come as a package, or its result is not final.
    """
    locked = _lock(dossier)
    if refusal := rules.may_answer(locked, result):
        raise refusal
    brought = awaiting_answer(locked)
    if brought is None:
        raise rules.NO_PACKAGE_TO_ANSWER
    said = {
        "kind": rules.ANSWER,
        "sender": CENTRE,
        "answers": brought.code,
        "dossier": {"code": locked.code},
        "result": result,
        "papers": [each.told for each in papers],
    }
    return _make(locked, said, [each.file for each in papers], other=brought.other, by=by, answers=brought.code)


@transaction.atomic
def trust(*, public: str, name: str, sender: Sender, by: str) -> TrustedKey:
    """Write down that a person has compared the key with its owner: what `sender` may send is taken in from now on.

    A key that was trusted as another kind of sender is trusted as this one instead. Raises Refusal without a name, for
    one that is no kind of sender, and for a key trusted so already.
    """
    name = normalise(name)
    if not name:
        raise rules.NAMELESS
    if sender not in Sender.values:
        raise rules.NO_SENDER
    known = TrustedKey.objects.select_for_update().filter(public=public).first()
    if known and known.trusted_as == sender:
        raise rules.TRUSTED_ALREADY
    trusted = known or TrustedKey(public=public)
    before = {"name": known.name, "trusted_as": known.trusted_as} if known else None
    trusted.name, trusted.trusted_as, trusted.trusted_at, trusted.trusted_by = name, sender, timezone.now(), by
    trusted.save()
    record(
        by=by,
        action=Action.CHANGE if known else Action.CREATE,
        kind="trusted_key",
        code=public,
        before=before,
        after={"name": name, "trusted_as": sender},
    )
    return trusted


class Answered(Protocol):
    """Who keeps what the centre came to: an app above this one."""

    def __call__(self, *, dossier: Dossier, told: Mapping[str, Any], by: str) -> object: ...


def take_in(*, content: bytes, by: str, answered: Answered | None = None) -> Package:
    """Take in a package: a dossier that comes to be evaluated here, or the centre's answer to one sent from here.

    In order: everything in it is checked against its signature; its key must be one that is trusted to send such a
    package; the scanner looks at it; then all of it is entered, or nothing; the result of an answer is handed to
    `answered`. A package that was taken in before is returned and changes nothing. Its files were looked into where
    they were first sent and stay, byte for byte, what was signed there. Not within a transaction: nobody should wait
    for a scanner.
    """
    package = rules.read(content)
    sender = _sender(package.public)
    if refusal := rules.may_send(sender, package.kind):
        raise refusal
    if infection := found_in(content):
        raise Refusal(
            gettext_noop("Phần mềm quét thấy mã độc trong gói hồ sơ (%(infection)s). Gói không được nhận."),
            infection=infection,
        )
    with transaction.atomic():
        known = Package.objects.select_for_update().filter(code=package.code, direction=Direction.IN).first()
        return known or _enter(package, content, sender, answered, by=by)


def _enter(
    package: rules.Content, content: bytes, sender: TrustedKey, answered: Answered | None, *, by: str
) -> Package:
    try:
        if package.kind == rules.ANSWER:
            return _take_answer(package, content, sender, answered, by=by)
        dossier = arrivals.enter(package=package, sender=sender.name, by=by)
        return _keep(dossier, package.code, store(content, by=by), Direction.IN, other=sender.name, answers="", by=by)
    except (KeyError, TypeError, ValueError, AttributeError, DatabaseError) as error:
        raise rules.INCOMPLETE from error


def _take_answer(
    package: rules.Content, content: bytes, sender: TrustedKey, answered: Answered | None, *, by: str
) -> Package:
    """Keep the centre's answer; a product that has not reached 5 stars there comes back to the province."""
    asked = Package.objects.filter(code=package.manifest["answers"], direction=Direction.OUT).first()
    if asked is None or asked.dossier.code != package.manifest["dossier"]["code"]:
        raise rules.ANSWERS_NOTHING
    dossier = _lock(asked.dossier)
    kept = _keep(
        dossier, package.code, store(content, by=by), Direction.IN, other=sender.name, answers=asked.code, by=by
    )
    result = package.manifest["result"]
    if answered:
        answered(dossier=dossier, told=result, by=by)
    if int(result["stars"]) < arrivals.CENTRAL_STARS and dossier.state == State.CENTRE:
        moves.move(dossier=dossier, act=Act.BRING_BACK, by=by, note=f"{sender.name}: {package.code}")
    return kept


def _sender(public: str) -> TrustedKey:
    """Return whose key it is. Raises Refusal for one of our own, and for one nobody has confirmed."""
    if SigningKey.objects.filter(public=public).exists():
        raise rules.OWN
    trusted = TrustedKey.objects.filter(public=public).first()
    if trusted is None:
        raise rules.unknown_key(public)
    return trusted


def _make(
    dossier: Dossier, said: dict[str, Any], files: Sequence[StoredFile], *, other: str, by: str, answers: str = ""
) -> Package:
    """Write, sign and keep a package. Raises Refusal when a file is gone from the storage, or is no longer itself."""
    [code] = fresh_codes(Package.objects.all(), "GC", 1)
    contents = {file.sha256: read(file) for file in files}
    key = keys.current_key(by=by)
    head = {"format": rules.FORMAT, "code": code, "made_at": timezone.now(), "key": key.public}
    manifest = _plain({**head, **said, "files": rules.listed(contents)})
    signature = keys.sign(rules.manifest_bytes(manifest), key=key)
    content = rules.write(manifest, contents, public=key.public, signature=signature)
    return _keep(dossier, code, store(content, by=by), Direction.OUT, other=other, answers=answers, by=by)


def _keep(
    dossier: Dossier, code: str, file: StoredFile, direction: Direction, *, other: str, answers: str, by: str
) -> Package:
    package = Package.objects.create(
        code=code, dossier=dossier, direction=direction, file=file, other=other, answers=answers, made_by=by
    )
    record(
        by=by,
        action=Action.EXPORT if direction == Direction.OUT else Action.IMPORT,
        kind="package",
        code=code,
        after={"dossier": dossier.code, "sha256": file.sha256, "other": other, "answers": answers},
    )
    return package


def _plain(values: Any) -> Any:
    """Return the values as JSON holds them: days and moments as text, so that what is signed is what is read."""
    if isinstance(values, dict):
        return {key: _plain(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [_plain(value) for value in values]
    return values.isoformat() if isinstance(values, date | datetime) else values


def _lock(dossier: Dossier) -> Dossier:
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("edition", "place__province", "producer__place", "product__place")
        .get(pk=dossier.pk)
    )
