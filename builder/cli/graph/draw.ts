import { basename } from 'node:path';
import {
  choosePicture,
  type PictureOptions,
  renderGraphDot,
  renderGraphPage,
  renderGraphSvg,
} from '../../build/picture/graph-picture.ts';
import { collectEntryPoints, parseGraph } from '../../graph/mod.ts';
import { writeFileAtomic } from '../../io/mod.ts';
import { fail, type Graph, type Problem } from '../../model/mod.ts';
import { printFile, reportProblems } from '../terminal/report.ts';
import type { GraphDrawOptions } from './commands.ts';
import { readSoundInputs } from './inputs.ts';
import { listProblems } from './machine.ts';

type Format = NonNullable<GraphDrawOptions['format']>;
const ENDINGS: readonly Format[] = ['png', 'html', 'dot'];

/** `cairn graph draw`: also of a graph with errors, which stand on standard error then. @throws {BuildError} */
export async function runGraphDraw(options: GraphDrawOptions): Promise<void> {
  const { output } = options;
  const format = options.format ?? formatOf(output);
  if (format === 'png' && output === undefined) fail('USAGE', 'A PNG needs a file: --output FILE');
  const inputs = await readSoundInputs(options);
  const graph = parseGraph(inputs.bundle);
  const { appliance } = options;
  const about: PictureOptions = {
    title: options.title ?? titleOf(options),
    host: inputs.host,
    orders: options.orders === true,
    ...(appliance === undefined ? {} : { appliance }),
  };
  const content = await draw(graph, format, about);
  reportProblems(
    listProblems(inputs, graph.problems).map((problem): Problem => ({ ...problem, severity: 'warning' })),
  );
  if (output === undefined || output === '-') printFile(content);
  else await writeFileAtomic(output, content);
}

async function draw(graph: Graph, format: Format, about: PictureOptions): Promise<string | Uint8Array> {
  const picture = choosePicture(graph, about);
  if (picture === undefined) {
    const known = collectEntryPoints(graph).map(({ appliance }) => appliance);
    fail(
      'ENTRY_UNKNOWN',
      `"${about.appliance}" is not an entry point`,
      undefined,
      `Entry points are: ${known.join(', ')}`,
    );
  }
  if (format === 'dot') return renderGraphDot(picture, about.orders === true);
  if (format === 'html') return renderGraphPage(graph, about);
  const svg = await renderGraphSvg(graph, about);
  return format === 'svg' ? svg : (await import('../../build/picture/png.ts')).renderPng(svg);
}

/** By the ending of the file; SVG where it says nothing. */
function formatOf(output: string | undefined): Format {
  const ending = output === undefined ? '' : output.slice(output.lastIndexOf('.') + 1).toLowerCase();
  return ENDINGS.find((known) => known === ending) ?? 'svg';
}

/** Never a path: the picture is the same wherever the recipe lies. */
function titleOf({ recipe, roll, bundle }: GraphDrawOptions): string {
  const from = recipe ?? roll[0] ?? bundle;
  const name = from === undefined ? 'graph' : basename(from).replace(/\.(?:yaml|yml|json)$/, '');
  return recipe === undefined && roll.length > 1 ? `${name} and ${roll.length - 1} more` : name;
}
