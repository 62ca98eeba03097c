import type { Profile } from '../../graph/mod.ts';
import type { FileWrite, Script } from '../../model/mod.ts';
import { renderBody, trimBody } from '../../render/script/render-script.ts';
import type { Draft } from './record-draft.ts';
import { nameUnit } from './record-units.ts';

/** Every script of a profile by a name that stays when lines move: "post ssh", and "post ssh 2" for the node's next one. */
export function nameScripts(profile: Profile): readonly (readonly [string, Script])[] {
  const counts = new Map<string, number>();
  return profile.scripts.map((script) => {
    const name = `${script.element} ${script.node}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [count === 1 ? name : `${name} ${count}`, script];
  });
}

/** Scripts, each with all that it says but for the place in which it stands. */
export function draftScripts(profile: Profile): readonly Draft[] {
  return nameScripts(profile).map(([name, script]) => ({
    kind: 'script',
    name,
    by: [script],
    content: describeScript(script),
    element: script.element,
    phases: script.phases,
    units: [...(script.units ?? []), ...unitsOfNode(profile, script.node)],
  }));
}

/** Whole files that scripts write which may run again: what they come to, as far as it is written there. */
export function draftScriptFiles(profile: Profile): readonly Draft[] {
  const drafts = new Map<string, Draft & { readonly scripts: readonly string[] }>();
  for (const [name, script] of nameScripts(profile)) {
    const { element, phases, parts } = script;
    if (element === 'on' || !phases.includes('reconfigure')) continue;
    for (const file of parts) {
      if (file.kind !== 'file') continue;
      const before = file.mode === 'create' ? undefined : drafts.get(file.path);
      const text = `${before?.text ?? ''}${shownText(file)}`;
      const rights = `${file.owner ?? ''} ${file.perms ?? ''}`;
      drafts.set(file.path, {
        kind: 'file',
        name: file.path,
        by: [...(before?.by ?? []), file],
        content: `${rights}\n${text}`,
        text,
        scripts: [...new Set([...(before?.scripts ?? drafts.get(file.path)?.scripts ?? []), name])],
        units: unitsOfNode(profile, file.node),
      });
    }
  }
  return [...drafts.values()];
}

/** The units that a node enables take up what it says. */
function unitsOfNode({ services }: Profile, node: string): readonly string[] {
  const own = services.filter(({ enabled, by }) => enabled && by.some((origin) => origin.node === node));
  return own.map(nameUnit);
}

/** A plain text is what the file becomes; all else, the shell makes it. */
function shownText(file: FileWrite): string {
  const isPlain = file.mode !== 'pipe' && file.expr === undefined && file.src === undefined;
  return isPlain && file.vars === 'literal' ? trimBody(file.text) : renderBody([withoutPlace(file)]);
}

/** Without line and file: they move, and nothing else does. */
function withoutPlace(file: FileWrite): FileWrite {
  return { ...file, node: '', roll: '', file: '', line: 0 };
}

/** What an `<on>` asks counts, and not what it is answered today: it asks again by itself. */
function describeScript({
  element,
  phases,
  interpreter,
  chroot,
  environment,
  asks,
  ...rest
}: Script): string {
  const { units, within, after, awaits, retry, parts } = rest;
  const fixed = Object.entries(environment ?? {}).filter(([name]) => asks?.[name] === undefined);
  const said = parts.map((part) => {
    if (part.kind === 'text') return part.text;
    const { path, mode, owner, perms, vars, expr, src, text, pieces } = part;
    return { path, mode, owner, perms, vars, expr, src, text: pieces ?? text };
  });
  return JSON.stringify([
    element,
    phases,
    interpreter,
    chroot,
    fixed,
    asks ?? {},
    units ?? [],
    [within, after, awaits, retry],
    said,
  ]);
}
