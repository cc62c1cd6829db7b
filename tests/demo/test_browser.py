"""The demo as a newcomer meets it: the command, the page, a search, an announcement."""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.demo.process import Demo
from tests.waiting import PATIENCE_SECONDS

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = round(PATIENCE_SECONDS * 1000)
PRESS_MS = 10_000
ANSWERS_WITHIN_MS = (5_000, 10_000, 20_000, 40_000)
"""Longer after each press: on a busy machine, the next press would take the answer back."""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium (apt-get install chromium)")


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(Path(folder), "--every", "4")
        yield demo
        demo.kill()


@pytest.fixture(scope="module")
def page(demo: Demo) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page.goto(demo.url())
        yield page
        browser.close()


def show(page: Page, *, channel: str | None = None, person: str | None = None) -> FrameLocator:
    """Choose a channel or a person; the channel as it is shown then."""
    if channel:
        page.get_by_role("navigation").get_by_text(channel, exact=True).click()
    if person:
        page.get_by_role("group", name="Act as").get_by_text(person, exact=True).click()
    expect(page.locator("#stage")).to_have_attribute("aria-busy", "false", timeout=PATIENCE_MS)
    expect(page.locator("iframe")).to_have_count(1)
    title = re.compile(f"#{channel or '.*'} as {person or '.*'}")
    expect(page.locator("iframe")).to_have_attribute("title", title, timeout=PATIENCE_MS)
    return page.frame_locator("iframe")


def composer(channel: FrameLocator) -> Locator:
    """The field to type in."""
    return channel.get_by_role("textbox", name="Message")


def offered(channel: FrameLocator, command: str) -> Locator:
    """A command in the list above the composer."""
    return channel.get_by_role("option").filter(has_text=command)


def command(
    page: Page, channel: FrameLocator, name: str, typed: dict[str, str], chosen: dict[str, str]
) -> None:
    """Use a command with options that are typed, and others that are chosen from a list."""
    composer(channel).press_sequentially(f"/{name}")
    offered(channel, f"/{name}").first.click()
    for option in (*typed, *chosen):
        entry = offered(channel, option).first
        more = channel.get_by_text(re.compile("more$")).last
        expect(entry.or_(more).first).to_be_visible(timeout=PATIENCE_MS)
        if not entry.is_visible():
            more.click()
        entry.click()
        if option in typed:
            page.keyboard.type(typed[option])
        else:
            offered(channel, chosen[option]).first.click()
    send(channel)


def send(channel: FrameLocator) -> None:
    """Press Send until the command has left the composer."""
    button = channel.get_by_role("button", name="Send").last
    leave = channel.get_by_role("button", name="Exit command mode")
    repeated(lambda: button.click(timeout=PRESS_MS), leave, "hidden")


def search(channel: FrameLocator, words: str, answer: Locator) -> None:
    """Use `/search`, whose first option may be typed at once, until its answer is seen."""
    leave = channel.get_by_role("button", name="Exit command mode")

    def ask() -> None:
        if leave.is_visible():
            leave.click(timeout=PRESS_MS)
        composer(channel).fill("/search", timeout=PRESS_MS)
        offered(channel, "/search").click(timeout=PRESS_MS)
        query = channel.get_by_role("combobox", name="query")
        query.fill(words, timeout=PRESS_MS)
        query.press("Enter", timeout=PRESS_MS)

    repeated(ask, answer, "visible")


def opened(channel: FrameLocator, button: Locator) -> Locator:
    """The dialog that a button opens."""
    dialog = channel.get_by_role("dialog")
    repeated(lambda: button.click(timeout=PRESS_MS), dialog, "visible")
    return dialog


def submit(dialog: Locator) -> None:
    """Press Submit until the dialog closes."""
    button = dialog.get_by_role("button", name="Submit")
    repeated(lambda: button.click(timeout=PRESS_MS), dialog, "hidden")


def choose(dialog: Locator, name: str) -> None:
    """Choose from the menu of a dialog."""
    option = dialog.get_by_role("option", name=name)

    def press() -> None:
        if not option.is_visible():
            dialog.get_by_role("combobox").click(timeout=PRESS_MS)
        option.click(timeout=PRESS_MS)

    repeated(press, dialog.get_by_text("1 selected"), "visible")


def repeated(press: Callable[[], None], seen: Locator, state: Literal["hidden", "visible"]) -> None:
    """Press until something is seen, or gone: the page drops a press while it draws an update."""
    for patience in ANSWERS_WITHIN_MS:
        with contextlib.suppress(PlaywrightTimeoutError):
            press()
        with contextlib.suppress(PlaywrightTimeoutError):
            seen.wait_for(state=state, timeout=patience)
            return
    seen.wait_for(state=state, timeout=PRESS_MS)


