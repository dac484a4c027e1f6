/** Small line drawings for the acts over the picture; words stand beside each. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  keep: "M7 4h10a1 1 0 0 1 1 1v15l-6-4.2L6 20V5a1 1 0 0 1 1-1z",
  compare: "M4 6a1 1 0 0 1 1-1h5.5v14H5a1 1 0 0 1-1-1zM13.5 5H19a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-5.5z",
  share: "M12 15V4m0 0L8 8m4-4 4 4M6 12v7a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-7",
  save: "M12 4v11m0 0-4-4m4 4 4-4M5 19.5h14",
  photo: "M5 5h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zm-1 12 5-5 4 4 3-3 4 4M15.5 9.5h.01",
  camera: "M5 8h3l1.5-2.5h5L16 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zm7 2.2a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}
