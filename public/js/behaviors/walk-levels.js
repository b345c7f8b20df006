/* A cascade is chosen level by level: one list each. The list of all leaves below them is what is sent. */
import { eachOnce } from './each-once.js';

const SEPARATOR = ' / ';
const MOVED = ['aria-describedby', 'aria-required', 'aria-invalid'];

/** The tree behind the list: branches from the labels of its groups, leaves from its options. */
function treeOf(select) {
  const root = { below: [] };
  for (const option of select.options) {
    if (option.value === '') continue;
    const group = option.parentElement.label;
    let node = root;
    for (const label of group ? group.split(SEPARATOR) : []) {
      let branch = node.branches?.get(label);
      if (!branch) {
        branch = { label, below: [] };
        node.branches ??= new Map();
        node.branches.set(label, branch);
        node.below.push(branch);
      }
      node = branch;
    }
    node.below.push({ label: option.text, value: option.value });
  }
  return root;
}

function optionOf(label, value) {
  const option = document.createElement('option');
  option.value = value;
  option.textContent = label;
  return option;
}

function pathTo(node, value) {
  for (const [index, child] of node.below.entries()) {
    if (child.value !== undefined && child.value === value) return [index];
    const below = child.below && pathTo(child, value);
    if (below) return [index, ...below];
  }
  return null;
}

function start(select) {
  const tree = treeOf(select);
  const levels = document.createElement('div');
  levels.className = 'g-levels';
  const { id } = select;
  const empty = select.querySelector('option[value=""]')?.text ?? '';
  const attributes = MOVED.flatMap((name) =>
    select.hasAttribute(name) ? [[name, select.getAttribute(name)]] : [],
  );

  const choose = (value) => {
    select.value = value;
    select.dispatchEvent(new Event('input', { bubbles: true }));
    select.dispatchEvent(new Event('change', { bubbles: true }));
  };

  /** The list of one level, standing on one of its entries or on none; those below it go. */
  const open = (node, depth, at) => {
    while (levels.children.length > depth) levels.lastElementChild.remove();
    const list = document.createElement('select');
    list.className = 'g-in';
    if (depth === 0) {
      list.id = id; // the label and the summary of errors lead here
      attributes.forEach(([name, value]) => list.setAttribute(name, value));
    } else list.setAttribute('aria-label', select.dataset.wordsLevel.replace('{level}', String(depth + 1)));
    list.append(optionOf(empty, ''), ...node.below.map(({ label }, index) => optionOf(label, String(index))));
    list.value = at === undefined ? '' : String(at);
    list.disabled = select.disabled;
    list.addEventListener('change', () => {
      const child = list.value === '' ? undefined : node.below[Number(list.value)];
      while (levels.children.length > depth + 1) levels.lastElementChild.remove();
      if (child?.below) open(child, depth + 1);
      choose(child?.value ?? '');
    });
    levels.append(list);
    return at === undefined ? undefined : node.below[at];
  };

  const path = select.value === '' ? [] : (pathTo(tree, select.value) ?? []);
  let node = tree;
  for (let depth = 0; node?.below; depth += 1) node = open(node, depth, path[depth]);
  select.hidden = true;
  select.removeAttribute('id');
  MOVED.forEach((name) => select.removeAttribute(name));
  select.after(levels);
}

export function attach(root) {
  eachOnce(root, '[data-walk-levels]', 'Levels', start);
}
