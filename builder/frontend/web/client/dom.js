/**
 * The element with this id, which the page has.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no "${id}"`);
  return element;
}

/**
 * Makes an element. What comes from machines is always a text node: it cannot become markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {readonly (Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className = '', ...children) {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/**
 * @param {string} href
 * @param {string} className
 * @param {string} text
 */
export function makeLink(href, className, text) {
  const link = make('a', className, text);
  link.href = href;
  return link;
}

/**
 * Sets a text where it is another one: what did not change is not drawn again, and a selection in it stays.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Marks one of several links as the one that is looked at.
 *
 * @param {Element} link
 * @param {boolean} isCurrent
 */
export function setCurrent(link, isCurrent) {
  if (isCurrent) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
}
