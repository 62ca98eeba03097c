import { renderExecutable } from '../../render/script/render-executable.ts';
import type { RenderedScript } from '../../render/script/render-script.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

/** What a running machine reads about its scripts. */
interface ReconfigureIndex {
  readonly format: 1;
  /** In the order in which they run. */
  readonly scripts: readonly {
    /** Name in the folder. */
    readonly name: string;
    readonly node: string;
    readonly roll: string;
    readonly file: string;
    readonly line: number;
    readonly interpreter: string;
  }[];
}

/**
 * Keeps the scripts of the phase `reconfigure` on the machine, which runs them when its attributes have changed: an
 * executable file each, in the order of their names, and an index. They may hold secrets: they are root's alone.
 */
export function keepReconfigureScripts(effects: Effects, scripts: readonly RenderedScript[]): void {
  if (scripts.length === 0) return;
  const folder = `${PATHS.target}${PATHS.reconfigure}`;
  for (const rendered of scripts)
    effects.write(`${folder}/${rendered.id}`, renderExecutable(rendered), 0o700);
  const index: ReconfigureIndex = {
    format: 1,
    scripts: scripts.map(({ id, interpreter, script: { node, roll, file, line } }) => ({
      name: id,
      node,
      roll,
      file,
      line,
      interpreter,
    })),
  };
  effects.write(`${folder}/index.json`, `${JSON.stringify(index, undefined, 1)}\n`, 0o600);
}
