/** @typedef {'about' | 'log' | 'plan'} Part */

/**
 * What the page shows; it is in the address, so that it can be sent to somebody and "back" works.
 *
 * @typedef {{ readonly view: 'hosts' | 'graph' | 'rollouts', readonly host?: string, readonly part?: Part, readonly appliance?: string }} Route
 */

/** @returns {Route} */
export function readRoute() {
  const [view, name, part] = location.hash.replace(/^#\/?/, '').split('/').map(decode);
  if (view === 'graph') return name ? { view, appliance: name } : { view };
  if (view === 'rollouts') return { view };
  return name
    ? { view: 'hosts', host: name, part: part === 'log' || part === 'plan' ? part : 'about' }
    : { view: 'hosts' };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * @param {string} name
 * @param {Part} part
 */
export function hostLink(name, part = 'about') {
  return `#/hosts/${encodeURIComponent(name)}${part === 'about' ? '' : `/${part}`}`;
}
