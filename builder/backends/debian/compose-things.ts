import type { ComposedThing, Profile } from '../../graph/mod.ts';
import { formatOrigin, type Origin, type RecordedThing } from '../../model/mod.ts';
import { planDebian } from './plan.ts';
import type { Draft } from './record-draft.ts';
import { draftScriptFiles, draftScripts } from './record-scripts.ts';
import { draftDirective, draftKernel, draftSettings } from './record-settings.ts';
import { nameUnit, readersOf } from './record-units.ts';
import type { DebianPlan } from './types.ts';

/** What a description makes of a Debian: see `InstallerBackend`. */
export function composeThings(
  masked: Profile,
  real: Profile,
  digestOf: (text: string) => string,
): readonly ComposedThing[] {
  const [shown, said] = [draftParts(masked), draftParts(real)];
  const things = new Map<string, ComposedThing>();
  for (const [index, part] of said.entries())
    for (const { content, by, text, ...draft } of hideSecrets(part, shown[index]!)) {
      const key = `${draft.kind} ${draft.name}`;
      // Said twice is said once
      if (things.has(key)) continue;
      const thing: RecordedThing = {
        ...draft,
        by: [...new Set(by.map(formatOrigin))].join(', '),
        ...(text === undefined ? {} : { text }),
        digest: digestOf(content).slice(0, DIGEST_LENGTH),
      };
      things.set(key, { thing, content });
    }
  return [...things.values()];
}

/**
 * Drafts as people may see them, with all that they say.
 *
 * @param shown the same with masked values. A mask may be no value that its directive takes: then it comes to less, and
 *   what it comes to is named by its number
 */
function hideSecrets({ title, drafts }: Part, shown: Part): readonly Draft[] {
  if (shown.drafts.length === drafts.length)
    return shown.drafts.map((draft, index) => ({ ...draft, content: drafts[index]!.content }));
  return drafts.map(({ text: _, ...draft }, index) => ({ ...draft, name: `${title} ${index + 1}` }));
}

/** Half of SHA-256 is enough to tell two texts apart. */
const DIGEST_LENGTH = 32;

/** What one piece of a description comes to. */
interface Part {
  /** Of the piece. */
  readonly title: string;
  readonly drafts: readonly Draft[];
}

/** A description in pieces, as many whatever its values are. */
function draftParts(profile: Profile): readonly Part[] {
  const { plan } = planDebian(profile);
  return [
    { title: 'package', drafts: draftPackages(plan) },
    { title: 'setting', drafts: draftSettings(profile) },
    ...profile.directives.map((one) => ({ title: `<${one.name}>`, drafts: draftDirective(one) })),
    { title: 'kernel', drafts: draftKernel(profile) },
    { title: 'file', drafts: draftFiles(plan) },
    { title: 'file', drafts: draftScriptFiles(profile) },
    { title: 'script', drafts: draftScripts(profile) },
    { title: 'service', drafts: draftUnits(profile, plan) },
  ];
}

function draftPackages({ packages }: DebianPlan): readonly Draft[] {
  return [
    ...packages.install.map(({ word, by }): Draft => ({ kind: 'package', name: word, by, content: '' })),
    ...packages.keepOut.map((name): Draft => ({ kind: 'package', name: `${name}-`, by: [], content: '' })),
  ];
}

function draftFiles({ settings, units }: DebianPlan): readonly Draft[] {
  const enabled = new Set(units.filter((unit) => unit.enabled).map(({ name }) => nameUnit({ name })));
  return settings.files.map(({ path, mode, text, by }) => ({
    kind: 'file',
    name: path,
    by,
    content: `${mode.toString(8)}\n${text}`,
    text,
    units: readersOf(path, enabled),
  }));
}

function draftUnits({ services }: Profile, { units, settings }: DebianPlan): readonly Draft[] {
  const askers = new Map<string, readonly Origin[]>([
    ...settings.files.map(({ path, by }) => [path.slice(path.lastIndexOf('/') + 1), by] as const),
    ...services.map((service) => [nameUnit(service), service.by] as const),
  ]);
  return units.map(({ name, enabled }) => {
    const unit = nameUnit({ name });
    const text = enabled ? 'enabled' : 'disabled';
    return { kind: 'service', name: unit, by: askers.get(unit) ?? [], content: text, text };
  });
}
