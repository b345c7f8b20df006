/* Menus close on Escape, on a click elsewhere, when the focus leaves them, and when another one opens. */
let listening = false;

const openMenus = () => [...document.querySelectorAll('details.g-menu[open]')];

function closeOutside(target) {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
}

export function attach() {
  if (listening) return;
  listening = true;
  document.addEventListener('click', (event) => closeOutside(event.target));
  document.addEventListener('focusin', (event) => closeOutside(event.target));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
}
