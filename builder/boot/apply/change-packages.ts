import type { PlannedChange } from '../../graph/mod.ts';
import { capture, type Effects, lastLines } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { APPLY_LOG } from './on-machine.ts';

const APT = [
  'apt-get',
  '-q',
  '-y',
  '-o',
  'APT::Install-Recommends=false',
  '-o',
  'Acquire::Retries=3',
  '-o',
  'DPkg::Lock::Timeout=300',
  '-o',
  'Dpkg::Use-Pty=false',
  '-o',
  'Dpkg::Options::=--force-confdef',
  '-o',
  'Dpkg::Options::=--force-confold',
];
/** A frontend that restarts is waited for, as at an installation. */
const AGAIN_MS = 5000;
const PATIENCE_MS = 5 * 60_000;

/** Brings packages to what is planned of them, from the machine's own source. @throws {InstallFailure} with apt's last words */
export function changePackages(effects: Effects, changes: readonly PlannedChange[]): void {
  const own = changes.filter(({ kind }) => kind === 'package' || kind === 'version');
  if (own.length === 0) return;
  // One that was cut off in the middle
  effects.run(['dpkg', '--configure', '-a']);
  insist(effects, [...APT, 'update', '-o', 'APT::Update::Error-Mode=any']);
  const wanted = own.filter(({ kind, change }) => kind === 'package' && change !== 'removed');
  const versions = own.flatMap(({ kind, name, after }) => (kind === 'version' ? [`${name}=${after}`] : []));
  const unwanted = wanted.filter(({ name }) => name.endsWith('-') && isInstalled(effects, name.slice(0, -1)));
  const words = [
    ...wanted.filter(({ name }) => !name.endsWith('-')).map(({ name }) => name),
    ...unwanted.map(({ name }) => name),
    ...versions,
  ];
  if (words.length > 0) insist(effects, [...APT, '--allow-downgrades', 'install', ...words]);
  const gone = own.filter(
    ({ kind, change, name }) =>
      kind === 'package' && change === 'removed' && !name.endsWith('-') && isInstalled(effects, name),
  );
  if (gone.length === 0) return;
  // What something else needs stays
  effects.run(['apt-mark', 'auto', ...gone.map(({ name }) => name)]);
  insist(effects, [...APT, 'autoremove']);
}

function isInstalled(effects: Effects, name: string): boolean {
  return /^install ok installed/.test(capture(effects, ['dpkg-query', '-W', '-f', `\${Status}`, name]) ?? '');
}

/** Runs apt until it has fetched all that it needs. */
function insist(effects: Effects, argv: readonly string[]): void {
  const errors = '/run/cairn-apply.errors';
  const started = effects.now();
  for (;;) {
    effects.remove(errors);
    const status = effects.run(argv, { log: errors, env: { DEBIAN_FRONTEND: 'noninteractive' } });
    const said = effects.read(errors) ?? '';
    effects.append(APPLY_LOG, said);
    if (status === 0) return;
    const isFetching = /^(?:E|W|Err).*(?:Failed to fetch|Could not connect|Unable to connect)/m.test(said);
    if (!isFetching || effects.now() - started > PATIENCE_MS)
      throw new InstallFailure(
        `"${argv[argv.length - 1]}" of apt failed (status ${status})`,
        lastLines(effects, errors).join('\n'),
      );
    effects.sleep(AGAIN_MS);
  }
}
