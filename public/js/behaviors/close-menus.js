/* Menus close on Escape, on a click elsewhere, and when another one opens. */
let listening = false;

export function attach() {
  if (listening) return;
  listening = true;
  const open = () => document.querySelectorAll('details.g-menu[open]');
  document.addEventListener('click', (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  document.addEventListener(
    'toggle',
    (event) => {
      if (!event.target.matches?.('details.g-menu[open]')) return;
      for (const menu of open()) if (menu !== event.target) menu.open = false;
    },
    true,
  );
}
