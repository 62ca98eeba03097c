import type { Profile } from '../../graph/mod.ts';
import type { Script, ScriptPhase } from '../../model/mod.ts';
import { parseScheme } from '../../render/storage/scheme.ts';
import type { Planned } from '../backend.ts';
import { applyDirectives } from '../directive-rules.ts';
import { checkScripts } from './check-scripts.ts';
import { checkSettings } from './check-settings.ts';
import { type DirectiveDraft, RULES } from './directive-rules.ts';
import { planQuestions } from './questions.ts';
import { planSettings } from './settings.ts';
import type { DebianPlan } from './types.ts';

/** Decides what an installation of a profile does under Debian's installer. */
export function planDebian(profile: Profile): Planned<DebianPlan> {
  const draft: DirectiveDraft = {
    parts: [],
    shell: [],
    selections: [],
    kernelOptions: [],
    menuTimeoutSeconds: 3,
    finish: undefined,
  };
  const problems = applyDirectives(RULES, draft, profile.directives);
  const isPart = ({ name }: { readonly name: string }): boolean => name === 'part';
  const scheme = parseScheme(
    draft.parts.map(({ text, roll, file, line }) => ({ text, place: { file: `${roll}/${file}`, line } })),
    draft.parts.length === profile.directives.filter(isPart).length,
  );
  const settings = planSettings(profile);
  const { questions, problems: unaskable } = planQuestions(profile.screens);
  const plan: DebianPlan = {
    scheme: scheme.partitions,
    packages: planPackages(profile),
    questions,
    shell: [...draft.shell, ...settings.shell],
    selections: draft.selections.filter(({ owner }) => owner !== 'd-i'),
    installerSelections: draft.selections.filter(({ owner }) => owner === 'd-i'),
    units: planUnits(profile, settings.units),
    settings,
    scripts: sortScripts(profile.scripts),
    kernelOptions: draft.kernelOptions.join(' '),
    menuTimeoutSeconds: draft.menuTimeoutSeconds,
    finish: draft.finish,
  };
  const refused = checkScripts(profile.scripts);
  return {
    plan,
    problems: [
      ...problems,
      ...scheme.problems,
      ...unaskable,
      ...refused,
      ...checkSettings(profile, settings.files),
    ],
  };
}

function planPackages({ packages: { enabled, disabled } }: Profile): DebianPlan['packages'] {
  return {
    install: enabled.map(({ name, meta, by }) => ({
      name,
      word: meta ? `${name.slice(1)}^` : name,
      isTask: meta,
      by,
    })),
    keepOut: disabled.map(({ name }) => name.replace(/^@/, '')),
  };
}

/** Disabled ones last: enabling a unit enables what it names in Also=. */
function planUnits({ services }: Profile, ofSettings: readonly string[]): DebianPlan['units'] {
  const named = services.map(({ name, instance, enabled }) => ({
    name: instance === undefined ? name : `${name}@${instance}`,
    enabled,
  }));
  const said = new Set(named.map(({ name }) => name));
  const others = ofSettings.filter((name) => !said.has(name)).map((name) => ({ name, enabled: true }));
  return [...named.filter(({ enabled }) => enabled), ...others, ...named.filter(({ enabled }) => !enabled)];
}

function waits({ awaits }: Script): boolean {
  return awaits !== undefined;
}

/** What waits for other hosts comes before all others of the first boot. */
function sortScripts(scripts: readonly Script[]): DebianPlan['scripts'] {
  const of = (phase: ScriptPhase): readonly Script[] =>
    scripts.filter(({ phases }) => phases.includes(phase));
  return {
    pre: of('pre'),
    post: of('post'),
    'boot-pre': [...of('boot-pre').filter(waits), ...of('boot-pre').filter((script) => !waits(script))],
    'boot-post': of('boot-post'),
    ready: of('ready'),
    reconfigure: of('reconfigure'),
  };
}
