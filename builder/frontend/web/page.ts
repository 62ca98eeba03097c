import { createHash } from 'node:crypto';
import alive from './client/alive.js?text';
import description from './client/description.js?text';
import dom from './client/dom.js?text';
import filter from './client/filter.js?text';
import format from './client/format.js?text';
import graph from './client/graph.js?text';
import log from './client/log.js?text';
import main from './client/main.js?text';
import plan from './client/plan.js?text';
import rollouts from './client/rollouts.js?text';
import route from './client/route.js?text';
import sort from './client/sort.js?text';
import store from './client/store.js?text';
import stream from './client/stream.js?text';
import table from './client/table.js?text';
import tiles from './client/tiles.js?text';
import icon from './icon.svg?text';
import page from './page.html.ejs';
import base from './style/base.css?text';
import host from './style/host.css?text';
import hosts from './style/hosts.css?text';
import narrow from './style/narrow.css?text';
import rolloutsStyle from './style/rollouts.css?text';

/** One file of the web page. */
export interface WebFile {
  readonly type: string;
  readonly text: string;
  /** Changes with the text, in quotes as the header `ETag` has it. */
  readonly tag: string;
}

const SCRIPTS = {
  alive,
  description,
  dom,
  filter,
  format,
  graph,
  log,
  main,
  plan,
  rollouts,
  route,
  sort,
  store,
  stream,
  table,
  tiles,
};

/** All files of the web page by their paths; they load nothing from anywhere else. */
export function listWebFiles(hostname: string): ReadonlyMap<string, WebFile> {
  const html = page({ hostname: hostname.replace(/[^A-Za-z0-9.-]/g, '') });
  return new Map([
    ['/cairn/', describeFile('text/html', html)],
    ['/cairn/page.css', describeFile('text/css', [base, hosts, host, rolloutsStyle, narrow].join('\n'))],
    ['/cairn/icon.svg', describeFile('image/svg+xml', icon)],
    ...Object.entries(SCRIPTS).map(
      ([name, text]) => [`/cairn/client/${name}.js`, describeFile('text/javascript', text)] as const,
    ),
  ]);
}

function describeFile(type: string, text: string): WebFile {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  return { type: `${type}; charset=utf-8`, text, tag };
}

/** What the page may do: run its own files, ask its own server, and nothing else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What the picture of the graph may do: run the scripts that are in it, as they are. It has no origin, so that it
 * reaches neither the page around it nor the service.
 */
export function picturePolicy(html: string): string {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ') || "'none'"}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ].join('; ');
}
