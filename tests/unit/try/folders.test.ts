import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planMounts } from '../../../builder/try/containers/plan-mounts.ts';
import { parseBinds } from '../../../builder/try/containers/stand-ins.ts';

const test = suite('folders of a machine that are not a part of its root');

test('what is kept is bound, what is of the medium is laid, with what was changed over it', () => {
  const kept = { at: '/state', kind: 'kept', name: 'kept/state-data' } as const;
  const laid = { at: '/srv/cairn', kind: 'laid', name: 'laid/cairn', folder: 'cairn' } as const;
  assert.equal(planMounts([kept, laid], ['/changes', '/medium']), [
    ...['kept', '/state', 'kept/state-data', ''],
    ...['laid', '/srv/cairn', 'laid/cairn', '/changes/cairn:/medium/cairn'],
  ]);
  assert.equal(planMounts([], ['/medium']), []);
});

test('folders of other machines', () => {
  assert.equal(parseBinds('/run/names/frontend/state/home\t/run/x/home\n\n'), [
    { source: '/run/names/frontend/state/home', place: '/run/x/home' },
  ]);
});

test.run();
