"""Each guard stops what it is there for, and lets a rightful dispatch pass, the protected mother's own above all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cin_docs.distribution import contacts
from cin_docs.distribution.guards import GUARDS, OF_THE_ADDRESS, NotesNow, Scene, rows, stopped_by
from cin_docs.distribution.manifest import keyed_hash
from cin_docs.distribution.recipients import recipients
from cin_docs.model.delivery import Ask
from cin_docs.model.document import Mode
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.person import Channel
from cin_docs.testing.builders import (
    MUMS_ADDRESS,
    MUMS_EMAIL,
    a_meeting,
    an_email,
    separated_parents,
)
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, an_approved_manifest, digest_of

KEY = bytes(range(32))
WAYS = contacts.W3 | contacts.W4 | contacts.W7 | contacts.W8
PEOPLE = ("mum", "dad", "leo", "gran", "dana")


def a_scene(person: str = "mum", **changes: Any) -> Any:
    """A dispatch that is right in every way."""
    (recipient,) = [one for one in recipients(a_meeting(), separated_parents()) if one.person.id == person]
    dispatch = a_dispatch(person, channel=recipient.channel, contact=recipient.contact)
    copies = tuple(a_copy(dispatch, document) for document in recipient.documents)
    hmac = keyed_hash(KEY, recipient.channel.value, recipient.address)
    manifest = a_manifest((dispatch,), copies)
    manifest = replace(manifest, rows=tuple(replace(row, address_hmac=hmac) for row in manifest.rows))
    views = {row.document.value: row.view_digest for row in manifest.rows}
    scene = Scene(
        dispatch=dispatch,
        mode=dispatch.mode,
        approved=an_approved_manifest(manifest),
        recipient=recipient,
        hold=None,
        stored_address=recipient.address,
        views_now=views,
        notes_now=NotesNow(hold=None, receives=True, views=views),
        files={
            row.copy: (row.file_digest, f"Plan\n{dispatch.case}  copy {row.copy}\nfor {recipient.person.name}\n")
            for row in manifest.rows
        },
        cover_digest=dispatch.cover_digest,
        key=KEY,
    )
    return replace(scene, **changes)


def said(scene: Any) -> Any:
    """The finding of the first guard that objects."""
    return stopped_by(scene)


def code(scene: Any) -> Any:
    finding = said(scene)
    return finding.code if finding else None


@pytest.mark.parametrize("person", PEOPLE)
def test_a_rightful_dispatch_passes_every_guard(person):
    assert [guard(a_scene(person)) for guard in GUARDS] == [None] * len(GUARDS)


def test_the_protected_mothers_own_copy_passes_though_it_holds_her_address():
    """ "A guard or a redaction must never stop delivery to the protected person herself."""
    scene = a_scene("mum")
    files = {copy: (digest, f"{text} {MUMS_ADDRESS} {MUMS_EMAIL}") for copy, (digest, text) in scene.files.items()}
    assert stopped_by(replace(scene, files=files)) is None


# W12


def test_nothing_leaves_without_an_approval():
    assert code(a_scene(approved=None)) == "not-approved"


def test_a_dispatch_left_out_of_the_approval_stays():
    scene = a_scene()
    others = replace(scene.approved, dispatches=frozenset({"D-OTHER"}))
    assert code(replace(scene, approved=others)) == "not-approved"


def test_a_dispatch_that_is_approved_and_not_in_the_manifest_stays():
    """An approval alone is no copy: the manifest's rows are what was looked at."""
    scene = a_scene()
    empty = replace(scene.approved, manifest=replace(scene.approved.manifest, rows=()))
    assert code(replace(scene, approved=empty)) == "not-approved"
    assert rows(replace(scene, approved=empty)) == ()


def test_a_manifest_that_was_changed_sends_nothing():
    assert code(a_scene(whole=False, approved=None)) == "manifest-changed"


@pytest.mark.parametrize("mode", list(Mode))
def test_a_copy_of_another_mode_than_the_homes_is_held(mode):
    scene = a_scene(mode=mode)
    assert code(scene) == (None if mode is scene.dispatch.mode else "other-mode")
    assert mode is scene.dispatch.mode or mode.value in said(scene).sentence


# W1


