import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSiteFile } from '../../../../builder/model/files/mod.ts';
import { formatProblem } from '../../../../builder/model/mod.ts';
import { PRIVATE } from '../../../unit/frontend-state/open-temporary.ts';
import { exportLines, withFrontend } from '../with-frontend.ts';

const test = suite('case: names that mean something else than a host');
const RESERVED = [
  'localhost',
  'wpad',
  'isatap',
  'mirror',
  'ip6-allnodes',
  'local',
  'autodiscover',
  '10',
  '0x7f',
];

for (const name of RESERVED)
  test(`no host is called ${name}, on a frontend or in a site`, () =>
    withFrontend(async (frontend) => {
      const { exitCode, stderr } = await frontend.cairn('host', 'add', name);
      assert.is(exitCode, 1);
      assert.match(
        stderr,
        new RegExp(`Bad host name "${name}" .*\\n {2}This (?:name has a meaning|is a number)`),
      );
      assert.equal(await exportLines(frontend), []);
      for (const [site, line] of [
        [`hosts:\n  "${name}": { appliance: compute }\n`, 2],
        [`cluster: c1\nfrontend:\n  hostname: "${name}"\n`, 3],
      ] as const) {
        const { problems } = parseSiteFile(site, 'site.yaml');
        assert.is(problems.length, 1);
        assert.match(
          formatProblem(problems[0]!),
          new RegExp(`^site\\.yaml:${line}:\\d+: error: Bad host name "${name}"`),
        );
      }
    }));

test('no host is called like the frontend, however it comes', () =>
  withFrontend(async (frontend) => {
    await frontend.withState((state) => state.setNetwork({ ...PRIVATE, frontendName: 'orion' }));
    for (const words of [['orion'], ['compute-0-0', '--address', '10.1.0.9']])
      await frontend.cairn('host', 'add', ...words);
    assert.match((await exportLines(frontend)).join('\n'), /^compute-0-0,[^\n]*$/);
    const codes = await frontend.withState((state) =>
      state.setNetwork({ ...PRIVATE, frontendName: 'compute-0-0' }).then(
        () => '',
        (error: Error) => error.message,
      ),
    );
    assert.match(codes, 'Host "compute-0-0" is called like the frontend');
    const site = 'cluster: orion\nhosts:\n  orion: { appliance: compute }\n';
    assert.match(parseSiteFile(site, 'site.yaml').problems[0]!.hint!, 'This is the name of the frontend');
  }));

test.run();
