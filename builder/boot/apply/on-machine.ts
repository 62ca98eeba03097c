import type { Effects, ProgramOptions } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

/** What happens to a machine while it is changed. */
export const APPLY_LOG = '/var/log/cairn/apply.log';

const ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBCONF_NONINTERACTIVE_SEEN: 'true',
  LC_ALL: 'C.UTF-8',
};

/**
 * The effects of a machine that runs, for what is written for the installer: the system is not below `/target`, it is this
 * one, and nobody has to enter it.
 */
export function onMachine(effects: Effects): Effects {
  const at = (path: string): string =>
    path === PATHS.target || path.startsWith(`${PATHS.target}/`) ? path.slice(PATHS.target.length) : path;
  const words = (argv: readonly string[]): readonly string[] => {
    const inside = argv[0] === 'chroot' && argv[1] === PATHS.target ? argv.slice(2) : argv;
    return inside.map(at);
  };
  return {
    ...effects,
    run: (argv: readonly string[], options: ProgramOptions = {}) => {
      const { SYSTEMD_OFFLINE: _, ...env } = options.env ?? {};
      const log = at(options.log ?? APPLY_LOG);
      return effects.run(words(argv), { ...options, log, env: { ...ENVIRONMENT, ...env } });
    },
    read: (path) => effects.read(at(path)),
    readBytes: (path, offset, length) => effects.readBytes(at(path), offset, length),
    write: (path, text, mode) => effects.write(at(path), text, mode),
    rename: (from, to) => effects.rename(at(from), at(to)),
    append: (path, text) => effects.append(at(path), text),
    list: (path) => effects.list(at(path)),
    exists: (path) => effects.exists(at(path)),
    remove: (path) => effects.remove(at(path)),
  };
}