def test_somebody_who_is_no_longer_a_recipient_gets_nothing():
    assert code(a_scene(recipient=None)) == "recipient-gone"


def test_a_case_that_cannot_be_read_is_not_said_to_have_lost_its_people():
    assert code(a_scene(recipient=None, readable=False)) == "case-unreadable"


def test_a_hold_keeps_everything_back_whoever_it_is_for():
    assert {code(a_scene(person, hold="Strategy meeting")) for person in PEOPLE} == {"held-by-manager"}


def test_an_empty_reason_to_hold_is_a_hold():
    assert code(a_scene(hold="")) == "held-by-manager"


# W2


@pytest.mark.parametrize(
    "address", [None, "", "Kim <kim@post.example>", '"x@y.uk" <evil@x.test>', "k\u0456m@post.example"]
)
def test_an_address_that_is_not_plain_is_not_written_to(address):
    assert code(a_scene("mum", stored_address=address)) == "unsafe-address"


def test_a_postal_address_need_not_be_an_e_mail_address():
    assert code(a_scene("gran")) is None


# W17


def test_an_address_changed_in_the_case_file_stops_the_copy():
    scene = a_scene("mum")
    moved = replace(
        scene.recipient,
        address="kim@new.example",
        person=replace(scene.recipient.person, contact=an_email("kim@new.example")),
    )
    assert code(replace(scene, recipient=moved)) == "contact-changed"


def test_an_address_changed_in_the_store_stops_the_copy():
    assert code(a_scene("mum", stored_address="kim@new.example")) == "contact-changed"
    assert code(a_scene("gran", stored_address="3 Quay Street")) == "contact-changed"
    assert code(a_scene("gran", stored_address=None)) == "contact-changed"


def test_an_address_changed_in_both_stops_the_copy_because_the_manifest_knows():
    scene = a_scene("mum", stored_address="kim@new.example")
    moved = replace(scene.recipient, address="kim@new.example")
    assert code(replace(scene, recipient=moved)) == "contact-changed"


def test_another_way_to_the_same_words_is_another_contact():
    scene = a_scene("leo")
    assert scene.recipient.address == "dana"
    assert code(replace(scene, dispatch=replace(scene.dispatch, channel=Channel.POST))) == "contact-changed"


def test_one_row_of_several_with_another_address_is_enough():
    scene = a_scene("mum")
    first, second = scene.approved.manifest.rows
    odd = replace(scene.approved.manifest, rows=(first, replace(second, address_hmac=digest_of("dad"))))
    assert code(replace(scene, approved=replace(scene.approved, manifest=odd))) == "contact-changed"


# W8: what may be seen today


def test_a_protection_entered_later_stops_the_old_copy():
    scene = a_scene("dad")
    assert code(replace(scene, views_now={**scene.views_now, "minutes": digest_of("less")})) == "case-changed"


def test_a_view_that_is_not_known_stops_the_copy():
    assert code(a_scene("dad", views_now={})) == "case-changed"


def test_a_view_of_a_document_this_person_does_not_get_is_no_matter():
    scene = a_scene("leo")
    assert "minutes" not in scene.views_now
    assert code(replace(scene, views_now={**scene.views_now, "minutes": digest_of("other")})) is None


def test_bytes_that_hold_what_is_protected_today_do_not_leave():
    finding = said(a_scene("dad", gives_away=("mum.address", "mum.phone")))
    assert finding.code == "gives-away"
    assert "mum.address and mum.phone" in finding.sentence


# W10


@pytest.mark.parametrize("which", [0, 1])
def test_one_changed_file_of_several_stops_the_dispatch(which):
    scene = a_scene("mum")
    row = scene.approved.manifest.rows[which]
    changed = {**scene.files, row.copy: (digest_of("other"), scene.files[row.copy][1])}
    assert code(replace(scene, files=changed)) == "bytes-changed"


def test_a_missing_file_stops_the_dispatch():
    scene = a_scene("mum")
    first, *_ = scene.approved.manifest.rows
    assert code(replace(scene, files={k: v for k, v in scene.files.items() if k != first.copy})) == "bytes-changed"


@pytest.mark.parametrize("digest", ["", digest_of("another cover")])
def test_a_changed_message_or_cover_stops_the_dispatch(digest):
    assert code(a_scene("mum", cover_digest=digest)) == "bytes-changed"