def test_a_member_searches_and_sees_cards_of_sample_articles(page: Page) -> None:
    channel = show(page, channel="general", person="Sam")

    answer = channel.locator(".channel-message", has_text="Only you can see this").last

    search(channel, "brain mets", answer)

    expect(answer).to_contain_text(re.compile("metasta", re.IGNORECASE), timeout=PATIENCE_MS)
    expect(answer.get_by_role("link").first).to_be_visible()
    thumbnail = answer.locator(".component-container img").first
    expect(thumbnail).to_have_js_property("naturalWidth", 960, timeout=PATIENCE_MS)


def test_the_page_says_that_it_opens_before_a_channel_is_drawn(page: Page) -> None:
    assert page.context.browser
    fresh = page.context.browser.new_page()
    fresh.route("**/hub/state", lambda _: None)  # It is never answered.
    fresh.goto(page.url)

    expect(fresh.get_by_text("Opening the conversation…")).to_be_visible(timeout=PATIENCE_MS)
    fresh.unroute_all(behavior="ignoreErrors")
    fresh.close()


def test_the_opening_text_goes_once_a_channel_is_drawn(page: Page) -> None:
    show(page, channel="general", person="Sam")

    expect(page.get_by_text("Opening the conversation…")).to_have_count(0)


def test_a_member_is_not_offered_what_moderators_do(page: Page) -> None:
    channel = show(page, channel="general", person="Sam")

    composer(channel).press_sequentially("/")

    expect(offered(channel, "/latest")).to_be_visible()
    expect(offered(channel, "/news subscribe")).to_have_count(0)


def test_choices_are_offered_before_anything_is_typed(page: Page) -> None:
    channel = show(page, channel="general", person="Sam")

    composer(channel).press_sequentially("/latest")
    offered(channel, "/latest").click()
    offered(channel, "topic").click()

    expect(offered(channel, "Tumor Biology")).to_be_visible(timeout=PATIENCE_MS)
    channel.get_by_role("button", name="Exit command mode").click()


def test_the_moderator_is_offered_to_subscribe(page: Page) -> None:
    channel = show(page, channel="general", person="Maya")

    composer(channel).press_sequentially("/sub")

    expect(offered(channel, "/news subscribe")).to_be_visible()


def test_the_last_choice_is_shown_though_an_earlier_one_took_longer(page: Page) -> None:
    show(page, channel="general", person="Maya")
    page.evaluate(
        """() => {
            const real = window.fetch;
            window.slow = new Promise((arrived) => {
                window.fetch = async (path, options) => {
                    if (path !== "/hub/view") return real(path, options);
                    window.fetch = real;
                    await new Promise((resolve) => setTimeout(resolve, 700));
                    const answer = await real(path, options);
                    arrived(answer.clone().text().then(() => true));
                    return answer;
                };
            });
        }"""
    )

    show(page, channel="prevention", person="Sam")
    page.evaluate("() => window.slow")
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 50))")  # it is acted upon

    expect(page.locator("iframe")).to_have_count(1)
    expect(page.locator("iframe")).to_have_attribute("title", "#prevention as Sam")


def test_a_new_article_arrives_as_a_card_in_its_channel(page: Page) -> None:
    unread = page.locator(".channel.unread").first
    name = unread.get_attribute("data-channel", timeout=PATIENCE_MS)

    channel = show(page, channel=name)

    expect(page.locator(f"[data-channel='{name}'] .count")).to_be_hidden()
    card = channel.locator(".channel-message").last
    expect(card.get_by_role("link").first).to_be_visible(timeout=PATIENCE_MS)
    expect(card.get_by_role("button", name=re.compile("^.*More on"))).to_be_visible()


def test_a_card_is_seen_with_its_picture(page: Page) -> None:
    channel = show(page, channel="metastasis")

    picture = channel.get_by_alt_text(re.compile("Green dots joined by lines")).first
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    expect(picture).not_to_have_js_property("naturalWidth", 0, timeout=PATIENCE_MS)


