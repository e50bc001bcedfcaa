// The page: which streams there are, the one that plays, and its figures. All that comes from
// outside goes in as text, never as markup.
import { drawBars, drawLine } from "./chart.js";
import { Player } from "./player.js";

const PLACES = 30;
const SPAN = 120_000;
const byId = (id) => document.getElementById(id);
const say = (id, text) => { byId(id).textContent = text; };

const latencies = [];
let streams = [];
let current = null;
let lost = null;

const player = new Player(byId("video"), alertUser, listLevels);
byId("quality").addEventListener("change", (event) => player.choose(Number(event.target.value)));

function alertUser(message) {
  const box = byId("alert");
  box.hidden = !message;
  box.textContent = message ?? "";
}

function listLevels() {
  const quality = byId("quality");
  const levels = player.levels();
  const { index, automatic } = player.level();
  const titles = levels.map((it) => (it.height ? `${it.height}p` : `${Math.round(it.bitrate / 1000)} kb/s`));
  const options = titles.map((title, i) => new Option(title, String(i), false, !automatic && i === index));
  options.unshift(new Option(automatic && titles[index] ? `auto: ${titles[index]}` : "auto", "-1", automatic, automatic));
  quality.replaceChildren(...options);
  quality.parentElement.hidden = levels.length < 2;
}

function choose(stream) {
  current = stream.name;
  latencies.length = 0;
  history.replaceState(null, "", "#" + encodeURIComponent(stream.name));
  byId("empty").hidden = true;
  alertUser(null);
  player.play(stream.playlist);
}

function listStreams() {
  const nav = byId("streams");
  const wanted = streams.map((stream) => stream.name).join("\n");
  if (nav.dataset.names !== wanted) {
    nav.dataset.names = wanted;
    nav.replaceChildren(...streams.map(streamButton));
  }
  streams.forEach((stream, i) => {
    nav.children[i].classList.toggle("live", stream.live);
    nav.children[i].setAttribute("aria-current", String(stream.name === current));
  });
}

function streamButton(stream) {
  const button = document.createElement("button");
  const name = document.createElement("span");
  name.textContent = stream.name;
  button.append(name);
  button.addEventListener("click", () => {
    choose(streams.find((it) => it.name === stream.name) ?? stream);
    show();
  });
  return button;
}

function showStream(stream) {
  const picture = stream.renditions.find((it) => it.type === "VIDEO") ?? stream.renditions[0];
  byId("state").classList.toggle("live", stream.live);
  say("state", stream.live ? "LIVE" : "ENDED");
  say("name", stream.name);
  const link = byId("link");
  link.hidden = false;
  link.href = stream.playlist;
  if (!picture) return;
  say("format", [picture.resolution, picture.frameRate && `${Number(picture.frameRate)} fps`, picture.codecs].filter(Boolean).join(" · "));
  const last = picture.recent[picture.recent.length - 1];
  const total = stream.renditions.reduce((sum, it) => sum + it.bitrate, 0);
  say("edge", picture.liveEdge ? new Date(picture.liveEdge).toLocaleTimeString() : "–");
  say("bitrate", megabits(total));
  say("segment", last ? `${seconds(last.durationMicros)} s · #${last.number}` : "–");
  say("target", `target ${picture.targetDuration} s`);
  showSegments(picture);
}

function showSegments(picture) {
  const bars = (value) => picture.recent.map((it) => ({ value: value(it), marked: it.discontinuity }));
  drawBars(byId("durations"), bars((it) => it.durationMicros / 1e6), { places: PLACES, colour: "--accent", label: (v) => `${trim(v)} s` });
  drawBars(byId("bitrates"), bars((it) => (it.durationMicros ? (it.bytes * 8) / it.durationMicros : 0)), {
    places: PLACES, colour: "--cool", label: (v) => `${trim(v)} M`,
  });
}

function showPlayback() {
  const now = Date.now();
  const latency = player.latency();
  if (latency !== null) {
    latencies.push({ at: now, value: latency });
    while (latencies.length && now - latencies[0].at > SPAN) latencies.shift();
  }
  say("latency", latency === null ? "–" : `${latency.toFixed(1)} s`);
  say("buffer", `${player.buffered().toFixed(1)} s`);
  say("dropped", String(player.dropped()));
  drawLine(byId("latencies"), latencies, { now, span: SPAN, colour: "--warm", label: (v) => `${trim(v)} s` });
}

const trim = (value) => String(Math.round(value * 100) / 100);
const seconds = (micros) => (micros / 1e6).toFixed(2);
const megabits = (bits) => `${(bits / 1e6).toFixed(2)} Mb/s`;

function show() {
  listStreams();
  const stream = streams.find((it) => it.name === current);
  if (stream) showStream(stream);
  if (lost) alertUser(lost);
}

async function refresh() {
  try {
    const answer = await fetch("/api/streams", { cache: "no-cache" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    streams = (await answer.json()).streams;
    if (lost) alertUser(null);
    lost = null;
  } catch (reason) {
    lost = `the server does not answer: ${reason.message}`;
  }
  if (!streams.some((it) => it.name === current) && streams.length) {
    const wanted = decodeURIComponent(location.hash.slice(1));
    choose(streams.find((it) => it.name === wanted) ?? streams.find((it) => it.live) ?? streams[0]);
  }
  show();
}

async function every(milliseconds, task) {
  for (;;) {
    await task();
    await new Promise((done) => setTimeout(done, milliseconds));
  }
}

/** What a test asks: is it playing, and how well. */
window.millrace = {
  status: () => ({
    stream: current,
    time: byId("video").currentTime,
    paused: byId("video").paused,
    width: byId("video").videoWidth,
    height: byId("video").videoHeight,
    levels: player.levels().map((it) => it.height),
    latency: player.latency(),
    stalls: player.stalls,
    errors: player.errors,
  }),
};

window.addEventListener("resize", show);
every(1000, refresh);
every(500, async () => showPlayback());
