/* Finds what a behaviour is for, below a root that may itself be it, and hands out each element only once. */
export function eachOnce(root, selector, name, attach) {
  const found = [...root.querySelectorAll(selector)];
  if (root instanceof Element && root.matches(selector)) found.unshift(root);
  const mark = `attached${name}`;
  for (const element of found) {
    if (element.dataset[mark]) continue;
    element.dataset[mark] = 'yes';
    attach(element);
  }
}
