import { setFlagsFromString } from 'node:v8';
import {
  checkGivenValues,
  type GivenValue,
  planGraphBundle,
  readRecipe,
  readRollOutlines,
  readSite,
  type Site,
  valuesOfRecipe,
  valuesOfSite,
  withOperatingSystem,
} from '../../build/mod.ts';
import { cacheDirOf, findOwnFiles } from '../../build/surroundings.ts';
import { judgeRolls } from '../../build/trust/judge-rolls.ts';
import { createDistroContext } from '../../distro/mod.ts';
import type { RosterReader } from '../../frontend/service/shared/roster-reader.ts';
import { mergeLayers, pickLayers } from '../../hosts/mod.ts';
import { exists, readText } from '../../io/mod.ts';
import { GRAPH_BUNDLE, parseJsonDocument } from '../../model/documents/mod.ts';
import { type SiteAttributes, siteAttributes } from '../../model/files/mod.ts';
import {
  type AttributeMap,
  BuildError,
  fail,
  type GraphBundle,
  mergeScopedAttributes,
  type Problem,
  valueRulesOf,
} from '../../model/mod.ts';
import { type RollOutline, readRollOutline, readSiteRoll } from '../../rolls/mod.ts';
import { findFrontendGraph } from '../frontend/frontend-graph.ts';
import type { GraphInputOptions } from './commands.ts';
import { readFrontendHost, readFrontendRoster, readHostRelease, rosterOfSite } from './roster.ts';
import { declareSecrets } from './secrets.ts';

/** What a command of `cairn graph` works on. */
export interface GraphInputs {
  readonly bundle: GraphBundle;
  /** Values of the machine that is asked about. */
  readonly host: AttributeMap;
  readonly rolls: readonly RollOutline[];
  /** Rolls whose programs may run here: what the recipe and `--allow-eval` say, never what a bundle says of itself. */
  readonly allowed: readonly string[];
  /** `--lenient`: programs that are not allowed leave nothing, with a warning. */
  readonly passRefusedEvals: boolean;
  /** The hosts that machines of an appliance may ask for, as site or frontend say; undefined where neither does. */
  readonly rosterOf: RosterReader;
  /** Values of recipe, site and attributes file, with their places. */
  readonly given: readonly GivenValue[];
}

/** Reads recipe, site, rolls and attributes. @throws {BuildError} with every problem of what cannot be read */
export async function readGraphInputs(options: GraphInputOptions): Promise<GraphInputs> {
  const site = options.site === undefined ? undefined : await readSite(options.site);
  const attributes = site === undefined ? undefined : siteAttributes(site);
  const { bundle: own, rolls, ofRecipe, allowed } = await readBundle(options, attributes);
  const bundle = allowEvals(own, options.allowEval);
  const given = options.attributes === undefined ? {} : await readMachineAttributes(options.attributes);
  const place = { file: options.attributes ?? '' };
  const secret = attributes?.secret;
  saveMemory(bundle);
  const { rolls: shippedRolls } = await findOwnFiles();
  const isHere = [options.site, options.recipe, options.bundle, ...options.roll].every(
    (one) => one === undefined,
  );
  const asked = { os: options.os, machineOs: given['os'], rolls, shippedRolls };
  const complete = await withOperatingSystem(bundle, asked);
  const whole: GraphBundle = {
    ...(secret === undefined ? complete : declareSecrets(complete, secret)),
    ...(options.arch === undefined ? {} : { arch: options.arch }),
    ...(options.lenient === true ? { lenient: true } : {}),
    ...(attributes === undefined ? {} : { attributes: mergeSite(bundle.attributes, attributes) }),
  };
  const ofHost =
    isHere && options.host !== undefined
      ? await readFrontendHost(whole, options.host)
      : hostValues(options, site, attributes);
  const ofSite = site === undefined ? undefined : rosterOfSite(site, whole);
  return {
    bundle: whole,
    host: { ...ofHost, ...given },
    rolls,
    allowed: [...allowed, ...options.allowEval],
    passRefusedEvals: options.lenient === true,
    rosterOf: isHere ? readFrontendRoster : async () => ofSite,
    given: [
      ...ofRecipe,
      ...(site === undefined ? [] : valuesOfSite(site)),
      // A description of one machine may hold what nobody asks for
      ...Object.entries(given).map(([name, value]) => ({ name, value, place, ofKey: true })),
    ],
  };
}

/**
 * The same, of which the values have the forms that rolls ask for.
 *
 * @throws {BuildError} also ATTRIBUTE_VALUE
 */
export async function readSoundInputs(options: GraphInputOptions): Promise<GraphInputs> {
  const inputs = await readGraphInputs(options);
  const problems = checkGivenValues(valueRulesOf(inputs.bundle), inputs.given);
  if (problems.length > 0) throw new BuildError(problems);
  return inputs;
}

/** From so many characters on, memory is collected more often: the heap grows by a third instead of fourfold. */
const LARGE_CHARS = 4_000_000;

