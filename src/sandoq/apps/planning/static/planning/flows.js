// Draws a plan: lines from stores to counties, wider where more devices go, and stations by what
// becomes of them, told apart by shape as well as by colour.

const frame = document.getElementById("flows");
const note = document.getElementById("map-state");
const SHORT = 0;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const palette = {
  ready: colour("--ready-mark"),
  action: colour("--action-mark"),
  accent: colour("--accent"),
  ground: colour("--sunken"),
  surface: colour("--surface"),
  ink: colour("--ink"),
};

function collection(features) {
  return { type: "FeatureCollection", features };
}

// An arc that bends to one side, so that ways there and back stay apart.
function arc([fromLon, fromLat], [toLon, toLat]) {
  const middle = [
    (fromLon + toLon) / 2 - (toLat - fromLat) * 0.12,
    (fromLat + toLat) / 2 + (toLon - fromLon) * 0.12,
  ];
  const points = [];
  for (let step = 0; step <= 16; step += 1) {
    const t = step / 16;
    const a = (1 - t) ** 2;
    const b = 2 * t * (1 - t);
    const c = t ** 2;
    points.push([
      a * fromLon + b * middle[0] + c * toLon,
      a * fromLat + b * middle[1] + c * toLat,
    ]);
  }
  return points;
}

function lines(told) {
  return collection(
    told.lines.map((line) => ({
      type: "Feature",
      properties: { units: line.units },
      geometry: { type: "LineString", coordinates: arc(line.from, line.to) },
    })),
  );
}

function points(told) {
  return collection(
    told.stations.map(([lon, lat, state]) => ({
      type: "Feature",
      properties: { state },
      geometry: { type: "Point", coordinates: [lon, lat] },
    })),
  );
}

function named(told) {
  return collection(
    told.labels.map((label) => ({
      type: "Feature",
      properties: { name: label.name },
      geometry: { type: "Point", coordinates: label.at },
    })),
  );
}

function ends(told) {
  return collection(
    told.lines.map((line) => ({
      type: "Feature",
      properties: { units: line.units },
      geometry: { type: "Point", coordinates: line.to },
    })),
  );
}

function triangle() {
  const size = 32;
  const pen = new OffscreenCanvas(size, size).getContext("2d");
  pen.fillStyle = palette.action;
  pen.strokeStyle = palette.surface;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(size / 2, 4);
  pen.lineTo(size - 3, size - 5);
  pen.lineTo(3, size - 5);
  pen.closePath();
  pen.stroke();
  pen.fill();
  return pen.getImageData(0, 0, size, size);
}

function style(told) {
  const most = Math.max(1, ...told.lines.map((line) => line.units));
  return {
    version: 8,
    sources: {
      lines: { type: "geojson", data: lines(told) },
      ends: { type: "geojson", data: ends(told) },
      stations: { type: "geojson", data: points(told) },
      labels: { type: "geojson", data: named(told) },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": palette.ground } },
      {
        id: "ready",
        type: "circle",
        source: "stations",
        filter: ["!=", ["get", "state"], SHORT],
        paint: {
          "circle-color": palette.ready,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, 1.2, 11, 4],
          "circle-opacity": 0.75,
        },
      },
      {
        id: "ways",
        type: "line",
        source: "lines",
        layout: { "line-cap": "round" },
        paint: {
          "line-color": palette.accent,
          "line-opacity": 0.75,
          "line-width": ["interpolate", ["linear"], ["get", "units"], 1, 1.2, Math.max(2, most), 9],
        },
      },
      {
        id: "arrivals",
        type: "circle",
        source: "ends",
        paint: {
          "circle-color": palette.surface,
          "circle-radius": 4,
          "circle-stroke-color": palette.accent,
          "circle-stroke-width": 2,
        },
      },
      {
        id: "short",
        type: "symbol",
        source: "stations",
        filter: ["==", ["get", "state"], SHORT],
        layout: {
          "icon-image": "short",
          "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.35, 11, 0.9],
          "icon-allow-overlap": true,
        },
      },
      {
        id: "names",
        type: "symbol",
        source: "labels",
        layout: {
          "text-field": ["get", "name"],
          "text-font": ["Vazirmatn"],
          "text-size": 14,
          "text-offset": [0, -1.2],
        },
        paint: { "text-color": palette.ink, "text-halo-color": palette.surface, "text-halo-width": 2 },
      },
    ],
  };
}

function boundsOf(told) {
  const places = [...told.stations, ...told.lines.map((line) => line.from)];
  const lons = places.map(([lon]) => lon);
  const lats = places.map(([, lat]) => lat);
  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const most = (values) => values.reduce((a, b) => Math.max(a, b));
  return [[least(lons), least(lats)], [most(lons), most(lats)]];
}

function hasWebGl() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

async function draw(told) {
  await document.fonts.load("16px Vazirmatn", "آ");
  maplibregl.setWorkerUrl(frame.dataset.worker);
  if (maplibregl.getRTLTextPluginStatus() === "unavailable") {
    await maplibregl.setRTLTextPlugin(frame.dataset.rtl, false);
  }
  const map = new maplibregl.Map({
    container: frame,
    style: style(told),
    fadeDuration: 0,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 15,
    bounds: boundsOf(told),
    fitBoundsOptions: { padding: 40, maxZoom: 12 },
    locale: {
      "NavigationControl.ZoomIn": frame.dataset.zoomIn,
      "NavigationControl.ZoomOut": frame.dataset.zoomOut,
      "Map.Title": frame.getAttribute("aria-label"),
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-left");
  map.on("styleimagemissing", ({ id }) => {
    if (id === "short" && !map.hasImage(id)) map.addImage(id, triangle(), { pixelRatio: 2 });
  });
  map.once("idle", () => {
    frame.dataset.drawn = "true";
    note.textContent = "";
  });
}

async function start() {
  if (!hasWebGl()) {
    note.textContent = frame.dataset.noWebgl;
    return;
  }
  try {
    const answer = await fetch(frame.dataset.flows);
    if (!answer.ok) throw new Error(String(answer.status));
    await draw(await answer.json());
  } catch (error) {
    note.textContent = frame.dataset.failed;
    throw error;
  }
}

start();
