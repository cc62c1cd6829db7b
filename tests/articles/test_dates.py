from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.articles.dates import dated_credibly, read_date
from tests.factories import NOON, article
from tests.tables import each_row

AFTERNOON = "2026-11-13T15:09:00"
DAY = "2026-11-13T00:00:00"
FORMS = [
    # RFC 822 and its relatives
    ("Fri, 13 Nov 2026 15:09:00 GMT", AFTERNOON),
    ("Fri, 13 Nov 2026 15:09:00 +0000", AFTERNOON),
    ("Fri, 13 Nov 2026 15:09:00 -0000", AFTERNOON),
    ("Fri, 13 Nov 2026 16:09:00 +0100", AFTERNOON),
    ("Fri, 13 Nov 2026 10:09:00 -05:00", AFTERNOON),
    ("Fri, 13 Nov 2026 20:39:00 +0530", AFTERNOON),
    ("Fri, 13 Nov 2026 15:09:00", AFTERNOON),
    ("Fri, 13 Nov 2026 15:09", AFTERNOON),
    ("Fri,13 Nov 2026 15:09:00 GMT", AFTERNOON),
    ("13 Nov 2026 15:09:00 UT", AFTERNOON),
    ("13 Nov 26 15:09:00 Z", AFTERNOON),
    ("Friday, 13-Nov-26 15:09:00 GMT", AFTERNOON),
    ("Fri, 13 Nov 2026 16:09:00 +0100 (CET)", AFTERNOON),
    ("Fri, 13 November 2026 15:09:00 GMT", AFTERNOON),
    ("fri, 13 nov 2026 15:09:00 gmt", AFTERNOON),
    ("Mon, 13 Nov 2026 15:09:00 GMT", AFTERNOON),
    ("Fri, 13 Nov 2026 24:00:00 GMT", "2026-11-14T00:00:00"),
    ("Fri, 13 Nov 2026 15:09:60 GMT", "2026-11-13T15:09:59"),
    ("Sat, 1 Jul 1994 00:00:00 GMT", "1994-07-01T00:00:00"),
    ("Sun, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37"),
    ("Fri, 13 Nov 2026 15:09:00 GMT+1", "2026-11-13T14:09:00"),
    # named zones
    ("Fri, 13 Nov 2026 10:09:00 EST", AFTERNOON),
    ("Fri, 13 Nov 2026 11:09:00 EDT", AFTERNOON),
    ("Fri, 13 Nov 2026 09:09:00 CST", AFTERNOON),
    ("Fri, 13 Nov 2026 07:09:00 PST", AFTERNOON),
    ("Fri, 13 Nov 2026 08:09:00 PDT", AFTERNOON),
    ("Fri, 13 Nov 2026 16:09:00 BST", AFTERNOON),
    ("Fri, 13 Nov 2026 16:09:00 CET", AFTERNOON),
    ("Fri, 13 Nov 2026 17:09:00 CEST", AFTERNOON),
    ("Fri, 13 Nov 2026 17:09:00 EET", AFTERNOON),
    ("Fri, 13 Nov 2026 18:09:00 MSK", AFTERNOON),
    ("Sat, 14 Nov 2026 00:09:00 JST", AFTERNOON),
    ("Sat, 14 Nov 2026 02:09:00 AEDT", AFTERNOON),
    ("Nov 13, 2026 10:09 a.m. ET", AFTERNOON),
    ("Jul 13, 2026 3:09 pm ET", "2026-07-13T19:09:00"),
    ("Fri, 13 Nov 2026 15:09:00 IST", None),
    ("Fri, 13 Nov 2026 15:09:00 XYZ", None),
    # ISO 8601
    ("2026-11-13T15:09:00Z", AFTERNOON),
    ("2026-11-13t15:09:00z", AFTERNOON),
    ("2026-11-13T15:09Z", AFTERNOON),
    ("2026-11-13T15:09:00.123456Z", AFTERNOON),
    ("2026-11-13T15:09:00,123Z", AFTERNOON),
    ("2026-11-13T15:09:00.12345678Z", AFTERNOON),
    ("2026-11-13T16:09:00.123456789+01:00", AFTERNOON),
    ("2026-11-13 15:09:00 +0000 UTC", AFTERNOON),
    ("2026-11-13T16:09:00+01:00", AFTERNOON),
    ("2026-11-13T16:09:00+0100", AFTERNOON),
    ("2026-11-13T16:09:00+01", AFTERNOON),
    ("2026-11-13T10:09:00−05:00", AFTERNOON),
    ("2026-11-13T16:09:00+01:00[Europe/Berlin]", AFTERNOON),
    ("2026-11-13T15:09:00", AFTERNOON),
    ("2026-11-13 15:09:00 UTC", AFTERNOON),
    ("2026-11-13 16:09:00 +0100", AFTERNOON),
    ("2026-11-13 3:09 PM", AFTERNOON),
    ("2026-11-13", DAY),
    ("2026-11-13T24:00:00Z", "2026-11-14T00:00:00"),
    ("20261113T150900Z", AFTERNOON),
    ("20261113150900", AFTERNOON),
    ("20261113", DAY),
    # numbers
    ("2026/01/13", "2026-01-13T00:00:00"),
    ("2026/01/13 09:00:00", "2026-01-13T09:00:00"),
    ("2026.11.13", DAY),
    ("13/01/2026", "2026-01-13T00:00:00"),
    ("01/13/2026", "2026-01-13T00:00:00"),
    ("11/13/2026 3:09:00 PM", AFTERNOON),
    ("13-11-2026 15:09", AFTERNOON),
    ("13.11.2026", DAY),
    ("03.04.2026", "2026-04-03T00:00:00"),
    ("13.11.26", DAY),
    ("11/13/26", DAY),
    ("03/03/2026", "2026-03-03T00:00:00"),
    ("Friday 03/04/2026", "2026-04-03T00:00:00"),
    ("Wed, 03/04/2026 - 15:09", "2026-03-04T15:09:00"),
    ("03/04/2026", None),
    ("03-04-2026 10:00", None),
    ("13/01/26", None),
    ("2026/13/01", None),
    # as content management systems write them
    ("Friday, November 13, 2026 - 3:09pm", AFTERNOON),
    ("Fri, 11/13/2026 - 15:09", AFTERNOON),
    ("November 13, 2026", DAY),
    ("Nov 13, 2026", DAY),
    ("Aug 15, 2019", "2019-08-15T00:00:00"),
    ("Aug. 15, 2019", "2019-08-15T00:00:00"),
    ("Sept. 4, 2021", "2021-09-04T00:00:00"),
    ("November 13th, 2026", DAY),
    ("13th of November 2026", DAY),
    ("13-Nov-2026", DAY),
    ("13/Nov/2026:16:09:00 +0100", AFTERNOON),
    ("2026 Nov 13", DAY),
    ("Published: Nov 13, 2026", DAY),
    ("Nov 13, 2026 at 3:09 p.m.", AFTERNOON),
    ("Nov 13, 2026 12:30 AM", "2026-11-13T00:30:00"),
    ("Nov 13, 2026 12:30 PM", "2026-11-13T12:30:00"),
    ("Nov 13, 2026 3pm", "2026-11-13T15:00:00"),
    ("Fri Nov 13 15:09:00 2026", AFTERNOON),
    ("Fri Nov 13 16:09:00 CET 2026", AFTERNOON),
    ("Fri Nov 13 16:09:00 2026 +0100", AFTERNOON),
    ("Fri Nov 13 2026 16:09:00 GMT+0100 (Central European Standard Time)", AFTERNOON),
    # other languages
    ("Fr, 13 Nov 2026 16:09:00 +0100", AFTERNOON),
    ("So, 01 Mär 2026 08:30:00 +0100", "2026-03-01T07:30:00"),
    ("Montag, 2. März 2026", "2026-03-02T00:00:00"),
    ("15. August 2019 um 14:30 Uhr", "2019-08-15T14:30:00"),
    ("13.11.2026, 15.09 Uhr", AFTERNOON),
    ("Di, 05 Mai 2026 08:30:00 +0200", "2026-05-05T06:30:00"),
    ("Mi., 9. Dez. 2026", "2026-12-09T00:00:00"),
    ("vendredi 13 novembre 2026 à 15h09", AFTERNOON),
    ("1er août 2019", "2019-08-01T00:00:00"),
    ("mar. 3 févr. 2026", "2026-02-03T00:00:00"),
    ("mar, 3 mar 2026 10:00:00 +0100", "2026-03-03T09:00:00"),
    ("viernes, 13 de noviembre de 2026", DAY),
    ("15 ene 2026", "2026-01-15T00:00:00"),
    ("sexta-feira, 13 de novembro de 2026 às 15h09", AFTERNOON),
    ("15 de março de 2026", "2026-03-15T00:00:00"),
    ("13 novembre 2026 ore 15:09", AFTERNOON),
    ("2026年11月13日 下午3:09", AFTERNOON),
    ("2026년 11월 13일 오후 3:09", AFTERNOON),
    # what says no day, or none that is meant
    ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ("Wed, 31 Dec 1969 19:00:00 -0500", None),
    ("1970-01-01T01:00:00+01:00", None),
    ("0001-01-01T00:00:00Z", None),
    ("1900-01-01", None),
    ("Mon, 02 Mar 0000 01:30:00 +0200", None),
    ("Fri, 31 Dec 9999 23:59:00 -0900", None),
    ("9999-12-31T23:59:59-09:00", None),
    ("Fri, 13 Nov 2026 25:00:00 GMT", None),
    ("Fri, 13 Nov 2026 15:09:00 +9999", None),
    ("2026-02-30", None),
    ("Nov 31, 2026", None),
    ("Nov 13, 2026 13:09 AM", None),
    ("2026", None),
    ("2026-11", None),
    ("Nov 2026", None),
    ("13 Nov", None),
    ("12", None),
    ("1518478934", None),
    ("yesterday", None),
    ("2 days ago", None),
    ("15:09", None),
    ("juin ou juillet", None),
    ("13 jui 2026", None),
    ("Nov 10, 2026, updated Nov 13, 2026", None),
    ("A study of 13 Nov 2026", None),
    ("", None),
    ("²/³/2026", None),
]


@each_row(("text", "stated"), FORMS)
def test_a_date_is_read_as_it_is_meant_or_not_at_all(text: str, stated: str | None) -> None:
    expected = datetime.fromisoformat(stated).replace(tzinfo=UTC) if stated else None
    assert read_date(text) == expected


def test_the_table_of_forms_is_long_and_states_each_once() -> None:
    assert len({text for text, _ in FORMS}) == len(FORMS) >= 100


@given(st.text(alphabet="0123456789 :/.-+,apmTZNovJan", max_size=40) | st.text(max_size=120))
def test_no_text_can_break_it(text: str) -> None:
    found = read_date(text)
    assert found is None or (found.tzinfo is UTC and found.year >= 1970)


def test_an_article_dated_more_than_a_day_ahead_counts_as_just_found() -> None:
    ahead = article("1", published_at=NOON + timedelta(days=1, seconds=1))
    near = article("2", published_at=NOON + timedelta(hours=23))

    assert dated_credibly(ahead, NOON).published_at is None
    assert dated_credibly(near, NOON) == near
    assert dated_credibly(article("3", published_at=None), NOON).published_at is None
