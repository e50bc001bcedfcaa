// Small charts on a canvas: bars for segments, a line for what is measured over time.

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A canvas in device pixels, cleared, with CSS pixels as its unit. */
function paper(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.font = "11px system-ui, sans-serif";
  return { context, width, height };
}

/** A top that is a round number and leaves the values some air. */
export function niceTop(value) {
  if (!(value > 0)) return 1;
  const step = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 7.5, 10].map((x) => x * step).find((top) => top >= value * 1.05) ?? 20 * step;
}

function scale({ context, width, height }, top, label) {
  const left = 44;
  const y = (value) => height - 5 - (Math.max(0, value) / top) * (height - 14);
  context.strokeStyle = css("--line");
  context.fillStyle = css("--quiet");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const value of [0, top / 2, top]) {
    context.beginPath();
    context.moveTo(left, y(value));
    context.lineTo(width, y(value));
    context.stroke();
    context.fillText(label(value), left - 8, Math.max(7, Math.min(height - 7, y(value))));
  }
  return { left, y };
}

/** `bars`: {value, marked}, oldest first; always as many places as `places`. */
export function drawBars(canvas, bars, { places, colour, label }) {
  const page = paper(canvas);
  const { left, y } = scale(page, niceTop(Math.max(0, ...bars.map((bar) => bar.value))), label);
  const { context, width } = page;
  const pitch = (width - left) / places;
  bars.forEach((bar, i) => {
    const x = left + (places - bars.length + i) * pitch;
    context.fillStyle = css(bar.marked ? "--bad" : colour);
    context.globalAlpha = i === bars.length - 1 ? 1 : 0.72;
    context.beginPath();
    context.roundRect(x + pitch * 0.14, y(bar.value), pitch * 0.72, Math.max(1, y(0) - y(bar.value)), [3, 3, 0, 0]);
    context.fill();
  });
  context.globalAlpha = 1;
}

/** `points`: {at, value} with `at` in milliseconds; draws the last `span` milliseconds. */
export function drawLine(canvas, points, { now, span, colour, label }) {
  const page = paper(canvas);
  const { left, y } = scale(page, niceTop(Math.max(0, ...points.map((point) => point.value))), label);
  const { context, width } = page;
  const x = (at) => width - ((now - at) / span) * (width - left);
  const shown = points.filter((point) => now - point.at <= span);
  if (shown.length < 2) return;
  context.beginPath();
  shown.forEach((point, i) => (i ? context.lineTo(x(point.at), y(point.value)) : context.moveTo(x(point.at), y(point.value))));
  context.strokeStyle = css(colour);
  context.lineWidth = 2;
  context.lineJoin = "round";
  context.stroke();
  context.lineTo(x(shown[shown.length - 1].at), y(0));
  context.lineTo(x(shown[0].at), y(0));
  context.globalAlpha = 0.14;
  context.fillStyle = css(colour);
  context.fill();
  context.globalAlpha = 1;
}
