// Draws the points of an area by what is known of each: shape, colour and size, so that colour
// alone never decides. The page says what the states are: `data-looks` of the frame holds, in the
// order of the numbers in the data, "state:hue:shape:weight" of each; the heavier lies on top.
// The data are columns; coordinates and keys are differences, in units of 0.00001 degrees.

const DEGREE = 100000;
const SHAPES_FROM_ZOOM = 9;
const NEAREST = 8;

const frame = document.getElementById("map");

const LOOKS = frame.dataset.looks.trim().split(/\s+/).map((look) => {
  const [name, hue, form, weight] = look.split(":");
  return [name, hue, form, Number(weight)];
});
const STATES = LOOKS.map(([name]) => name);
const note = document.getElementById("map-state");
const words = document.getElementById("map-words").dataset;
const labels = JSON.parse(document.getElementById("map-labels").textContent);
const nearList = document.querySelector("[data-near]");
const cardPlace = document.querySelector("[data-card-here]");
const english = document.documentElement.lang === "en";
const numbers = new Intl.NumberFormat(english ? "en" : "fa");

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const palette = {
  ready: colour("--ready-mark"),
  fallback: colour("--fallback-mark"),
  action: colour("--action-mark"),
  unknown: colour("--ink-2"),
  estimate: colour("--accent"),
  ground: colour("--sunken"),
  surface: colour("--surface"),
  ink: colour("--ink"),
};

// Sums differences back to values.
function restore(differences) {
  let sum = 0;
  return differences.map((difference) => (sum += difference));
}

function decode(columns) {
  const lon = restore(columns.lon);
  const lat = restore(columns.lat);
  const keys = restore(columns.points);
  return keys.map((key, i) => ({
    key,
    lon: lon[i] / DEGREE,
    lat: lat[i] / DEGREE,
    state: Number(columns.states[i]),
  }));
}

function asGeoJson(points) {
  return {
    type: "FeatureCollection",
    features: points.map((point) => ({
      type: "Feature",
      id: point.key,
      properties: { state: point.state },
      geometry: { type: "Point", coordinates: [point.lon, point.lat] },
    })),
  };
}

function labelsAsGeoJson() {
  return {
    type: "FeatureCollection",
    features: labels.map((label) => ({
      type: "Feature",
      properties: { name: label.name },
      geometry: { type: "Point", coordinates: [label.lon, label.lat] },
    })),
  };
}

// An estimate is a hollow square: hatched, slashed or empty by how likely it holds.
function square(pen, hue, form, size) {
  pen.strokeStyle = palette[hue];
  pen.fillStyle = palette.surface;
  pen.fillRect(8, 8, size - 16, size - 16);
  pen.beginPath();
  pen.rect(8, 8, size - 16, size - 16);
  const ends = { hatched: [20, 28, 36], slashed: [36], hollow: [] }[form];
  for (const end of ends) {
    pen.moveTo(8, end);
    pen.lineTo(end, 8);
    if (form === "hatched" && end < 36) {
      pen.moveTo(size - end, size - 8);
      pen.lineTo(size - 8, size - end);
    }
  }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

// ● disc, ◐ half, ▲ triangle, ○ ring, drawn at twice their size for fine screens.
function shape(state) {
  const [, hue, form] = LOOKS[STATES.indexOf(state)];
  const size = 44;
  const canvas = new OffscreenCanvas(size, size);
  const pen = canvas.getContext("2d");
  const middle = size / 2;
  pen.lineWidth = 4;
  if (["hatched", "slashed", "hollow"].includes(form)) return square(pen, hue, form, size);
  pen.strokeStyle = palette.surface;
  pen.fillStyle = palette[hue];
  pen.beginPath();
  if (form === "triangle") {
    pen.moveTo(middle, 4);
    pen.lineTo(size - 4, size - 7);
    pen.lineTo(4, size - 7);
    pen.closePath();
  } else {
    pen.arc(middle, middle, 16, 0, 2 * Math.PI);
  }
  pen.stroke();
  pen.fill();
  pen.fillStyle = palette.surface;
  pen.beginPath();
  if (form === "half") pen.arc(middle, middle, 11, Math.PI / 2, -Math.PI / 2);
  if (form === "ring") pen.arc(middle, middle, 11, 0, 2 * Math.PI);
  pen.fill();
  return pen.getImageData(0, 0, size, size);
}

function style(points) {
  const byState = (choose) => [
    "match", ["get", "state"],
    ...LOOKS.slice(0, -1).flatMap((look, number) => [number, choose(look)]),
    choose(LOOKS.at(-1)),
  ];
  const byForm = (triangle, other) => byState(([, , form]) => (form === "triangle" ? triangle : other));
  const byWeight = byState(([, , , weight]) => weight);
  return {
    version: 8,
    sources: {
      points: { type: "geojson", data: asGeoJson(points), buffer: 32, maxzoom: 12 },
      labels: { type: "geojson", data: labelsAsGeoJson() },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": palette.ground } },
      {
        id: "dots",
        type: "circle",
        source: "points",
        maxzoom: SHAPES_FROM_ZOOM,
        layout: { "circle-sort-key": byWeight },
        paint: {
          "circle-color": byState(([, hue]) => palette[hue]),
          "circle-radius": [
            "interpolate", ["linear"], ["zoom"],
            4, byForm(2.2, 1.3),
            SHAPES_FROM_ZOOM, byForm(5.5, 3.8),
          ],
          "circle-stroke-color": palette.ink,
          "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 5, 0, SHAPES_FROM_ZOOM, byForm(1, 0)],
        },
      },
      {
        id: "shapes",
        type: "symbol",
        source: "points",
        minzoom: SHAPES_FROM_ZOOM,
        layout: {
          "icon-image": byState(([name]) => name),
          "icon-size": ["interpolate", ["linear"], ["zoom"], SHAPES_FROM_ZOOM, 0.55, 14, 1],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          "symbol-sort-key": byWeight,
        },
      },
      {
        id: "names",
        type: "symbol",
        source: "labels",
        layout: { "text-field": ["get", "name"], "text-font": ["Vazirmatn"], "text-size": 14, "text-padding": 6 },
        paint: { "text-color": palette.ink, "text-halo-color": palette.surface, "text-halo-width": 2 },
      },
    ],
  };
}

function boundsOf(places) {
  const bounds = new maplibregl.LngLatBounds();
  for (const place of places) bounds.extend([place.lon, place.lat]);
  return bounds;
}

function count(points) {
  const counts = STATES.map(() => 0);
  for (const point of points) counts[point.state] += 1;
  STATES.forEach((state, i) => {
    document.querySelector(`[data-count="${state}"]`).textContent = numbers.format(counts[i]);
  });
  note.textContent = points.length
    ? words.shown.replace("{n}", numbers.format(points.length))
    : words.none;
}

async function showCard(key) {
  const address = new URL(frame.dataset.card.replace(/0\/$/, `${key}/`), location.href);
  const election = new URLSearchParams(location.search).get("election");
  if (election) address.searchParams.set("election", election);
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
  if (answer.ok && !answer.redirected) cardPlace.innerHTML = await answer.text();
  for (const button of nearList.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.key === String(key)));
  }
}

