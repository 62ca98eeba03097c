import { byId, setText } from './dom.js';

const box = byId('plan');
let asked = 0;

/** What "cairn host apply" would change on a host: asked for once, each time that somebody opens it. @param {string} host */
export async function showPlan(host) {
  asked += 1;
  const mine = asked;
  setText(box, 'Comparing the host with what is said of it');
  const text = await read(host).catch((/** @type {Error} */ error) => `No plan: ${error.message}`);
  if (mine === asked) setText(box, text);
}

/** @param {string} host @returns {Promise<string>} */
async function read(host) {
  const answer = await fetch(`/cairn/hosts/${encodeURIComponent(host)}/plan`);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? String(answer.status));
  return answer.text();
}