@pytest.mark.parametrize(
    ("take", "what"), [("MAR-2041 ", "case reference"), ("Kim Marsh", "recipient"), ("/mum/plan", "copy number")]
)
def test_a_copy_without_its_mark_stops_the_dispatch(take, what):
    scene = a_scene("mum")
    row = scene.approved.manifest.rows[0]
    digest, text = scene.files[row.copy]
    bare = text.replace(row.copy if what == "copy number" else take.strip(), "")
    if what == "case reference":
        # The made-up copy number begins with the reference: put the number back.
        bare = bare.replace(row.copy.replace("MAR-2041", ""), "")
    finding = said(replace(scene, files={**scene.files, row.copy: (digest, bare)}))
    assert finding.code == "mark-missing"
    assert what in finding.sentence


def test_a_copy_that_carries_somebody_elses_name_is_not_sent():
    scene = a_scene("mum")
    files = {copy: (digest, text.replace("Kim Marsh", "Rob Hale")) for copy, (digest, text) in scene.files.items()}
    assert code(replace(scene, files=files)) == "mark-missing"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("\u0646\u0648\u0631 \u0627\u0644\u062d\u0633\u0646", "\u0627\u0644\u062d\u0633\u0646 \u0646\u0648\u0631 for"),
        ("\u05de\u05d9\u05e8\u05d9 \u05db\u05d4\u05df", "\u05db\u05d4\u05df \u05de\u05d9\u05e8\u05d9 for"),
    ],
    ids=["Arabic", "Hebrew"],
)
def test_a_name_that_runs_from_right_to_left_is_found_however_its_words_are_read_back(name, page):
    scene = a_scene("mum")
    named = replace(scene.recipient, person=replace(scene.recipient.person, name=name))
    files = {copy: (digest, text.replace("for Kim Marsh", page)) for copy, (digest, text) in scene.files.items()}
    assert stopped_by(replace(scene, recipient=named, files=files)) is None
    half = {copy: (digest, text.replace(name.split()[0], "")) for copy, (digest, text) in files.items()}
    assert code(replace(scene, recipient=named, files=half)) == "mark-missing"


def test_a_nameless_recipient_is_never_found():
    scene = a_scene("mum")
    blank = replace(scene.recipient, person=replace(scene.recipient.person, name=" "))
    assert code(replace(scene, recipient=blank)) == "mark-missing"


def test_a_different_document_is_said_to_come_from_the_case_or_from_earlier_notes():
    finding = said(a_scene("dad", views_now={}))
    assert "case file" in finding.sentence
    assert "earlier meeting" in finding.sentence
    assert "put them back" in finding.remedy


def test_a_mark_is_read_however_the_page_breaks_its_line():
    scene = a_scene("mum")
    files = {copy: (digest, " \n".join(text).upper()) for copy, (digest, text) in scene.files.items()}
    assert stopped_by(replace(scene, files=files)) is None


# W3, W4, W7, W8: the contact as it is now


def a_way(code: str, severity: Severity = Severity.BLOCKS) -> Any:
    return Finding(code=code, severity=severity, sentence="It is wrong.", remedy="Put it right.", at=("people", "mum"))


@pytest.mark.parametrize("code_", sorted(WAYS))
def test_a_contact_that_is_wrong_today_stops_the_copy(code_):
    assert code(a_scene("mum", ways=(a_way(code_),))) == code_


def test_advice_about_a_contact_stops_nothing():
    ways = (a_way("family-at-agency", Severity.ADVICE), a_way("agency-unlisted", Severity.ADVICE))
    assert code(a_scene("mum", ways=ways)) is None


def test_what_is_wrong_with_an_address_says_nothing_of_a_copy_by_hand():
    scene = a_scene("mum", ways=(a_way("look-alike-domain"),), suppressed=True)
    assert [guard(scene) for guard in GUARDS if guard not in OF_THE_ADDRESS] == [None] * (
        len(GUARDS) - len(OF_THE_ADDRESS)
    )


# W13


@pytest.mark.parametrize("author", ["dana"])
def test_an_approval_by_the_author_sends_nothing(author):
    scene = a_scene(authors=frozenset({author, "priya"}))
    assert scene.approved.approver == author
    assert code(scene) == "approver-is-author"


