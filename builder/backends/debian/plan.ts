import type { Profile } from '../../graph/mod.ts';
import { type Directive, placeOfOrigin, type Script, type ScriptPhase } from '../../model/mod.ts';
import { checkTools, listNeeds, type StorageNeed } from '../../render/storage/needs.ts';
import {
  findForeign,
  STORAGE_KINDS,
  type StorageDirective,
  type StorageKind,
} from '../../render/storage/parse-directive.ts';
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
  const draft = startDraft();
  const problems = applyDirectives(RULES, draft, profile.directives);
  const count = profile.directives.filter((directive) => kindOf(directive) !== undefined).length;
  const scheme = parseScheme(listStorage(draft.storage), draft.storage.length === count);
  const toolless = checkTools(
    listStorage(profile.directives),
    profile.packages.enabled.map(({ name }) => name),
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
      ...toolless,
      ...unaskable,
      ...refused,
      ...checkSettings(profile, settings.files),
    ],
  };
}

/** What directives come to, before there are any. */
export function startDraft(): DirectiveDraft {
  return {
    storage: [],
    shell: [],
    selections: [],
    kernelOptions: [],
    menuTimeoutSeconds: 3,
    finish: undefined,
  };
}

/** What an installation of a profile needs of the installer for its disks. */
export function needsOfDebian(profile: Profile): readonly StorageNeed[] {
  return listNeeds(listStorage(profile.directives));
}

function kindOf({ name }: Directive): StorageKind | undefined {
  return STORAGE_KINDS.find((kind) => kind === name);
}

/** Without those that mean something to other installers alone. */
function listStorage(directives: readonly Directive[]): readonly StorageDirective[] {
  return directives.flatMap((directive) => {
    const { text } = directive;
    const name = kindOf(directive);
    if (name === undefined || findForeign(name, text) !== undefined) return [];
    return [{ name, text, place: placeOfOrigin(directive) }];
  });
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

/** An installation writes the files of what runs on a change, and runs nothing of it. */
function takeInstalled(script: Script): readonly Script[] {
  if (script.element !== 'on') return [script];
  const files = script.parts.filter(({ kind }) => kind === 'file');
  return files.length === 0 ? [] : [{ ...script, interpreter: 'sh', parts: files }];
}

/** What waits for other hosts comes before all others of the first boot. */
function sortScripts(scripts: readonly Script[]): DebianPlan['scripts'] {
  const of = (phase: ScriptPhase): readonly Script[] =>
    scripts.filter(({ phases }) => phases.includes(phase));
  return {
    pre: of('pre'),
    post: of('post').flatMap(takeInstalled),
    'boot-pre': [...of('boot-pre').filter(waits), ...of('boot-pre').filter((script) => !waits(script))],
    'boot-post': of('boot-post'),
    ready: of('ready'),
    reconfigure: of('reconfigure'),
    change: of('change'),
  };
}
