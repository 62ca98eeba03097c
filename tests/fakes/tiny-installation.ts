import { connectDebconf } from '../../builder/boot/debian-installer/debconf.ts';
import { PATHS } from '../../builder/boot/machine/paths.ts';
import type { GraphBundle } from '../../builder/model/mod.ts';
import { answerForSource, createFakeMachine, type FakeMachine, type FakeProgram } from './installer.ts';

/** What a medium says of itself. */
export const MEDIUM = JSON.stringify({
  name: 'tiny',
  version: '1',
  id: 'abc',
  suite: 'trixie',
  components: ['main'],
  epochSeconds: 1_700_000_000,
});

/** A graph of two nodes with one thing to be asked for. */
export function bundle(over: { timezone?: string; post?: string } = {}): GraphBundle {
  const node = `<kickstart>
<main><part>/ --label=cairn-root --size=1GiB --grow</part><timezone>&timezone;</timezone></main>
<post>${over.post ?? 'true'}</post>
</kickstart>`;
  return {
    format: 1,
    rolls: [
      {
        name: 'tiny',
        appliances: { frontend: { node: 'frontend' } },
        attributes: { timezone: { help: 'Where' } },
        files: [
          { path: 'nodes/frontend.xml', text: '<kickstart/>' },
          { path: 'nodes/all.xml', text: node },
          { path: 'graphs/tiny.xml', text: '<graph><edge from="frontend" to="all"/></graph>' },
        ],
      },
    ],
    attributes: { global: over.timezone === undefined ? {} : { timezone: over.timezone } },
  };
}

/** A machine just started from its medium. */
export function machine(
  given: GraphBundle,
  programs: (command: string) => FakeProgram | undefined = () => undefined,
): FakeMachine {
  return createFakeMachine(
    {
      '/proc/cmdline': 'quiet',
      '/proc/consoles': 'tty0 -WU (EC p  )    4:1\n',
      '/etc/inittab': 'tty1::respawn:/sbin/debian-installer\n',
      '/var/lib/dpkg/status': 'Package: netcfg\nStatus: install ok unpacked\n',
      [PATHS.bundle]: JSON.stringify(given),
      [PATHS.medium]: MEDIUM,
      [`${PATHS.source}/cairn/medium.json`]: MEDIUM,
      [`${PATHS.source}/cairn/SHA256SUMS`]: `${'f'.repeat(64)}  base.tar.zst\n`,
      [`${PATHS.source}/cairn/base.tar.zst`]: '',
    },
    (command) => {
      if (command.includes('TYPE=iso9660')) return { lines: ['/dev/sr0'] };
      return programs(command) ?? answerForSource(command);
    },
  );
}

/** A frontend of debconf that remembers what it was told and answers questions as given. */
export function debconf(answers: Readonly<Record<string, string | (() => string)>> = {}): {
  sent: string[];
  client: ReturnType<typeof connectDebconf>;
} {
  const sent: string[] = [];
  const client = connectDebconf(
    (line) => sent.push(line),
    () => {
      const answer = answers[(sent.at(-1) ?? '').replace(/^GET /, '')] ?? '';
      return `0 ${typeof answer === 'string' ? answer : answer()}`;
    },
  );
  return { sent, client };
}

/** What its consoles show. */
export const progress = (fake: FakeMachine): string => fake.files.get(PATHS.progress) ?? '';
/** A disk that nobody has written to. */
export const disk = {
  '/sys/block/sda/size': '41943040',
  '/sys/block/sda/ro': '0',
  '/sys/block/sda/removable': '0',
};
