// Wide tables scroll on their own. They take the keyboard's focus while they do, so that the arrow keys scroll them.
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

// The theme wraps the tables after the page has loaded.
function watch() {
  for (const wrapper of document.querySelectorAll(".md-typeset__scrollwrap")) watcher.observe(wrapper);
}
new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
watch();
