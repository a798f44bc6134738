"use strict";
// Today's totals, refreshed when something else comes to the front and every half minute, and what the last 26
// weeks were worth, every hour. Names and titles come from web pages: they only ever go into textContent.
const byId = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 300) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

function share(part) {
  return part >= 0.005 || !part ? `${Math.round(part * 100)} %` : "<1 %";
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function drawn(...shapes) {
  const track = element("span", "track");
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, attributes] of shapes) {
    const shape = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    svg.append(shape);
  }
  track.append(svg);
  return track;
}

function bar(part) {
  return drawn(["rect", { width: `${Math.max(part * 100, 0.7)}%`, height: "100%" }]);
}

function range(value, ownRate, most) {
  const at = (amount) => `${(amount / most) * 100}%`;
  return drawn(
    ["rect", { x: at(value.low), width: at(value.high - value.low), height: "100%" }],
    ["line", { class: "own", x1: at(ownRate), x2: at(ownRate), y1: "0", y2: "100%" }],
    ["circle", { cx: at(value.middle), cy: "50%", r: 3 }],
  );
}

function row(each, longest) {
  const li = element("li", each.counts ? "" : "rest");
  li.append(
    element("span", "name", each.name), bar(each.seconds / longest),
    element("span", "time", duration(each.seconds)), element("span", "part", share(each.share)),
  );
  return li;
}

async function showToday() {
  const answer = await fetch("/api/v1/summary?period=today&by=network");
  if (!answer.ok) return;
  const today = await answer.json();
  const longest = Math.max(...today.rows.map((each) => each.seconds), 1);
  byId("rows").replaceChildren(...today.rows.map((each) => row(each, longest)));
  byId("nothing").hidden = today.rows.length > 0;
  byId("total").textContent = today.rows.length ? `${duration(today.network_seconds)} on networks` : "";
  const share = today.observed_seconds ? Math.round((today.network_seconds / today.observed_seconds) * 100) : 0;
  byId("share").textContent = today.rows.length ? `${share} % of ${duration(today.observed_seconds)} at the computer` : "";
}

function whole(sentence) {
  return sentence.replace(/(\d) (?=[%€$£]|[A-Z]{3}\/|h\b|min\b)/g, "$1\u00a0"); // a number stays with its unit
}

function verdict(each, ownRate, most) {
  const li = element("li", each.verdict);
  li.append(
    element("span", "name", each.name), element("span", "time", duration(each.seconds)),
    element("strong", "said", each.in_words.replace(/\.$/, "")),
  );
  if (each.value) li.append(range(each.value, ownRate, most));
  for (const sentence of [each.why[0], each.change[0]]) if (sentence) li.append(element("p", "", whole(sentence)));
  return li;
}

async function showWorth() {
  const answer = await fetch("/api/v1/worth?period=26w");
  if (!answer.ok) return;
  const { networks, own_rate: ownRate } = await answer.json();
  const told = networks.filter((each) => each.verdict !== "not_enough" || each.seconds >= 3600 || each.outcomes.length);
  const most = Math.max(2 * ownRate, ...told.map((each) => (each.value ? each.value.high : 0)));
  byId("verdicts").replaceChildren(...told.map((each) => verdict(each, ownRate, most)));
  const line = told.some((each) => each.value) ? ", an hour’s worth against your own hour (the line)" : "";
  byId("worth-of").textContent = `The last 26 weeks${line}`;
  byId("worth").hidden = !told.length;
}

let now = null;

function showNow() {
  if (!now) return;
  const there = now.presence === "active" && now.app !== null;
  byId("now").className = there && now.verdict === "attributed" ? "on" : "";
  const away = now.presence === "active" ? "No window in front" : `You are away (${now.presence})`;
  byId("now-name").textContent = there ? now.name || now.app : away;
  byId("now-what").textContent = there ? now.title || (now.name ? now.app : "") : "";
  byId("now-for").textContent = duration(Math.max(0, (Date.now() - Date.parse(now.since)) / 1000));
}

const events = new EventSource("/api/v1/events");
events.addEventListener("now", (event) => { now = JSON.parse(event.data); showNow(); showToday(); });
events.addEventListener("open", () => { byId("state").textContent = "live"; });
events.addEventListener("error", () => { byId("state").textContent = "the agent doesn’t answer"; });
setInterval(showNow, 1000);
setInterval(showToday, 30000);
setInterval(showWorth, 3600000);
showToday();
showWorth();
