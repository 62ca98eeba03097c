import { countDisks } from '../../render/storage/needs.ts';
import type { InstallerBackend } from '../backend.ts';
import { supportOf } from '../directive-rules.ts';
import { composeThings } from './compose-things.ts';
import { RULES } from './directive-rules.ts';
import { needsOfDebian, planDebian } from './plan.ts';
import { renderDebian } from './render.ts';
import type { DebianInstallation, DebianPlan } from './types.ts';

/** Debian's installer, with the program of `boot/` in it. */
export const debian: InstallerBackend<DebianPlan, DebianInstallation> = {
  name: 'debian',
  elements: {
    package: 'carried out',
    directive: 'carried out',
    script: 'carried out',
    file: 'carried out',
    service: 'carried out',
    open: 'carried out',
    group: 'carried out',
    account: 'carried out',
    mount: 'carried out',
    export: 'carried out',
    timer: 'carried out',
    sysctl: 'carried out',
    module: 'carried out',
    alternative: 'carried out',
    pin: 'carried out',
    link: 'carried out',
    certificate: 'carried out',
    trust: 'carried out',
    screen: 'carried out',
  },
  directives: supportOf(RULES),
  phases: {
    pre: 'carried out',
    post: 'carried out',
    'boot-pre': 'carried out',
    'boot-post': 'carried out',
    ready: 'carried out',
    reconfigure: 'carried out',
    change: 'carried out',
  },
  needs: needsOfDebian,
  plan: planDebian,
  render: renderDebian,
  compose: composeThings,
  describe: (profile) => {
    const { units, settings, scheme } = planDebian(profile).plan;
    return {
      units,
      settings: settings.files.map(({ path, by }) => ({ path, by })),
      disks: countDisks(scheme),
    };
  },
};
