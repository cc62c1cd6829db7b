// The demo's page: draws what /hub/state says, and asks for another channel or person.

const POLL_MS = 1000;
const READY_WITHIN_MS = 2500;
const PICTURES_WITHIN_MS = 300;
const ANSWER_WITHIN_MS = 4000;
const $ = (id) => document.getElementById(id);

let state = null;
let shown = 0; // The number of the view that is loaded last, perhaps still out of sight.
let seen = 0; // The number of the view in sight.
let asking = false;
let misses = 0;
let chosen = null;
let writeNext = matchMedia("(pointer: fine)").matches;

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const say = (text) => { $("said").textContent = text; };
const channelsOf = (value) => value.sections.flatMap((section) => section.channels);

async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? { cache: "no-store" } : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** Whoever points at a channel wants to write there next; whoever tabs wants to go on tabbing. */
const pointed = (event) => event.detail > 0 && matchMedia("(pointer: fine)").matches;

/** What was chosen last, also while the answer is on its way. */
const wanted = () => chosen ?? { channel: state.view.channel, person: state.view.person };

/** Asks for another channel, another person, or both; what is not named stays as last chosen. */
async function show(wish, { write = false } = {}) {
  openMenu(false);
  writeNext = write;
  chosen = { ...wanted(), ...wish };
  update(state);
  settle();
  if (asking) return; // What is under way goes on to the last wish; two requests could change places.
  asking = true;
  try {
    while (chosen) {
      const mine = chosen;
      const answer = await ask("/hub/view", mine);
      if (chosen === mine) chosen = null;
      accept(answer);
    }
  } catch {
    chosen = null; // The next poll says whether the demo has ended.
  } finally {
    asking = false;
    settle();
  }
}

/** Busy until what was chosen last is seen. */
function settle() {
  $("stage").setAttribute("aria-busy", String(chosen !== null || seen !== state.view.number));
}

function accept(next) {
  if (state && next.view.number < state.view.number) return;
  const before = state;
  state = next;
  if (!before) build();
  update(before);
  if (shown !== state.view.number) void bringIn(state.view);
}

/** Draws once what never changes: the names of channels and people. */
function build() {
  $("server").textContent = state.server;
  for (const section of state.sections) {
    const list = make("ul");
    for (const { name } of section.channels) {
      const button = make("button", { type: "button", className: "channel" },
        make("span", { className: "name", textContent: name }),
        make("span", { className: "count", hidden: true }));
      button.dataset.channel = name;
      button.addEventListener("click", (event) =>
        show({ channel: name }, { write: pointed(event) }));
      list.append(make("li", {}, button));
    }
    $("channels").append(make("h2", { textContent: section.name }), list);
  }
  for (const person of state.people) {
    const input = make("input", { type: "radio", name: "person", value: person.key });
    input.addEventListener("change", () => show({ person: person.key }));
    $("people").append(make("label", {}, input,
      make("img", { src: `/hub/${person.key}.png`, alt: "" }), make("span", { className: "who" },
        make("b", { textContent: person.name }), make("small", { textContent: person.part }))));
  }
}

function update(before) {
  const { channel, person } = wanted();
  const acting = state.people.find((item) => item.key === person);
  let unread = 0;
  for (const item of channelsOf(state)) {
    const button = document.querySelector(`[data-channel="${item.name}"]`);
    const count = button.querySelector(".count");
    unread += item.unread;
    button.toggleAttribute("aria-current", item.name === channel);
    if (item.name === channel) button.setAttribute("aria-current", "page");
    button.classList.toggle("unread", item.unread > 0);
    count.hidden = !item.unread;
    count.textContent = item.unread || "";
    count.setAttribute("aria-label", `${item.unread} new`);
  }
  document.querySelector(`[name=person][value="${person}"]`).checked = true;
  $("menu-unread").hidden = !unread;
  $("menu-unread").textContent = unread;
  $("where").textContent = `#${channel} as ${acting.name}`;
  document.title = `${unread ? `(${unread}) ` : ""}#${channel} · ${state.server}`;
  updateFeed(before);
  $("clock-line").textContent = clockOf(state.now);
}

/** What the demo takes for the present, by the visitor's own time zone. */
const clockOf = (now) => `It is ${new Date(now).toLocaleString("en", {
  weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit",
})} in the demo. \u201c/news schedule\u201d gives a channel digests.`;

