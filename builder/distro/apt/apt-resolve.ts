import { join } from 'node:path';
import * as v from 'valibot';
import { readRemembered, sha256, sizeOfFile, withLock, writeFileAtomic } from '../../io/mod.ts';
import type { Installation, PackageId, Resolution } from '../archive.ts';
import type { DistroContext } from '../types.ts';
import { parseAptReasons } from './apt-reasons.ts';
import type { AptState } from './state/apt-state.ts';

/** Without these nothing can be installed. */
const FOUNDATION = ['?essential', 'apt'];

/** Words of `apt-get install` for an empty machine: `name-` keeps a package out, `name^` is a task. */
export function writeArguments({ foundation, base, wanted, unwanted }: Installation): readonly string[] {
  return [...(foundation ? FOUNDATION : []), ...base, ...unwanted.map((name) => `${name}-`), ...wanted];
}

/** Lets apt make its cache of the lists, once for each state, before several resolvers want to do it at once. */
export async function prepareResolver(context: DistroContext, state: AptState): Promise<void> {
  await withLock(join(state.dir, 'cache/lock'), async () => {
    if ((await sizeOfFile(join(state.dir, 'cache/pkgcache.bin'))) !== undefined) return;
    await context.run(['apt-cache', 'gencaches', '-q'], { env: { APT_CONFIG: state.configFile } });
  });
}

/** What apt said, as it is remembered: its reasons are read again each time. */
const answerShape = v.variant('ok', [
  v.object({
    ok: v.literal(true),
    ids: v.array(v.object({ name: v.string(), version: v.string(), arch: v.string() })),
  }),
  v.object({ ok: v.literal(false), text: v.string() }),
]);
type Answer = v.InferOutput<typeof answerShape>;

/**
 * Lets apt resolve an installation. Answers are remembered beside the state of the indexes they belong to.
 *
 * @param words of `writeArguments`
 */
export async function resolveWithApt(
  context: DistroContext,
  state: AptState,
  words: readonly string[],
): Promise<Resolution> {
  const memo = `${state.dir}/resolved/${sha256(JSON.stringify(words))}.json`;
  const known = await readRemembered(memo, answerShape);
  if (known !== undefined) return toResolution(known);
  const answer = await run(context, state.configFile, words);
  await writeFileAtomic(memo, JSON.stringify(answer));
  return toResolution(answer);
}

/** Asks apt with some configuration what an installation takes. */
export async function askApt(
  context: DistroContext,
  configFile: string,
  words: readonly string[],
): Promise<Resolution> {
  return toResolution(await run(context, configFile, words));
}

/** Listing the files to fetch is four times as fast as apt's simulation, which also orders them. */
async function run(context: DistroContext, configFile: string, words: readonly string[]): Promise<Answer> {
  const { exitCode, stdout, stderr } = await context.run(
    ['apt-get', 'install', '--print-uris', '-q', '-y', ...words],
    { env: { APT_CONFIG: configFile }, okCodes: [0, 100] },
  );
  return exitCode === 0
    ? { ok: true, ids: parsePrintedUris(stdout) }
    : { ok: false, text: `${stdout}\n${stderr}` };
}

function toResolution(answer: Answer): Resolution {
  return answer.ok ? answer : { ok: false, refusal: parseAptReasons(answer.text) };
}

/** Reads the lines `'URI' name_version_arch.deb SIZE HASH`; other lines are talk. */
export function parsePrintedUris(text: string): PackageId[] {
  const ids: PackageId[] = [];
  for (const line of text.split('\n')) {
    const match = /^'.*' ([^_\s]+)_([^_\s]+)_([^_\s.]+)\.u?deb /.exec(line);
    if (match === null) continue;
    const [, name, version, arch] = match as unknown as [string, string, string, string];
    ids.push({
      name,
      version: version.replaceAll(/%3a/gi, ':').replaceAll('%7e', '~').replaceAll('%5f', '_'),
      arch,
    });
  }
  return ids;
}
