import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { type OpenPage, openPage } from '../browser/open-page.ts';
import { type FrontendInput, type LocalFrontend, until, withLocalFrontend } from './local-frontend.ts';

/** Pictures of the page, for people to look at. */
const PICTURES = resolve('output/test/screens');
/** CSS pixels of a window. */
export const WIDE = { width: 1280, height: 800 };

/** A page of a frontend, and that frontend. */
export interface PageTest extends OpenPage {
  readonly frontend: LocalFrontend;
  readonly url: string;
}

/** Opens the page of a frontend; whatever the page did wrong fails the test. */
export function withPage(
  test: (it: PageTest) => Promise<void>,
  input: FrontendInput & { readonly at?: string; readonly window?: typeof WIDE } = {},
): Promise<void> {
  return withLocalFrontend(async (frontend) => {
    const url = `${frontend.url}/cairn/`;
    const open = await openPage(`${url}${input.at ?? ''}`, input.window ?? WIDE);
    try {
      await test({ ...open, frontend, url });
      assert.equal(open.mistakes, []);
      const outside = open.requests.filter((address) => !address.startsWith(`${frontend.url}/`));
      assert.equal(outside, [], 'everything comes from the frontend');
    } finally {
      await open.close();
    }
  }, input);
}

/** Keeps a picture. @param name of its file */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  // Bars glide to where they belong.
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** Waits until the text of what a selector finds matches. */
export async function waitForText(page: Page, selector: string, pattern: RegExp): Promise<void> {
  const found = page.locator(selector).filter({ hasText: pattern });
  await until(`${pattern} in "${selector}"`, async () => (await found.count()) > 0);
  await found.first().waitFor();
}

/** Waits for an expression; the page's policy keeps Playwright's own way of waiting out. */
export function waitUntilTrue(page: Page, expression: string): Promise<void> {
  return until(expression, () => page.evaluate<boolean>(expression));
}
