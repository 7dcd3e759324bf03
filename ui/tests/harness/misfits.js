// What of a page does not fit, in words; nothing if everything does. Looked for from inside the page, in Chromium and in the
// real window (`tests/tests/window_fit.rs`) alike. Run as a script; it adds the global `misfits`.
globalThis.misfits = () => {
  const found = [];
  const root = document.documentElement;
  const describe = (element) => {
    const words = (element.getAttribute('aria-label') ?? element.textContent ?? '')
      .trim()
      .replace(/\s+/g, ' ')
      .slice(0, 50);
    const role = element.getAttribute('role') ?? element.tagName.toLowerCase();
    return `${role} “${words}” .${element.getAttribute('class') ?? ''}`;
  };
  if (root.scrollWidth > root.clientWidth + 1) {
    found.push(`the page scrolls sideways: ${String(root.scrollWidth)} in ${String(root.clientWidth)}`);
  }
  // What scrolls down must not scroll sideways too: its buttons would be out of sight.
  for (const part of document.querySelectorAll('main, main *, [role=dialog] .body, [role=alertdialog] .body')) {
    if (getComputedStyle(part).overflowY !== 'auto' || part.scrollWidth <= part.clientWidth + 1) continue;
    if (part.closest('[role=grid], pre') || part.scrollHeight <= part.clientHeight) continue;
    const end = (element) => Math.abs(element.getBoundingClientRect().right - root.clientWidth / 2);
    const widest = [...part.querySelectorAll(':not([role=grid] *, pre *)')].reduce(
      (far, one) => (end(one) > end(far) ? one : far),
      part,
    );
    const width = `${String(part.scrollWidth)} in ${String(part.clientWidth)}`;
    found.push(`scrolls sideways (${width}): ${describe(part)}, for ${describe(widest)}`);
  }
  // Where the top layer or a dialog covers the page, what lies beneath is out of reach anyway.
  const covers = [...document.querySelectorAll('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]')];
  const within = covers.length > 0 ? covers : [document.body];
  const SAYING =
    'button, label, legend, h1, h2, h3, h4, [role=tab], [role=menuitem], [role=menuitemradio], [role=option], [role=columnheader], [role=status], [role=alert], p, a, .ellipsis';
  for (const element of within.flatMap((part) => [...part.querySelectorAll(SAYING)])) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const style = getComputedStyle(element);
    // Users' own words may end in an ellipsis; they are whole in the tooltip and in every dialog.
    if (element.closest('[role=gridcell], [role=rowheader]')) continue;
    const scrolls = (value) => value === 'auto' || value === 'scroll';
    if (style.display !== 'inline') {
      if (element.scrollWidth > element.clientWidth + 1 && !scrolls(style.overflowX) && style.overflowX !== 'visible') {
        found.push(
          `cut at the side (${String(element.scrollWidth)} in ${String(element.clientWidth)}): ${describe(element)}`,
        );
      }
      if (
        element.scrollHeight > element.clientHeight + 2 &&
        !scrolls(style.overflowY) &&
        style.overflowY !== 'visible'
      ) {
        found.push(
          `cut below (${String(element.scrollHeight)} in ${String(element.clientHeight)}): ${describe(element)}`,
        );
      }
    }
    const words = document.createRange();
    words.selectNodeContents(element);
    const text = words.getBoundingClientRect();
    const hidden = [...element.querySelectorAll('*')].some((inner) => getComputedStyle(inner).position === 'absolute');
    if (!hidden && text.width > 0 && (text.right > box.right + 2 || text.left < box.left - 2)) {
      found.push(`words stick out (${text.width.toFixed(0)} in ${box.width.toFixed(0)}): ${describe(element)}`);
    }
    let reachable = false;
    for (let around = element.parentElement; around; around = around.parentElement) {
      const how = getComputedStyle(around);
      if (scrolls(how.overflowX)) reachable = true;
    }
    if (!reachable && (box.right > root.clientWidth + 1 || box.left < -1)) {
      found.push(`outside of the window at ${box.left.toFixed(0)}–${box.right.toFixed(0)}: ${describe(element)}`);
    }
  }
  return [...new Set(found)];
};
