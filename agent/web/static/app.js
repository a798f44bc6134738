"use strict";
// Today's totals, refreshed when something else comes to the front and every half minute. Names and titles come
// from web pages: they only ever go into textContent.
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

function bar(part) {
  const track = element("span", "track");
  const svg = document.createElementNS(SVG, "svg");
  const rect = document.createElementNS(SVG, "rect");
  rect.setAttribute("width", `${Math.max(part * 100, 0.7)}%`);
  rect.setAttribute("height", "100%");
  svg.append(rect);
  track.append(svg);
  return track;
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
showToday();