def test_a_moderator_makes_a_digest_and_sees_it_at_once(page: Page) -> None:
    channel = show(page, channel="conferences", person="Maya")
    composer(channel).press_sequentially("/news schedule")
    offered(channel, "/news schedule").click()
    offered(channel, "when").first.click()
    offered(channel, "daily").first.click()
    channel.get_by_text(re.compile("more$")).last.click()
    offered(channel, "empty").first.click()
    offered(channel, "say so").first.click()
    send(channel)
    answer = channel.locator(".channel-message", has_text="A digest every day at 09:00")
    expect(answer).to_be_visible(timeout=PATIENCE_MS)

    page.get_by_role("button", name="Go to the next digest").click()

    digest = channel.locator(".channel-message", has_text="Research news ·")
    expect(digest).to_be_visible(timeout=PATIENCE_MS)
    expect(digest.get_by_role("button", name=re.compile("More"))).to_be_visible()


def test_a_moderator_follows_words_and_sees_them_in_a_digest(page: Page) -> None:
    channel = show(page, channel="general", person="Maya")
    command(page, channel, "news subscribe", {"words": "chemo brain"}, {})
    preview = channel.locator(".channel-message", has_text="Subscribed: chemo brain 🔎")
    expect(preview).to_contain_text("would have matched", timeout=PATIENCE_MS)
    expect(preview).to_contain_text("Understood as chemo brain, ")

    command(page, channel, "news schedule", {}, {"when": "daily"})
    answer = channel.locator(".channel-message", has_text="A digest every day at 09:00")
    expect(answer).to_be_visible(timeout=PATIENCE_MS)
    command(page, channel, "news subscribe", {"words": "lobular"}, {"post_newest": "True"})
    told = channel.locator(".channel-message", has_text="Subscribed: lobular 🔎")
    title = told.get_by_role("link").first.text_content(timeout=PATIENCE_MS)
    assert title
    page.get_by_role("button", name="Go to the next digest").click()

    digest = channel.locator(".channel-message", has_text="Research news ·")
    expect(digest).to_contain_text(title.strip(), timeout=PATIENCE_MS)
    expect(digest).to_contain_text("Similar articles: choose a number")


def test_news_about_a_death_has_its_note_in_the_demo(page: Page) -> None:
    channel = show(page, channel="in-memoriam", person="Sam")

    card = channel.locator(".channel-message", has_text="In Memoriam").first
    expect(card).to_contain_text("About someone who has died", timeout=PATIENCE_MS)


def test_a_forum_has_each_article_as_a_post(page: Page) -> None:
    channel = show(page, channel="forum", person="Sam")

    expect(channel.locator(".channel-message")).to_have_count(1)
    card = channel.locator(".channel-message").first
    expect(card.get_by_role("link").first).to_be_visible(timeout=PATIENCE_MS)
    expect(card.get_by_role("button", name="Similar articles")).to_be_visible()


def test_a_preprint_is_said_not_to_be_peer_reviewed(page: Page) -> None:
    channel = show(page, channel="general", person="Sam")
    answer = channel.locator(".channel-message", has_text="A Shared Vocabulary for Fatigue").last

    search(channel, "fatigue diaries", answer)

    expect(answer).to_contain_text("Not peer-reviewed", timeout=PATIENCE_MS)


def test_a_moderator_edits_a_subscription_and_moves_it(page: Page) -> None:
    channel = show(page, channel="general", person="Maya")
    command(page, channel, "news subscriptions", {}, {})
    shown = channel.locator(".channel-message", has_text="Subscriptions of this server")

    dialog = opened(channel, shown.get_by_text("Edit", exact=True).first)
    channel.get_by_text("Journals", exact=True).click()
    submit(dialog)
    expect(shown).to_contain_text("Patient news + journals", timeout=PATIENCE_MS)

    dialog = opened(channel, shown.get_by_text("Move", exact=True).first)
    choose(dialog, "general")
    submit(dialog)
    expect(shown).to_contain_text("in #general", timeout=PATIENCE_MS)


def test_on_a_phone_the_channels_are_a_menu(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    channels = page.get_by_role("navigation", name="Channels")
    expect(channels).to_be_hidden()

    page.get_by_role("button", name="Channels").click()
    channels.get_by_text("screening", exact=True).click()

    expect(channels).to_be_hidden()
    expect(page.locator(".where")).to_contain_text("#screening as ")
    expect(page.locator("iframe")).to_have_count(1)
    overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert not overflow


def test_ctrl_c_ends_the_demo_quietly_and_leaves_nothing_behind(demo: Demo, page: Page) -> None:
    code, said = demo.end()

    assert (code, said, list(demo.folder.iterdir())) == (0, "", [])
    expect(page.get_by_role("alert")).to_contain_text("The demo has ended", timeout=PATIENCE_MS)
