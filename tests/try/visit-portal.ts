// A browser in the network of a trial: visit-portal.ts VISIT.json; prints what it saw as JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { openPage } from '../browser/open-page.ts';

/** Where a person goes, with which certificate, and what they search for. */
export interface Visit {
  /** "https://10.1.0.5/" */
  readonly url: string;
  readonly certificate?: { readonly file: string; readonly passphrase: string };
  /** Words of the form: program and data set. */
  readonly searches: readonly string[];
  /** Folder of pictures, and how the names of this visit's begin. */
  readonly pictures: string;
  readonly name: string;
}

/** What the browser showed. */
export interface Seen {
  /** Of the first page: its status, its heading, and who is signed on. */
  readonly status: number;
  readonly heading: string;
  readonly person: string;
  /** Cells of each search's result. */
  readonly results: readonly (readonly string[])[];
  /** States in the list of searches, the newest first. */
  readonly states: readonly string[];
}

/** In machines that are emulated all is slow. */
const SEARCH_MS = 900_000;

async function visit({ url, certificate, searches, pictures, name }: Visit): Promise<Seen> {
  const context: BrowserContextOptions = {
    // Nobody told this browser whom the cluster trusts
    ignoreHTTPSErrors: true,
    ...(certificate === undefined
      ? {}
      : {
          clientCertificates: [
            {
              ...{ origin: new URL(url).origin, passphrase: certificate.passphrase },
              pfx: readFileSync(certificate.file),
            },
          ],
        }),
  };
  const { page, close } = await openPage('about:blank', undefined, context);
  try {
    const picture = (what: string): Promise<unknown> =>
      page.screenshot({ path: join(pictures, `${name}-${what}.png`), fullPage: true });
    const response = await page.goto(url);
    const heading = (await page.locator('h1').textContent()) ?? '';
    const status = response?.status() ?? 0;
    await picture('first');
    if (status !== 200) return { status, heading, person: '', results: [], states: [] };
    const person = (await page.locator('#person').textContent()) ?? '';
    const results: string[][] = [];
    for (const [index, search] of searches.entries()) {
      await page.goto(url);
      await page.getByRole('link', { name: 'an example' }).click();
      await page.locator(`input[value="${search}"]`).check();
      await page.locator('#submit').click();
      // The page asks again by itself
      await page.locator('#state', { hasText: /^(?:ended|failed)$/ }).waitFor({ timeout: SEARCH_MS });
      results.push(await page.locator('#result td').allTextContents());
      await picture(`result-${index + 1}`);
    }
    await page.goto(url);
    const states = await page.locator('#searches td:last-child').allTextContents();
    await picture('searches');
    return { status, heading, person, results, states };
  } finally {
    await close();
  }
}

const [file = ''] = process.argv.slice(2);
console.log(JSON.stringify(await visit(JSON.parse(readFileSync(file, 'utf8')) as Visit)));
