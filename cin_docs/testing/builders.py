"""Made-up people, cases and meetings for tests, valid as they stand; a test changes what it is about.

Every builder returns a noun of the model and takes any of its fields by keyword. The people are the
same everywhere, so that a test reads as a story: Leo Marsh, whose parents live apart; Kim, his mum,
whose address is protected from Rob, his dad; Jean, his gran, who gets her copy by post in large print.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cin_docs.model.case import Case, Child, Visit
from cin_docs.model.document import DocumentKind
from cin_docs.model.meeting import (
    Action,
    Agreement,
    Answer,
    Decision,
    Kind,
    Marks,
    Meeting,
    Need,
    NextMeeting,
    Progress,
    Section,
    SectionKind,
    Status,
)
from cin_docs.model.person import Channel, Contact, Person, ProtectedKind, Protection, Service, Side

#: What must never reach Leo's dad in `separated_parents`.
MUMS_ADDRESS = "14 Heron Court\nEastmere\nEM4 2QT"
MUMS_POSTCODE = "EM4 2QT"
MUMS_PHONE = "07700 900123"
MUMS_EMAIL = "kim.marsh@post.example"
LEOS_SCHOOL = "Brook Lane Primary"


def an_email(email: str = MUMS_EMAIL, **changes: Any) -> Contact:
    """A contact by e-mail that its owner called safe; `changes` may give the postal address too."""
    return replace(Contact(channel=Channel.EMAIL, email=email, safe=True), **changes)


def by_post(address: str, **changes: Any) -> Contact:
    """A contact by post."""
    return replace(Contact(channel=Channel.POST, address=address, safe=True), **changes)


def by_hand(via: str = "dana", **changes: Any) -> Contact:
    """A contact by hand, through a worker of the case."""
    return replace(Contact(channel=Channel.HAND, via=via, safe=True), **changes)


def a_person(id: str = "mum", **changes: Any) -> Person:
    """One of the people below by id, or Kim Marsh under another id; `changes` are fields of `Person`."""
    known = {person.id: person for person in everyone()}
    return replace(known.get(id) or replace(known["mum"], id=id), **changes)


def family() -> tuple[Person, ...]:
    """The child, his mum, dad and gran, each with a usable channel."""
    return (
        Person(
            id="leo",
            name="Leo Marsh",
            role="child",
            side=Side.CHILD,
            contact=by_hand(),
            receives=(DocumentKind.PLAN,),
            at=("people", "leo"),
        ),
        Person(
            id="mum",
            name="Kim Marsh",
            role="mother",
            side=Side.FAMILY,
            parental_responsibility=True,
            contact=an_email(phone=MUMS_PHONE, address=MUMS_ADDRESS),
            at=("people", "mum"),
        ),
        Person(
            id="dad",
            name="Rob Hale",
            role="father",
            side=Side.FAMILY,
            parental_responsibility=True,
            contact=by_post("4 Mill Row\nEastmere\nEM1 4TT"),
            at=("people", "dad"),
        ),
        Person(
            id="gran",
            name="Jean Marsh",
            role="grandmother",
            side=Side.FAMILY,
            contact=by_post("2 Quay Street\nEastmere\nEM1 1AB"),
            large_print=True,
            at=("people", "gran"),
        ),
    )


def professionals() -> tuple[Person, ...]:
    """The team around the child; all by e-mail but Priya, who takes the minutes and gets no copy."""
    council = "Eastmere Children's Services"
    return (
        _worker("dana", "Dana Cole", "lead social worker", council, Service(what="Visits Leo", when="every 3 weeks")),
        _worker("tom", "Tom Ashe", "team manager", council),
        _worker("sen_lead", "Amy Reed", "SENCO", LEOS_SCHOOL, Service(what="Breakfast club", when="every school day")),
        _worker(
            "nurse", "Ruth Adeyemi", "school nurse", "Eastmere Health", Service(what="Weight checks", when="monthly")
        ),
        _worker("housing", "Cara Obi", "housing officer", "Eastmere Homes"),
        replace(
            _worker("priya", "Priya Shah", "business support", council),
            receives=(),
            receives_nothing_because="Takes the minutes and files them.",
        ),
    )


def _worker(id: str, name: str, role: str, agency: str, *services: Service) -> Person:
    domain = {"Eastmere Health": "health.test", LEOS_SCHOOL: "school.test", "Eastmere Homes": "homes.test"}
    address = f"{name.lower().replace(' ', '.')}@{domain.get(agency, 'council.test')}"
    return Person(
        id=id,
        name=name,
        role=role,
        side=Side.PROFESSIONAL,
        agency=agency,
        services=services,
        contact=an_email(address),
        at=("people", id),
    )


def everyone() -> tuple[Person, ...]:
    """The family and the team, in the order of the case file."""
    return family() + professionals()


def a_child(**changes: Any) -> Child:
    """Leo Marsh, born in May 2018."""
    leo = Child(
        id="leo",
        name="Leo Marsh",
        born=date(2018, 5, 4),
        school=LEOS_SCHOOL,
        level=2,
        team="North",
        pathway="child in need",
    )
    return replace(leo, **changes)


def a_case(**changes: Any) -> Case:
    """Leo's case with nobody protected from anybody; `changes` are fields of `Case`."""
    case = Case(
        ref="MAR-2041",
        standard="ten-point",
        child=a_child(),
        people=everyone(),
        lead="dana",
        manager="tom",
        anchors={"assessment completed": date(2026, 9, 1), "referral": date(2026, 7, 20)},
        visits=(
            Visit(on=date(2026, 10, 2), by="dana", seen=True, alone=True),
            Visit(on=date(2026, 10, 23), by="dana", seen=True),
            Visit(on=date(2026, 11, 13), by="dana", seen=True, alone=True),
        ),
    )
    return replace(case, **changes)


