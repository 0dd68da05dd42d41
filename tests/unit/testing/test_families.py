"""The made-up families are the same every time, and the second reader finds what is there."""

from cin_docs.testing.families import family
from cin_docs.testing.families_oracle import verdicts
from cin_docs.testing.plain_reading import given_away, read, words_of


def test_a_number_is_always_the_same_family():
    assert family(7) == family(7)
    assert family(7) != family(8)


def test_each_text_has_a_sentinel_of_its_own_that_stands_in_it():
    slots = family(3).slots
    assert len({slot.sentinel for slot in slots}) == len(slots)
    assert all(slot.sentinel in words_of(slot.text) for slot in slots)


def test_every_sentinel_is_either_permitted_or_absent_for_each_reader():
    one = family(5)
    for verdict in verdicts(one).values():
        permitted = frozenset().union(*verdict.words.values())
        assert permitted | verdict.absent == {slot.sentinel for slot in one.slots}
        assert not permitted & verdict.absent


def test_a_value_is_found_however_it_is_spaced_and_in_bytes_of_two_encodings():
    assert list(given_away("em4\n2qt", b"", ["EM4 2QT"])) == ["EM4 2QT"]
    assert list(given_away("", b"x 14 Heron Court", ["14 Heron Court"])) == ["14 Heron Court"]
    assert list(given_away("", "14 Heron Court".encode("utf-16-be"), ["14 Heron Court"])) == ["14 Heron Court"]
    assert list(given_away("14 Mill Row", b"14 Mill Row", ["14 Heron Court"])) == []


def test_a_message_is_read_with_its_headers_and_what_is_attached():
    mail = (
        b"Subject: =?utf-8?q?Heron?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b'--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="plan.bin"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nQ29udGVudC1UeXBlOiB0ZXh0L3BsYWluDQoNCkNvdXJ0\r\n--b--\r\n"
    )
    text, _ = read(mail)
    assert {"heron", "court"} <= words_of(text)
    assert "plan.bin" in text
