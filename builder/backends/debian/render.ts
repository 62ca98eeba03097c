import { renderScripts } from '../../render/script/render-script.ts';
import directivesScript from './directives.sh.ejs';
import { formatSelection } from './selections.ts';
import type { DebianInstallation, DebianPlan } from './types.ts';

/** The texts that an installation hands to its programs. */
export function renderDebian({ shell, selections, packages, scripts }: DebianPlan): DebianInstallation {
  return {
    directives: directivesScript({ lines: shell }),
    selections: selections.map((selection) => `${formatSelection(selection)}\n`).join(''),
    aptWords: [...packages.install.map(({ word }) => word), ...packages.keepOut.map((name) => `${name}-`)],
    scripts: {
      pre: renderScripts(scripts.pre),
      post: renderScripts(scripts.post),
      'boot-pre': renderScripts(scripts['boot-pre']),
      'boot-post': renderScripts(scripts['boot-post']),
      ready: renderScripts(scripts.ready),
      reconfigure: renderScripts(scripts.reconfigure),
      change: renderScripts(scripts.change),
    },
  };
}