function saveMemory({ rolls }: GraphBundle): void {
  let sizeChars = 0;
  for (const { files } of rolls) for (const { text } of files) sizeChars += text.length;
  if (sizeChars > LARGE_CHARS) setFlagsFromString('--heap-growing-percent=30');
}

type ReadBundle = Pick<GraphInputs, 'bundle' | 'rolls' | 'allowed'> & {
  readonly ofRecipe: readonly GivenValue[];
};

/** @throws {BuildError} USAGE: a roll that there is not */
function allowEvals(bundle: GraphBundle, names: readonly string[]): GraphBundle {
  if (names.length === 0) return bundle;
  const known = bundle.rolls.map(({ name }) => name);
  for (const name of names.filter((one) => !known.includes(one)))
    fail('USAGE', `--allow-eval: there is no roll "${name}"`, undefined, `There are: ${known.join(', ')}`);
  return { ...bundle, allowEval: [...(bundle.allowEval ?? []), ...names] };
}

async function readBundle(options: GraphInputOptions, site: SiteAttributes | undefined): Promise<ReadBundle> {
  const siteRoll = options.site === undefined ? undefined : await readSiteRoll(options.site);
  const extra = await readGivenRolls(options.roll);
  if (options.recipe !== undefined) {
    const recipe = await readRecipe(options.recipe);
    const { rolls: shippedRolls } = await findOwnFiles();
    const distro = createDistroContext();
    const ofRecipe = await readRollOutlines(recipe, {
      cacheDir: distro.cacheDir,
      shippedRolls,
      judge: (rolls) => judgeRolls(rolls, { distro, recipe }),
    });
    const rolls = [...ofRecipe, ...extra];
    return {
      bundle: planGraphBundle(recipe, rolls, site, siteRoll),
      rolls,
      allowed: recipe.allowEval,
      ofRecipe: valuesOfRecipe(recipe),
    };
  }
  if (extra.length > 0) {
    const sources = extra.map(({ source }) => source);
    return {
      bundle: { format: 1, rolls: sources, ...(siteRoll === undefined ? {} : { site: siteRoll }) },
      rolls: extra,
      allowed: [],
      ofRecipe: [],
    };
  }
  const own = findFrontendGraph(options.host === undefined ? undefined : await readHostRelease(options.host));
  const file = options.bundle ?? ((await exists(own)) ? own : undefined);
  if (file === undefined) fail('USAGE', 'Give --recipe FILE, or --roll DIR once or more');
  const bundle = parseJsonDocument(GRAPH_BUNDLE, await readText(file), file);
  return { bundle, rolls: [], allowed: [], ofRecipe: [] };
}

/** @throws {BuildError} with every problem of every roll */
async function readGivenRolls(paths: readonly string[]): Promise<readonly RollOutline[]> {
  const rolls: RollOutline[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    try {
      rolls.push(await readRollOutline(path, cacheDirOf()));
    } catch (error) {
      if (!(error instanceof BuildError) || error.exitCode === 3) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new BuildError(problems);
  return rolls;
}

/** A flat JSON object of text, numbers and booleans. */
async function readMachineAttributes(file: string): Promise<AttributeMap> {
  const value = parseJson(await readText(file), file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail('ATTRIBUTE_VALUE', 'The file holds no JSON object of names and values', { file });
  }
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  for (const [name, entry] of entries) {
    if (!['string', 'number', 'boolean'].includes(typeof entry)) {
      fail('ATTRIBUTE_VALUE', `Attribute "${name}" is neither text nor number nor boolean`, { file });
    }
  }
  return Object.fromEntries(entries.map(([name, entry]) => [name, String(entry)]));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return fail('ATTRIBUTE_VALUE', `The file is not JSON: ${(error as Error).message}`, { file });
  }
}

function hostValues(
  options: GraphInputOptions,
  site: Site | undefined,
  attributes: SiteAttributes | undefined,
): AttributeMap {
  const name = options.host;
  if (name === undefined) return {};
  const host = site?.hosts?.[name];
  if (host === undefined)
    fail('SITE_HOST', `The site has no host "${name}"`, { file: options.site ?? '--site' });
  const { rack, rank } = host;
  return {
    hostname: name,
    ...(rack === undefined ? {} : { rack: String(rack) }),
    ...(rank === undefined ? {} : { rank: String(rank) }),
    ...mergeLayers(pickLayers({ from: 'site', ...attributes! }, { host: name })).host,
  };
}

/** Secret values take part in conditions; the engine masks them wherever text is shown. */
function mergeSite(
  own: GraphBundle['attributes'],
  site: SiteAttributes,
): NonNullable<GraphBundle['attributes']> {
  const { host, ...merged } = mergeScopedAttributes([
    own,
    { ...site.open, host: {} },
    { ...site.secret, host: {} },
  ]);
  return Object.keys(host).length === 0 ? merged : { ...merged, host };
}
