import { byId } from './dom.js';

const box = byId('graph');
let shown = '';

/**
 * Shows the graph, or what one appliance has of it. The picture is a page of its own, which can do nothing here.
 *
 * @param {string} [appliance]
 */
export function showGraph(appliance) {
  const address = `/cairn/graph${appliance === undefined ? '' : `#${encodeURIComponent(appliance)}`}`;
  if (address === shown) return;
  shown = address;
  box.classList.add('loading');
  // A new frame each time: its first page leaves no trace in the browser's history.
  const old = /** @type {HTMLIFrameElement} */ (box.querySelector('iframe'));
  const frame = /** @type {HTMLIFrameElement} */ (old.cloneNode());
  frame.src = address;
  frame.addEventListener('load', () => box.classList.remove('loading'));
  old.replaceWith(frame);
}
