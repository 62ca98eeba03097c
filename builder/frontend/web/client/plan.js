import { byId, make, setText } from './dom.js';

/** How a line looks, by its beginning; the first that fits counts. */
const LOOKS = /** @type {const} */ ([
  [/^\S/, 'verdict'],
  [/^ {2}because /, 'because'],
  [/^ {2}[a-z ]+\n?$/, 'kind'],
  [/^ +\+/, 'more'],
  [/^ +-/, 'less'],
]);

const box = byId('plan');
let asked = 0;

/** What "cairn host apply" would change on a host: asked for once, each time that somebody opens it. @param {string} host */
export async function showPlan(host) {
  asked += 1;
  const mine = asked;
  setText(box, 'Comparing the host with what is said of it');
  const text = await read(host).catch((/** @type {Error} */ error) => `No plan: ${error.message}`);
  if (mine === asked) box.replaceChildren(...text.split(/^/m).map(showLine));
}

/** @param {string} line */
function showLine(line) {
  return make('span', LOOKS.find(([form]) => form.test(line))?.[1] ?? '', line);
}

/** @param {string} host @returns {Promise<string>} */
async function read(host) {
  const answer = await fetch(`/cairn/hosts/${encodeURIComponent(host)}/plan`);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? String(answer.status));
  return answer.text();
}
