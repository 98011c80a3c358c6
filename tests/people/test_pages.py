"""The steward's pages and one's own: both doors of each act, and that nothing typed is lost."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from tests.people.importing import carry_out
from tests.people.place import Place
from tests.support.browsing import HTMX, Visitor, text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PAGES = [
    "/steward",
    "/steward/members",
    "/steward/members/new",
    "/steward/members/1",
    "/steward/members/1/change",
    "/steward/people",
    "/steward/people/invite",
    "/steward/people/2",
    "/steward/mandates/new",
    "/steward/mandates/1/end",
    "/steward/import",
]

POSTS = [
    "/steward/members/new",
    "/steward/members/1/change",
    "/steward/people/invite",
    "/steward/people/2/invite-again",
    "/steward/people/2/address",
    "/steward/people/2/make-steward",
    "/steward/people/1/unmake-steward",
    "/steward/people/1/gender",
    "/steward/mandates/new",
    "/steward/mandates/1/end",
    "/steward/import",
]


def test_the_link_to_the_registers_is_there_for_stewards_alone(place: Place) -> None:
    assert 'href="/steward"' in text_of(place.as_steward().get("/account"))
    assert 'href="/steward"' not in text_of(place.as_ada().get("/account"))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_registers_opens_for_stewards_alone(place: Place, address: str) -> None:
    assert place.as_steward().get(address).status_code == 200
    assert place.as_ada().get(address).status_code == 403
    assert place.visitor().get(address).status_code == 303


@pytest.mark.parametrize("address", POSTS)
def test_an_act_of_the_registers_is_refused_to_all_others(place: Place, address: str) -> None:
    assert place.as_ada().post(address).status_code == 403
    assert place.visitor().post(address).status_code == 401


@pytest.mark.parametrize("address", ["/account/settings", "/account/password", "/account/gender", "/account/sign-out-everywhere"])
def test_an_account_is_nobodys_who_is_not_signed_in(place: Place, address: str) -> None:
    assert place.visitor().post(address).status_code == 401


def test_a_member_is_admitted_changed_and_found(place: Place) -> None:
    steward = place.as_steward()
    facts = {"name": "River Watch", "country": "PE", "region": "LAC", "kind": "ngo"}
    answer = steward.post("/steward/members/new", facts)
    assert answer.status_code == 303
    page = text_of(steward.get(answer.location))
    assert ("The member is admitted." in page, '<h1 dir="auto">River Watch</h1>' in page, "Peru" in page) == (True, True, True)
    assert steward.post(f"{answer.location}/change", facts | {"name": "River Keepers", "status": "suspended"}).status_code == 303
    assert "<del>active</del> <ins>suspended</ins>" in text_of(steward.get(answer.location))
    found = text_of(steward.get("/steward/members?q=keep&status=suspended"))
    assert ("River Keepers" in found, "Women of the Lake" in found) == (True, False)


def test_a_wrong_field_is_named_at_its_place_and_above_and_the_rest_is_kept(place: Place) -> None:
    answer = place.as_steward().post("/steward/members/new", {"name": "Women of the Lake", "country": "PE", "region": "LAC", "kind": "ngo"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="name-help name-error"' in page
    assert '<a href="#name">Name</a>: Another member has this name already.' in page
    assert '<option selected value="PE">' in page


def test_a_search_without_scripts_and_with_htmx_find_the_same(place: Place) -> None:
    steward = place.as_steward()
    whole, part = steward.get("/steward/members?q=lake"), steward.get("/steward/members?q=lake", headers=HTMX)
    assert text_of(part).strip().startswith('<section id="members"')
    assert text_of(part).partition("</section>")[0] in text_of(whole)


def test_a_mandate_is_granted_by_names_and_ended_after_saying_what_follows(place: Place) -> None:
    steward = place.as_steward()
    terms = {"person": "sam@invented.example", "member": "lake", "body": "", "starts_on": "", "ends_on": "2026-04-30"}
    assert steward.post("/steward/mandates/new", terms).location == f"/steward/members/{place.member_id}"
    # the last day counts in full, in the zone of the steward, who is in Nairobi
    assert "1 May 2026, 00:00 (Africa/Nairobi)" in text_of(steward.get(f"/steward/members/{place.member_id}"))
    assert "does not speak for" in text_of(steward.get("/steward/mandates/2/end"))
    assert steward.post("/steward/mandates/2/end", {"ends_on": ""}).status_code == 303
    assert steward.post("/steward/mandates/2/end", {"ends_on": ""}).status_code == 409


def test_ones_settings_show_at_once(place: Place) -> None:
    ada = place.as_ada()
    assert ada.post("/account/settings", {"name": "Ada A.", "timezone": "Asia/Kathmandu", "language": "es"}).status_code == 303
    page = text_of(ada.get("/account"))
    assert ("Ada A.</a>" in page, '<option selected value="Asia/Kathmandu">' in page) == (True, True)


def test_whoever_is_signed_in_goes_on_in_another_language_where_they_were(place: Place) -> None:
    ada = place.as_ada()
    assert 'action="/account/language"' in text_of(ada.get("/words"))
    assert ada.post("/account/language", {"language": "ar", "next": "/words?q=1"}).location == "/words?q=1"
    assert 'lang="ar" dir="rtl"' in text_of(ada.get("/words"))
    assert ada.post("/account/language", {"language": "fr", "next": "//elsewhere.example/"}).location == "/account"
    assert ada.post("/account/language", {"language": "xx"}).status_code == 422


def test_what_is_not_open_to_a_visitor_leads_in_and_back(place: Place) -> None:
    way_in = 'class="button" href="/sign-in?next=/proposals/7"'
    assert way_in in text_of(Visitor(place.app).get("/proposals/7"))
    assert way_in not in text_of(place.as_ada().get("/proposals/7"))


def test_a_wrong_form_of_the_account_leaves_the_others_as_they_were(place: Place) -> None:
    answer = place.as_ada().post("/account/password", {"current": "", "password": "", "again": ""})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="Ada Achieng"' in page
    assert page.count('role="alert"') == 1


def test_a_gender_is_declared_by_its_owner(place: Place) -> None:
    ada = place.as_ada()
    assert ada.post("/account/gender", {"gender": "W"}).status_code == 303
    assert 'checked id="gender-0" name="gender" type="radio" value="W"' in text_of(ada.get("/account"))
    assert ada.post("/account/gender", {"gender": "Q"}).status_code == 422


GOOD = "name,country,region,kind,person,email,mandate\nRiver Watch,PE,LAC,ngo,Cleo Rojas,cleo@invented.example,\nRiver Watch,PE,LAC,ngo,Dan Diaz,dan@invented.example,all\n"


def test_a_look_imports_nothing(place: Place) -> None:
    steward = place.as_steward()
    answer = steward.post("/steward/import", {"content": GOOD, "import_it": "yes"})
    assert answer.status_code == 200
    assert "New members: 1. Changed: 0. Invitations: 2." in text_of(answer)
    assert "River Watch" not in text_of(steward.get("/steward/members"))


def test_what_was_looked_at_is_carried_out_and_the_invitations_are_written(place: Place) -> None:
    steward = place.as_steward()
    assert carry_out(steward, GOOD).status_code == 303
    assert "River Watch" in text_of(steward.get("/steward/members"))
    assert len(place.letters()) == 2


def test_an_import_with_a_problem_takes_nothing_and_keeps_the_text(place: Place) -> None:
    steward = place.as_steward()
    answer = carry_out(steward, GOOD + "B,XX,LAC,ngo,,,\n")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Line 4: country" in page
    assert "B,XX,LAC,ngo,,," in page
    assert "River Watch" not in text_of(steward.get("/steward/members"))


def test_the_text_of_an_uploaded_file_stays_on_the_page(place: Place) -> None:
    sent = {"file": (BytesIO(b"name,country\n"), "register.csv")}
    answer = place.as_steward().post("/steward/import", sent, content_type="multipart/form-data")
    assert "The column &#34;region&#34; is missing." in text_of(answer)
    assert ">\r\nname,country\n</textarea>" in text_of(answer) or "name,country\n</textarea>" in text_of(answer)


def test_an_uploaded_file_in_another_encoding_is_read_and_named_so(place: Place) -> None:
    sent = {"file": (BytesIO("name,country,region,kind\nMünchen,DE,AFR,ngo\n".encode("latin-1")), "register.csv")}
    page = text_of(place.as_steward().post("/steward/import", sent, content_type="multipart/form-data"))
    assert ("read as Windows-1252" in page, "<bdi>München</bdi>" in page) == (True, True)


def test_htmx_is_sent_on_to_the_whole_page(place: Place) -> None:
    answer = place.as_steward().post("/steward/people/invite", {"name": "Bea", "email": "bea@invented.example"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/steward/people/3")


def test_a_network_that_is_not_set_up_says_so(app: Flask) -> None:
    answer = Visitor(app).get("/sign-in")
    assert answer.status_code == 200
    assert "<title>Sign in · Consensus</title>" in text_of(answer)