def test_an_author_who_said_why_alone_and_an_approver_who_is_none_are_fine():
    alone = a_scene(authors=frozenset({"dana"}))
    alone = replace(alone, approved=replace(alone.approved, alone_because="Nobody else is in until Monday."))
    assert code(alone) is None
    assert code(a_scene(authors=frozenset({"priya", "sam"}))) is None


def test_an_empty_reason_to_approve_alone_is_none():
    alone = a_scene(authors=frozenset({"dana"}))
    assert code(replace(alone, approved=replace(alone.approved, alone_because=" "))) == "approver-is-author"


# Lines to tick


def asking(ask: Ask, **ticked: str) -> Any:
    scene = a_scene("mum")
    manifest = replace(scene.approved.manifest, asks=(ask,))
    return replace(scene, approved=replace(scene.approved, manifest=manifest, ticked=ticked))


def an_ask(dispatch: str | None = None, **changes: Any) -> Ask:
    return Ask(**{"id": "W6mum", "guard": "W6", "sentence": "It is new.", "dispatch": dispatch, **changes})


@pytest.mark.parametrize("mine", [True, False])
def test_a_line_about_this_copy_or_the_meeting_has_to_be_ticked(mine):
    ask = an_ask(a_scene("mum").dispatch.id if mine else None)
    finding = said(asking(ask))
    assert finding.code == "asks-not-ticked"
    assert "W6mum" in finding.sentence
    assert code(asking(ask, W6mum="")) is None


def test_a_line_about_somebody_elses_copy_does_not_stop_the_mothers():
    assert code(asking(an_ask("D-OTHER"))) is None


def test_a_tick_that_needs_a_reason_has_one():
    ask = an_ask(reasoned=True)
    assert code(asking(ask, W6mum=" ")) == "asks-not-ticked"
    assert code(asking(ask, W6mum="He is her cousin.")) is None


# W11


def test_another_familys_name_in_the_bytes_needs_a_tick_with_a_reason():
    scene = a_scene("mum", strangers=("W11-7K3F9Q",))
    assert code(scene) == "stranger-in-copy"
    for ticked, expected in (({"W11-7K3F9Q": " "}, "stranger-in-copy"), ({"W11-7K3F9Q": "Her cousin."}, None)):
        assert code(replace(scene, approved=replace(scene.approved, ticked=ticked))) == expected


def test_a_tick_for_one_name_is_none_for_another():
    scene = a_scene("mum", strangers=("W11-7K3F9Q", "W11-AAAAAA"))
    ticked = replace(scene.approved, ticked={"W11-7K3F9Q": "Her cousin."})
    assert code(replace(scene, approved=ticked)) == "stranger-in-copy"


# W16, W18


@pytest.mark.parametrize("person", ["mum", "gran"])
def test_nothing_goes_to_an_address_that_is_suppressed(person):
    assert code(a_scene(person, suppressed=True)) == "suppressed-address"


def test_a_workers_hand_is_no_address_that_could_be_suppressed():
    """One misdirected copy by hand would else stop everything that this worker hands over."""
    assert code(a_scene("leo", suppressed=True)) is None


def test_while_an_incident_is_open_every_copy_of_the_case_waits():
    assert {code(a_scene(person, incident="I-7K3F9QXB")) for person in PEOPLE} == {"incident-open"}


# A correction, and the notes as they lie there now


def test_an_earlier_version_does_not_leave_after_its_correction():
    assert {code(a_scene(person, newer=True)) for person in PEOPLE} == {"newer-version"}


def test_notes_that_are_gone_hold_the_copy():
    assert code(a_scene(notes_now=None)) == "notes-gone"


def test_notes_that_hold_or_leave_out_or_change_the_copy_stop_it():
    scene = a_scene("dad")
    now = scene.notes_now
    for changed, expected in (
        (replace(now, hold=""), "held-by-manager"),
        (replace(now, receives=False, views={}), "recipient-gone"),
        (replace(now, views={**now.views, "minutes": digest_of("less")}), "notes-changed"),
        (replace(now, views={}), "notes-changed"),
        (replace(now, views={**now.views, "other": digest_of("more")}), None),
    ):
        assert code(replace(scene, notes_now=changed)) == expected


# A translation


