/** Exports the picture as a standalone SVG with its styles, and as PNG. */

/** The properties that the picture's style sheet sets. */
const PROPERTIES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font",
  "font-weight",
  "opacity",
  "text-anchor",
];
const MARGIN = 16;
/** Pixels of the PNG for each pixel of the page. */
const SCALE = 2;

/** Return the SVG text of a picture, with a caption above it. */
export function svgText(svg: SVGSVGElement, caption: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [svg, copy].map((one) => [...one.querySelectorAll<SVGElement>("*")]) as [
    SVGElement[],
    SVGElement[],
  ];
  for (const [place, element] of originals.entries()) bake(element, copies[place] as SVGElement);
  const { width, height } = svg.viewBox.baseVal;
  const style = getComputedStyle(document.body);
  const [w, h] = [width + 2 * MARGIN, height + 2 * MARGIN + 24];
  const text = document.createElementNS(svg.namespaceURI, "text");
  text.textContent = caption;
  set(text, {
    x: String(MARGIN),
    y: "30",
    fill: style.color,
    "font-family": "sans-serif",
    "font-size": "14",
    "font-weight": "600",
  });
  const background = document.createElementNS(svg.namespaceURI, "rect");
  set(background, {
    width: String(w),
    height: String(h),
    fill: getComputedStyle(svg.closest(".panel") ?? document.body).backgroundColor,
  });
  const root = document.createElementNS(svg.namespaceURI, "svg");
  set(root, {
    xmlns: svg.namespaceURI as string,
    width: String(w),
    height: String(h),
    viewBox: `0 0 ${w} ${h}`,
    role: "img",
  });
  const title = document.createElementNS(svg.namespaceURI, "title");
  title.textContent = svg.getAttribute("aria-label") ?? caption;
  const group = document.createElementNS(svg.namespaceURI, "g");
  group.setAttribute("transform", `translate(${MARGIN} ${MARGIN + 24})`);
  group.append(...copy.childNodes);
  root.append(title, background, text, group);
  return new XMLSerializer().serializeToString(root);
}

/** Return the PNG of an SVG text. */
export async function png(text: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * SCALE;
    canvas.height = image.height * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large for a PNG")))),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Copies the computed styles into the element itself. */
function bake(from: SVGElement, to: SVGElement): void {
  const style = getComputedStyle(from);
  for (const property of PROPERTIES) {
    const value = style.getPropertyValue(property);
    if (value && value !== "none" && value !== "normal") to.style.setProperty(property, value);
  }
  if (style.getPropertyValue("fill") === "none") to.setAttribute("fill", "none");
  // The element may be moving. Its own style has the final position.
  const moved = /translate\(([-\d.]+)px, ([-\d.]+)px\)/.exec(from.style.transform);
  to.style.removeProperty("transform");
  if (moved) to.setAttribute("transform", `translate(${moved[1]} ${moved[2]})`);
  for (const name of ["role", "tabindex", "aria-pressed", "aria-label", "class"]) to.removeAttribute(name);
}

function set(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
