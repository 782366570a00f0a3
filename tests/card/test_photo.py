"""A worker's picture: by her own consent, stripped of all else, gone the moment she takes it back."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import time_machine
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from backend.cards import photos
from schema.db import db
from schema.tables import WorkerPhoto
from tests.card.conftest import look
from tests.card.world import DAY, at

SHOWN = re.compile(r'<img class="face" src="([^"]+)"')


def shot(width: int = 900, height: int = 600, kind: str = "JPEG") -> bytes:
    """A picture as a telephone takes it: turned on its side, with where and when it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "Telefonmärke", "hemma hos mig"
    made, beside = io.BytesIO(), {"exif": exif, "comment": b"Telefonen hemma hos mig"} if kind == "JPEG" else {}
    Image.new("RGB", (width, height), (180, 140, 120)).save(made, kind, **beside)
    return made.getvalue()


def test_what_is_kept_is_a_small_square_and_nothing_else():
    kept = photos.square(shot())
    found = Image.open(io.BytesIO(kept))
    assert (found.format, found.size, dict(found.getexif())) == ("JPEG", (photos.SIDE, photos.SIDE), {})
    assert b"Telefon" not in kept
    words = PngInfo()
    words.add_text("comment", "x" * 70_000)
    told = io.BytesIO()
    Image.new("RGB", (300, 300)).save(told, "PNG", pnginfo=words)
    assert len(photos.square(told.getvalue())) < 20_000
    two = io.BytesIO()
    Image.new("RGB", (300, 300)).save(two, "MPO", save_all=True, append_images=[Image.new("RGB", (300, 300))])
    assert Image.open(two).format == "MPO", "a second picture beside the first, as some telephones write"
    assert Image.open(io.BytesIO(photos.square(two.getvalue()))).format == "JPEG"
    assert len(kept) < 20_000


def test_a_picture_that_lies_about_its_size_or_is_none_is_refused():
    huge = io.BytesIO()
    Image.new("1", (5_000, 5_000)).save(huge, "PNG")
    gif = io.BytesIO()
    Image.new("RGB", (9, 9)).save(gif, "GIF")
    for raw, code in (
        (huge.getvalue(), "large"), (b"x" * (photos.LARGEST_BYTES + 1), "large"), (b"<svg onload=alert(1)>", "unknown"),
        (shot()[:300], "unknown"), (gif.getvalue(), "unknown"), (b"", "unknown"),
    ):  # fmt: skip
        with pytest.raises(photos.NoPicture) as refused:
            photos.square(raw)
        assert refused.value.code == code


@pytest.fixture
def sara(world, staff):
    """Sara at her own page, on a day when she is to come."""
    world.person.card_detail, world.person.card_consent_on = "names", DAY
    world.visit("v1", at(12), at(13), workers="Sara")
    token = world.token()
    with time_machine.travel(at(8, 31), tick=True):
        client = staff("worker", ["norr"], worker_id=world.workers["Sara"].id)
        client.card = token
        yield client


def give(client, raw: bytes, **more: str):
    fields = {"picture": (io.BytesIO(raw), "jag.jpg"), "agree": "1", **more}
    token = client.csrf_token("/personal/bild")
    return client.post("/personal/bild", data={"csrf_token": token, **fields}, content_type="multipart/form-data")


def test_it_is_shown_on_the_card_and_gone_at_once_when_taken_back(sara):
    before = look(sara.card)
    assert SHOWN.findall(before.text) == []
    assert give(sara, shot()).status_code == 303
    after = look(sara.card, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200, "the card is another page now"
    [address] = SHOWN.findall(after.text)
    picture = sara.get(address)
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert picture.headers["Cache-Control"] == "private, no-cache"
    assert sara.get(address, headers={"If-None-Match": picture.headers["ETag"]}).status_code == 304
    assert sara.submit("/personal/bild/bort", page="/personal/bild").status_code == 303
    assert sara.get(address).status_code == 404
    assert SHOWN.findall(look(sara.card).text) == []
    row = db.session.query(WorkerPhoto).one()
    assert (row.image, row.removed_at is not None) == (None, True)


def test_without_her_word_or_a_picture_nothing_is_kept_and_it_says_what_to_do(sara):
    for raw, fields, said in (
        (shot(), {"agree": ""}, None), (b"", {}, "Välj en bild först."), (b"nej", {}, "JPEG, PNG eller WebP"),
    ):  # fmt: skip
        answer = give(sara, raw, **fields) if said else _without_word(sara, raw)
        assert answer.status_code == 422
        assert (said or "Kryssa i rutan") in answer.text
    assert db.session.query(WorkerPhoto).count() == 0


def _without_word(client, raw: bytes):
    token = client.csrf_token("/personal/bild")
    sent = {"csrf_token": token, "picture": (io.BytesIO(raw), "jag.jpg")}
    return client.post("/personal/bild", data=sent, content_type="multipart/form-data")


def test_an_address_is_good_for_a_day_and_cannot_be_made_up(sara):
    assert give(sara, shot()).status_code == 303
    [address] = SHOWN.findall(look(sara.card).text)
    number, day, sign = address.removeprefix("/foto/").split(".")
    for wrong in (
        f"{number}.{day}.{'0' * 20}",
        f"{int(number) + 1}.{day}.{sign}",
        f"{number}.20261125.{sign}",
        "x",
        "1.2",
    ):
        assert sara.get(f"/foto/{wrong}").status_code == 404, wrong
    for days, status in ((1, 200), (2, 404)):
        with time_machine.travel(at(9) + timedelta(days=days), tick=True):
            assert sara.get(address).status_code == status