def translated(*languages: str | None) -> Any:
    scene = a_scene("mum")
    recipient = replace(scene.recipient, person=replace(scene.recipient.person, language="ur", translated=True))
    rows_ = scene.approved.manifest.rows
    more = tuple(
        replace(row, copy=f"{row.copy}-{language}", translation=language)
        for row, language in zip(rows_, languages, strict=False)
        if language
    )
    files = {**scene.files}
    for row in more:
        files[row.copy] = (row.file_digest, f"{scene.files[row.copy.rpartition('-')[0]][1]} {row.copy}")
    manifest = replace(scene.approved.manifest, rows=(*rows_, *more))
    return replace(scene, recipient=recipient, files=files, approved=replace(scene.approved, manifest=manifest))


def test_a_copy_that_needs_a_translation_waits_for_that_of_each_document():
    assert code(translated()) == "awaiting-translation"
    finding = said(translated("ur"))
    assert finding.code == "awaiting-translation"
    assert "minutes" in finding.sentence
    assert "plan" not in finding.sentence
    assert code(translated("ur", "ur")) is None


def test_a_translators_file_needs_no_mark_of_ours_and_its_bytes_are_the_approved_ones():
    scene = translated("ur", "ur")
    foreign = [row for row in scene.approved.manifest.rows if row.translation]
    plain = {**scene.files, **{row.copy: (row.file_digest, "") for row in foreign}}
    assert code(replace(scene, files=plain)) is None
    changed = {**plain, foreign[0].copy: (digest_of("other"), "")}
    assert code(replace(scene, files=changed)) == "bytes-changed"


def test_who_reads_another_language_without_needing_a_translation_gets_the_copy():
    scene = a_scene("mum")
    recipient = replace(scene.recipient, person=replace(scene.recipient.person, language="ur"))
    assert code(replace(scene, recipient=recipient)) is None


# The guest list of a trial


def test_a_trial_writes_to_no_family_for_real():
    assert code(a_scene("mum", guest=True)) == "guest-is-family"
    assert code(a_scene("dana", guest=True)) is None
    assert code(a_scene("mum")) is None


# All of them


def test_every_guard_can_stop_a_dispatch_and_says_what_to_do():
    wrong = [
        a_scene(whole=False), a_scene(approved=None), a_scene(readable=False), a_scene(hold="x"),
        a_scene(recipient=None), a_scene(stored_address="x"), a_scene("gran", stored_address="x"),
        a_scene(views_now={}), a_scene(mode=Mode.DEMO), a_scene(mode=Mode.TRIAL), a_scene(mode=Mode.LIVE),
        a_scene(gives_away=("mum.phone",)), a_scene(cover_digest=""), a_scene(files={}),
        a_scene(authors=frozenset({"dana"})), asking(an_ask()), a_scene(incident="I-7K3F9QXB"), a_scene(newer=True),
        a_scene(suppressed=True), a_scene(strangers=("W11-x",)), a_scene(notes_now=None), translated(),
        a_scene(guest=True),
        a_scene(directory="agencies.yaml:1:1 is damaged."), *(a_scene(ways=(a_way(one),)) for one in sorted(WAYS)),
    ]  # fmt: skip
    nameless = a_scene()
    nameless = replace(nameless, files={copy: (digest, "") for copy, (digest, _) in nameless.files.items()})
    answers = [{guard: guard(scene) for guard in GUARDS} for scene in (*wrong, nameless)]
    assert {guard for answer in answers for guard, finding in answer.items() if finding} == set(GUARDS)
    for finding in (finding for answer in answers for finding in answer.values() if finding):
        assert finding.severity is Severity.BLOCKS
        assert finding.sentence.endswith(".")
        assert finding.remedy.endswith(".")


def test_what_a_guard_says_never_holds_an_address_or_a_name():
    scenes = [
        a_scene(stored_address="kim@new.example"),
        a_scene(stored_address=None),
        a_scene(views_now={}),
        a_scene(hold="x"),
    ]
    for finding in map(said, scenes):
        for word in ("kim", "Marsh", "@", "Heron"):
            assert word not in f"{finding.sentence} {finding.remedy}".replace("name@domain", "")


def test_the_key_does_not_show_in_what_is_printed():
    assert repr(KEY) not in repr(a_scene())
