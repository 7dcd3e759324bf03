// What a screen reader would find: elements by role and name, in the topmost dialog or menu if one is open.
const [task, role, name] = arguments;

const IMPLICIT = {
  button: 'button, input[type=submit], input[type=button]',
  link: 'a[href]',
  textbox: 'input:not([type]), input[type=text], input[type=password], input[type=email], textarea',
  searchbox: 'input[type=search]',
  spinbutton: 'input[type=number]',
  checkbox: 'input[type=checkbox]:not([role])',
  radio: 'input[type=radio]',
  heading: 'h1, h2, h3, h4, h5, h6',
  dialog: 'dialog[open]:not([role])',
  main: 'main',
  status: 'output',
};

const visible = (element) =>
  element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden' && !element.closest('[inert]');

const squeeze = (text) => text.replace(/\s+/g, ' ').trim();

function words(node, labelled = true) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
  if (node.hidden || getComputedStyle(node).display === 'none') return '';
  if (labelled && node.hasAttribute('aria-label')) return node.getAttribute('aria-label');
  return [...node.childNodes].map((child) => words(child, labelled)).join(getComputedStyle(node).display === 'inline' ? '' : ' ');
}

function nameOf(element) {
  const by = element.getAttribute('aria-labelledby');
  if (by) return squeeze(by.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean).map((each) => words(each)).join(' '));
  if (element.hasAttribute('aria-label')) return squeeze(element.getAttribute('aria-label'));
  if (element.labels?.length) return squeeze([...element.labels].map((each) => words(each)).join(' '));
  return squeeze(words(element)) || squeeze(element.title || '') || squeeze(element.placeholder || '');
}

function roleOf(element) {
  if (element.getAttribute('role')) return element.getAttribute('role');
  const found = Object.entries(IMPLICIT).find(([, selector]) => element.matches(selector));
  return found ? found[0] : element.localName;
}

function top() {
  const layers = [...document.querySelectorAll('[role=dialog], [role=alertdialog], dialog[open]')].filter(visible);
  return layers.at(-1) ?? document.body;
}

function all(within) {
  const selector = [`[role="${role}"]`, IMPLICIT[role]].filter(Boolean).join(', ');
  return [...within.querySelectorAll(selector)].filter(visible);
}

const fits = (element) => {
  if (name === null || name === undefined) return true;
  const has = nameOf(element);
  return name.endsWith('…*') ? has.startsWith(name.slice(0, -2)) : has === name;
};

switch (task) {
  case 'find':
    // Menus and lists may hang beside the dialog that opened them.
    return all(top()).find(fits) ?? (['menuitem', 'menuitemradio', 'option', 'menu', 'listbox'].includes(role) ? all(document.body).find(fits) : null) ?? null;
  case 'find anywhere':
    return all(document.body).find(fits) ?? null;
  case 'names':
    return all(top()).map(nameOf);
  case 'row': {
    const rows = [...document.querySelectorAll('[role=row]')].filter(visible);
    const row = rows.find((each) => [...each.querySelectorAll('*')].some((part) => squeeze(words(part)) === name));
    return row ? squeeze(words(row, false)) : null;
  }
  case 'focused': {
    const element = document.activeElement ?? document.body;
    return { role: roleOf(element), name: nameOf(element), text: squeeze(words(element.closest('[role=row]') ?? element, false)) };
  }
  case 'text':
    return squeeze(words(top(), false));
  case 'all text':
    return squeeze(words(document.body, false));
  case 'markup':
    return document.documentElement.outerHTML;
}
