import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exists } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

/** A viewer can still open so many pixels. */
const PIXELS = 48_000_000;
const SIDE_PX = 16_000;

/**
 * Draws an SVG as PNG, twice as fine where it is not too large for that. Fonts are our own, so that every machine
 * makes the same picture.
 *
 * @throws {BuildError} PROGRAM_INCOMPLETE when the parts for it are not installed
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  starting ??= readAsset('@resvg/resvg-wasm/index_bg.wasm').then((code) => initWasm(code));
  await starting;
  const fontBuffers = await Promise.all(
    ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => readAsset(`dejavu-fonts-ttf/ttf/${name}`)),
  );
  const font = { fontBuffers, defaultFontFamily: 'DejaVu Sans', loadSystemFonts: false };
  const plain = new Resvg(svg, { font });
  const { width, height } = plain;
  const scale = Math.min(2, Math.sqrt(PIXELS / (width * height)), SIDE_PX / Math.max(width, height));
  const sized = new Resvg(svg, { font, fitTo: { mode: 'zoom', value: scale } });
  return sized.render().asPng();
}

let starting: Promise<void> | undefined;

/** A file of a library: beside the bundled program, or where npm put it. */
async function readAsset(path: string): Promise<Uint8Array> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'assets', name);
  const isBundled = await exists(beside);
  try {
    return await readFile(isBundled ? beside : createRequire(import.meta.url).resolve(path));
  } catch {
    const hint = 'Take --format svg, or run scripts/setup again';
    return fail('PROGRAM_INCOMPLETE', `The part that draws PNG is not there: "${name}"`, undefined, hint);
  }
}