def a_protection(id: str = "mum.address", **changes: Any) -> Protection:
    """Mum's address, kept from dad by a court order."""
    item = Protection(
        id=id,
        of=id.partition(".")[0],
        kind=ProtectedKind.ADDRESS,
        value=MUMS_ADDRESS,
        hidden_from=frozenset({"dad"}),
        because="Non-molestation order of 3 March 2026",
    )
    return replace(item, **changes)


def protections() -> tuple[Protection, ...]:
    """Mum's address, postcode, phone, e-mail and Leo's school: all kept from dad."""
    return (
        a_protection("mum.address"),
        a_protection("mum.postcode", kind=ProtectedKind.POSTCODE, value=MUMS_POSTCODE),
        a_protection("mum.phone", kind=ProtectedKind.PHONE, value=MUMS_PHONE),
        a_protection("mum.email", kind=ProtectedKind.EMAIL, value=MUMS_EMAIL),
        a_protection("leo.school", of="leo", kind=ProtectedKind.SCHOOL, value=LEOS_SCHOOL),
    )


def separated_parents(**changes: Any) -> Case:
    """Leo's case as it is: dad must have no contact with mum, and five values are kept from him."""
    people = tuple(
        replace(person, no_contact_with=frozenset({"mum"})) if person.id == "dad" else person for person in everyone()
    )
    return a_case(**{"people": people, "protections": protections(), **changes})


def an_action(id: str = "a1", **changes: Any) -> Action:
    """Mum walks Leo to the breakfast club every Monday."""
    action = Action(id=id, what="Walks Leo to the breakfast club.", owners=("mum",), how_often="every Monday")
    return replace(action, **changes)


def a_need(id: str = "n1", **changes: Any) -> Need:
    """Leo misses school on Mondays, with two actions."""
    need = Need(
        id=id,
        need="Leo misses school on Mondays.",
        why="9 Mondays missed since September.",
        outcome="Leo is at school every Monday until half term.",
        review="4 of the last 6 Mondays attended.",
        actions=(
            an_action("a1", at=("needs", 0, "actions", 0)),
            Action(
                id="a2",
                what="Sends the register to Dana.",
                owners=("sen_lead",),
                by="2026-12-11",
                at=("needs", 0, "actions", 1),
            ),
        ),
        at=("needs", 0),
    )
    return replace(need, **changes)


def a_section(id: str = "s1", **changes: Any) -> Section:
    """The school nurse's information, with nothing decided about who may read it."""
    section = Section(
        id=id,
        kind=SectionKind.INFORMATION,
        by="nurse",
        text="Weight is steady.",
        at=("information", "nurse"),
    )
    return replace(section, **changes)


