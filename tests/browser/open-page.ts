import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's Chromium under the names it has had. */
const NAMES = ['chromium', 'chromium-browser'];

/** A page in a browser that has no window. */
export interface OpenPage {
  readonly page: Page;
  /** Whatever the page did wrong so far: exceptions, lines of `console.error`. */
  readonly mistakes: readonly string[];
  /** Every address that was asked for so far. */
  readonly requests: readonly string[];
  /** Closes the page and the browser. */
  readonly close: () => Promise<void>;
}

/** Opens an address, `http:` or `file:`, and waits until it is loaded. Pixels of the window are CSS pixels. */
export async function openPage(
  url: string,
  window: { readonly width: number; readonly height: number } = { width: 1280, height: 800 },
  context: BrowserContextOptions = {},
): Promise<OpenPage> {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ ...context, viewport: window });
    // The runner ends what hangs, and names the test.
    page.setDefaultTimeout(0);
    const mistakes: string[] = [];
    const requests: string[] = [];
    page.on('pageerror', (error) => mistakes.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && mistakes.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url, { waitUntil: 'load' });
    return { page, mistakes, requests, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function startBrowser(): Promise<Browser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const executablePath = files.find((file) => existsSync(file));
  if (executablePath === undefined) throw new Error('Chromium is missing: run scripts/setup --test');
  // Chromium's own sandbox needs another user than root; /dev/shm is small in containers.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  return chromium.launch({ executablePath, args, headless: true });
}