function nearestTo(centre, points) {
  const scale = Math.cos((centre.lat * Math.PI) / 180);
  const far = (point) => ((point.lon - centre.lng) * scale) ** 2 + (point.lat - centre.lat) ** 2;
  const found = [];
  for (const point of points) {
    const distance = far(point);
    if (found.length === NEAREST && distance >= found[NEAREST - 1].distance) continue;
    found.push({ point, distance });
    found.sort((a, b) => a.distance - b.distance);
    found.length = Math.min(found.length, NEAREST);
  }
  return found.map((entry) => entry.point);
}

let asked = 0;

async function listNearest(centre, points) {
  const found = nearestTo(centre, points);
  const turn = (asked += 1);
  const address = new URL(frame.dataset.card.replace(/0\/$/, "names.json"), location.href);
  for (const point of found) address.searchParams.append("point", point.key);
  const answer = await fetch(address);
  if (!answer.ok || turn !== asked) return;
  const names = await answer.json();
  nearList.replaceChildren(
    ...found.map((point) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.key = point.key;
      button.setAttribute("aria-pressed", "false");
      button.textContent = `${names[point.key] ?? words.point.replace("{n}", point.key)} · ${words[toCamel(STATES[point.state])]}`;
      button.addEventListener("click", () => showCard(point.key));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

function toCamel(text) {
  return text.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}

function hasWebGl() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

// What the scale says, "20 km", with Persian digits and the unit's Persian name.
function inPersian(text) {
  const unit = /km/.test(text) ? "کیلومتر" : "متر";
  return `${numbers.format(Number.parseFloat(text))} ${unit}`;
}

async function draw(points) {
  await document.fonts.load("16px Vazirmatn", "آ");
  maplibregl.setWorkerUrl(frame.dataset.worker);
  if (maplibregl.getRTLTextPluginStatus() === "unavailable") {
    await maplibregl.setRTLTextPlugin(frame.dataset.rtl, false);
  }
  const places = points.length ? points : labels;
  const map = new maplibregl.Map({
    container: frame,
    style: style(points),
    hash: "at",
    fadeDuration: 0,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 17,
    locale: {
      "NavigationControl.ZoomIn": frame.dataset.zoomIn,
      "NavigationControl.ZoomOut": frame.dataset.zoomOut,
      "Popup.Close": frame.dataset.close,
      "Map.Title": frame.getAttribute("aria-label"),
    },
    ...(location.hash.includes("at=") || !places.length
      ? { center: [53, 33], zoom: 4.5 }
      : { bounds: boundsOf(places), fitBoundsOptions: { padding: 32, maxZoom: 13 } }),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-right");
  const scale = frame.querySelector(".maplibregl-ctrl-scale");
  const spellScale = () => {
    if (!english && /[0-9]/.test(scale.textContent)) scale.textContent = inPersian(scale.textContent);
  };
  spellScale();
  // The control wrote its text before: listeners are called in the order in which they came.
  map.on("move", spellScale);
  map.on("styleimagemissing", ({ id }) => {
    if (STATES.includes(id) && !map.hasImage(id)) map.addImage(id, shape(id), { pixelRatio: 2 });
  });
  for (const layer of ["dots", "shapes"]) {
    map.on("click", layer, ({ features }) => showCard(features[0].id));
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  map.on("moveend", () => listNearest(map.getCenter(), points));
  map.once("idle", () => {
    frame.dataset.drawn = "true";
    listNearest(map.getCenter(), points);
  });
  return map;
}

async function start() {
  if (!hasWebGl()) {
    note.textContent = words.noWebgl;
    return;
  }
  try {
    const answer = await fetch(frame.dataset.points);
    if (!answer.ok) throw new Error(String(answer.status));
    const points = decode(await answer.json());
    count(points);
    await draw(points);
  } catch (error) {
    note.textContent = words.failed;
    throw error;
  }
}

start();
