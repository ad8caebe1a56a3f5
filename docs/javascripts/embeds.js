// The playground inside a page: as high as its content, so that nothing scrolls in it, and in the theme of the page.
const frames = [...document.querySelectorAll("iframe[src*='playground/']")];

function paint(frame) {
  const dark = document.body.dataset.mdColorScheme === "slate";
  frame.contentDocument.documentElement.dataset.theme = dark ? "dark" : "light";
}

// A frame only grows: what follows must not move while the reader goes through the steps.
function fit(frame) {
  const { bottom } = frame.contentDocument.getElementById("page").getBoundingClientRect();
  const needed = Math.ceil(bottom + frame.contentWindow.scrollY);
  if (needed > frame.clientHeight) frame.style.height = `${needed}px`;
}

function adopt(frame) {
  paint(frame);
  new ResizeObserver(() => fit(frame)).observe(frame.contentDocument.getElementById("page"));
}

for (const frame of frames) {
  frame.addEventListener("load", () => adopt(frame));
  // The frame may have loaded before this script.
  if (frame.contentDocument?.getElementById("page")) adopt(frame);
}
new MutationObserver(() => frames.forEach(paint)).observe(document.body, {
  attributeFilter: ["data-md-color-scheme"],
});