function updateFeed(before) {
  const { published, left } = state.samples;
  $("publish").disabled = !left;
  $("feed-line").textContent = left
    ? `Sample articles so far: ${published} of ${published + left}. The next comes by itself.`
    : "All sample articles are out. Commands go on working.";
  if (!before) return;
  if (before.view.number !== state.view.number) $("arrived").hidden = true;
  const known = new Map(channelsOf(before).map((item) => [item.name, item.unread]));
  const fresh = channelsOf(state).filter((item) => item.unread > known.get(item.name));
  if (!fresh.length) return;
  const links = fresh.flatMap(({ name }) => {
    const link = make("button", { type: "button", textContent: `#${name}` });
    link.addEventListener("click", (event) =>
      show({ channel: name }, { write: pointed(event) }));
    return [" ", link];
  });
  $("arrived").replaceChildren("Just posted in", ...links);
  $("arrived").hidden = false;
  say(`New article in ${fresh.map((item) => item.name).join(", ")}`);
}

/** Loads the channel behind the one that is seen, and swaps them when it is drawn. */
async function bringIn(view) {
  shown = view.number;
  const acting = state.people.find((item) => item.key === view.person);
  const frame = make("iframe", { className: "coming", title: `#${view.channel} as ${acting.name}`, src: view.page });
  $("stage").append(frame);
  await drawn(frame);
  if (shown !== view.number) return frame.remove();
  frame.classList.remove("coming");
  for (const old of [...$("stage").children]) if (old !== frame) old.remove();
  seen = view.number;
  settle();
  followAnswers(frame.contentDocument);
  offerChoices(frame.contentDocument);
  if (writeNext) frame.contentDocument?.getElementById("channel-composer-input")?.focus();
  writeNext = false;
  say(`#${view.channel} as ${acting.name}`);
}

/** Resolves when the channel stands in its frame, with its pictures if they come soon. */
function drawn(frame) {
  const since = performance.now();
  let stood = null;
  return new Promise((resolve) => {
    const look = () => {
      const page = frame.contentDocument;
      const now = performance.now();
      if (stood === null && page?.getElementById("channel-layout")?.hidden === false) stood = now;
      const whole = page?.getElementById("preview-app")?.ariaBusy === "false";
      const late = (stood !== null && now - stood > PICTURES_WITHIN_MS) || now - since > READY_WITHIN_MS;
      if (whole || late) resolve();
      else setTimeout(look, 25);
    };
    look();
  });
}

/** SimCord's preview keeps its place; Discord goes to the answer of what one has just asked. */
function followAnswers(channel) {
  const timeline = channel?.getElementById("channel-timeline");
  const messages = channel?.getElementById("channel-message-list");
  if (!timeline || !messages) return;
  let asked = { at: -Infinity, last: null };
  const note = (event) => {
    if (event.type === "click" || event.key === "Enter") {
      asked = { at: performance.now(), last: messages.lastElementChild };
    }
  };
  for (const kind of ["click", "keydown"]) channel.addEventListener(kind, note, true);
  new ResizeObserver(() => {
    const answered = messages.lastElementChild !== asked.last;
    const soon = performance.now() - asked.at < ANSWER_WITHIN_MS;
    if (answered && soon) timeline.scrollTop = timeline.scrollHeight;
  }).observe(messages);
}

/** SimCord asks for choices once something is typed; Discord offers them as soon as one may type. */
function offerChoices(channel) {
  channel?.addEventListener("focusin", ({ target }) => {
    if (target.value !== "" || !target.matches(".command-option-input[aria-autocomplete]")) return;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function openMenu(open) {
  $("side").classList.toggle("open", open);
  $("menu").setAttribute("aria-expanded", String(open));
}

const menuIsOpen = () => $("side").classList.contains("open");

$("menu").addEventListener("click", () => {
  openMenu(!menuIsOpen());
  if (menuIsOpen()) document.querySelector(".channel[aria-current]")?.focus();
});
$("publish").addEventListener("click", async () => {
  try {
    accept(await ask("/hub/publish", {}));
    say("An article is published; the bot finds it within seconds.");
  } catch { /* The next poll says whether the demo has ended. */ }
});
$("forward").addEventListener("click", async () => {
  $("forward").disabled = true;
  try {
    accept(await ask("/hub/forward", {}));
    say("The clock was moved on. If there is something new, a digest comes within seconds.");
  } catch { /* The next poll says whether the demo has ended. */ }
  $("forward").disabled = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menuIsOpen()) return;
  openMenu(false);
  $("menu").focus();
});

async function poll() {
  try {
    accept(await ask("/hub/state"));
    misses = 0;
  } catch {
    misses += 1;
  }
  $("ended").hidden = misses < 3;
  setTimeout(poll, POLL_MS);
}

void poll();
