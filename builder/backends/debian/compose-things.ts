import type { ComposedThing, Profile } from '../../graph/mod.ts';
import { formatOrigin, type Origin, type RecordedThing } from '../../model/mod.ts';
import { planDebian } from './plan.ts';
import type { Draft } from './record-draft.ts';
import { draftScriptFiles, draftScripts } from './record-scripts.ts';
import { draftDirectives, draftSettings } from './record-settings.ts';
import { nameUnit, readersOf } from './record-units.ts';
import type { DebianPlan } from './types.ts';

/** What a description makes of a Debian: see `InstallerBackend`. */
export function composeThings(
  masked: Profile,
  real: Profile,
  digestOf: (text: string) => string,
): readonly ComposedThing[] {
  const [shown, said] = [draftAll(masked), draftAll(real)];
  const things = new Map<string, ComposedThing>();
  for (const [index, { content: _, by, text, ...draft }] of shown.entries()) {
    const { content } = said[index]!;
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

/** Half of SHA-256 is enough to tell two texts apart. */
const DIGEST_LENGTH = 32;

function draftAll(profile: Profile): readonly Draft[] {
  const { plan } = planDebian(profile);
  return [
    ...draftPackages(plan),
    ...draftSettings(profile),
    ...draftDirectives(profile),
    ...draftFiles(plan),
    ...draftScriptFiles(profile),
    ...draftScripts(profile),
    ...draftUnits(profile, plan),
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