def sections() -> tuple[Section, ...]:
    """Views of child and mum, the nurse's information (not for dad), risk, and what changed."""
    return (
        Section(
            id="s1",
            kind=SectionKind.VIEWS,
            by="leo",
            text="I like breakfast club. I don't like the bus.",
            at=("said", "leo"),
        ),
        Section(
            id="s2",
            kind=SectionKind.VIEWS,
            by="mum",
            text="Mornings are easier. I disagree that the flat is untidy.",
            at=("said", "mum"),
        ),
        Section(
            id="s3",
            kind=SectionKind.CHANGED,
            text="Walking replaces the bus.",
            at=("what changed because of it",),
        ),
        a_section("s4", marks=Marks(not_for=frozenset({"dad"}))),
        Section(id="s5", kind=SectionKind.RISK, text="No new concern.", at=("risk of harm",)),
    )


def a_first_meeting(**changes: Any) -> Meeting:
    """The meeting of 10 September 2026 that agreed Leo's first plan: actions a1 to a3."""
    need = a_need(
        review=None,
        actions=(
            an_action("a1", what="Sets an alarm for 7.15 on school days.", how_often="every school day"),
            an_action("a2", what="Posts the uniform grant form.", owners=("dana",), how_often=None, by="2026-09-30"),
            an_action("a3", what="Rings Leo to say good morning.", owners=("gran",), how_often="every Monday"),
        ),
    )
    first = {
        "kind": Kind.FIRST,
        "number": 1,
        "on": date(2026, 9, 10),
        "apologies": {},
        "reports": {},
        "progress": (),
        "needs": (need,),
        "purpose": "Agree a plan for Leo.",
        "decision": Decision.START,
        "next": NextMeeting(on=date(2026, 10, 20), time="14:00", place="Brook House", chair="dana"),
    }
    return a_meeting(**{**first, **changes})


def a_meeting(**changes: Any) -> Meeting:
    """Leo's second review, on 19 November 2026; `changes` are fields of `Meeting`.

    Its carried actions are a1 (done), a2 (late) and a3 (stopped) of `a_first_meeting`; its new ones a4 and a5.
    """
    meeting = Meeting(
        case="MAR-2041",
        kind=Kind.REVIEW,
        number=2,
        on=date(2026, 11, 19),
        time="14:00",
        place="Brook House",
        chair="dana",
        minute_taker="priya",
        present=("mum", "leo", "dana", "sen_lead", "nurse"),
        apologies={"dad": "working away"},
        reports={"housing": "received 17 Nov"},
        purpose="Check the plan and decide what happens next.",
        progress=_progress(),
        needs=(
            a_need(
                actions=(
                    an_action("a4", at=("needs", 0, "actions", 0)),
                    replace(a_need().actions[1], id="a5"),
                )
            ),
        ),
        sections=sections(),
        visits="every 3 weeks",
        contingency="Mum rings duty; Dana visits the next working day.",
        decision=Decision.CONTINUE,
        because="Attendance better, housing not settled.",
        agreed=(
            Agreement(person="mum", answer=Answer.YES),
            Agreement(person="leo", answer=Answer.YES),
            Agreement(person="dad", answer=Answer.NOT_ASKED),
        ),
        next=NextMeeting(on=date(2026, 12, 17), time="14:00", place="Brook House", chair="tom", at=("next",)),
        also_copy=("gran",),
    )
    return replace(meeting, **changes)


def _progress() -> tuple[Progress, ...]:
    """How the three actions of the first plan stand at the second review."""
    return (
        Progress(
            action=an_action("a1", what="Sets an alarm for 7.15 on school days.", how_often="every school day"),
            need="n1",
            status=Status.DONE,
            at=("progress", "a1"),
        ),
        Progress(
            action=an_action(
                "a2",
                what="Posts the uniform grant form.",
                owners=("dana",),
                how_often=None,
                by="2026-12-04",
                status=Status.LATE,
            ),
            need="n1",
            status=Status.LATE,
            note="Form lost in the post, resent 12 Nov",
            at=("progress", "a2"),
        ),
        Progress(
            action=an_action("a3", what="Rings Leo to say good morning.", owners=("gran",)),
            need="n1",
            status=Status.STOPPED,
            note="School now does this",
            at=("progress", "a3"),
        ),
    )
