"""Attachments over HTTP."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from wangge.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 a document"


def photo(kind="JPEG", size=(40, 30)):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    Image.new("RGB", size, "red").save(out, kind, exif=exif)
    return out.getvalue()


def put(caller, uid, content, media_type="image/jpeg", **headers):
    return caller.call("PUT", f"/files/{uid}", content, content_type=media_type, headers=headers)


def test_a_photo_is_kept_without_its_metadata(as_, report):
    uid = uuid7()
    name = {"X-File-Name": "%E7%8E%B0%E5%9C%BA.jpg"}
    first = put(as_("wang"), uid, photo(), **name)
    again = put(as_("wang"), uid, photo(), **name)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["id"], first.json()["name"], first.json()["media_type"]) == (
        str(uid),
        "现场.jpg",
        "image/jpeg",
    )
    incident = report(photos=[str(uid)])
    (kept,) = as_("liu").get(f"/incidents/{incident['id']}").json()["files"]
    content = as_("liu").call("GET", kept["url"])
    assert content.headers["Content-Type"] == "image/jpeg"
    assert (len(content.content), b"PhoneMaker" in content.content) == (kept["size"], False)


def test_a_form_does_as_well(as_):
    uid = uuid7()
    sent = SimpleUploadedFile("通知.pdf", PDF, "application/pdf")
    body = encode_multipart(BOUNDARY, {"file": sent})
    told = put(as_("wang"), uid, body, MULTIPART_CONTENT)
    assert (told.status_code, told.json()["media_type"]) == (201, "application/pdf")
    assert put(as_("wang"), uid, PDF, "application/pdf").status_code == 200


def test_an_id_names_one_content_of_one_sender(as_):
    uid = uuid7()
    put(as_("wang"), uid, PDF)
    assert put(as_("wang"), uid, PDF + b"!").status_code == 409
    assert put(as_("liu"), uid, PDF).status_code == 409


def test_wrong_files_are_told_what_is_wrong(as_, settings):
    def told(content, media_type="image/jpeg"):
        answer = put(as_("wang"), uuid7(), content, media_type)
        return answer.status_code, answer.json()["code"]

    assert told(b"") == (422, "file.empty")
    assert told(b"MZ executable") == (422, "file.type")
    assert told(photo()[:200]) == (422, "file.type")
    assert told(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == (422, "file.type")
    assert told(PDF + b"x" * (10 * 1024 * 1024)) == (413, "file.too_large")
    assert told(PDF + b"x" * (13 * 1024 * 1024)) == (413, "too_large")
    assert told(b"no boundary", "multipart/form-data") == (400, "unreadable")
    assert told(encode_multipart(BOUNDARY, {"other": "x"}), MULTIPART_CONTENT) == (
        400,
        "file.missing",
    )
    assert told(b"x", "multipart/form-data; boundary=\xff") == (400, "unreadable")


def test_strange_names_are_kept_short_and_harmless(as_):
    for name in ("%00%0D%0A%ED%A0%80", "%", "x" * 600, "..%2F..%2Fetc%2Fpasswd"):
        told = put(as_("wang"), uuid7(), PDF, **{"X-File-Name": name})
        assert told.status_code == 201
        assert len(told.json()["name"]) <= 120


def test_a_file_of_another_matter_does_not_exist(as_, report):
    uid = uuid7()
    put(as_("wang"), uid, photo())
    incident, other = report(photos=[str(uid)]), report()
    liu, stranger = as_("liu"), as_("stranger")
    path = f"/incidents/{incident['id']}/files/{uid}"
    assert liu.get(path).status_code == 200
    assert liu.get(f"/incidents/{other['id']}/files/{uid}").status_code == 404
    assert stranger.get(path).status_code == 404


def test_photos_of_somebody_else_cannot_be_attached(as_, general):
    uid = uuid7()
    put(as_("liu"), uid, photo())
    body = {"category": general["一般性"], "title": "积水", "description": "路口积水",
            "grid": "450205006003001", "photos": [str(uid)]}  # fmt: skip
    told = as_("wang").put(f"/incidents/{uuid7()}", body)
    assert (told.status_code, told.json()["errors"][0]["field"]) == (422, "photos")


def test_photos_come_with_a_step(as_, report, go):
    uid = uuid7()
    put(as_("wang"), uid, photo())
    incident = report()
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", handler="wang")
    go(incident, "wang", "handle", "已清理", photos=[str(uid)])
    detail = as_("liu").get(f"/incidents/{incident['id']}").json()
    assert [(kept["id"], kept["verb"]) for kept in detail["files"]] == [(str(uid), "handle")]
    assert json.dumps(detail["history"][-1]["facts"]) == "{}"
