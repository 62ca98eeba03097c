import type { Trust } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { readFrontend, readUnits, UNITS } from './names.ts';

/** `<trust/>`: the machine has the certificate of the cluster's authority, and the list of who is revoked. */
export const trust = defineSetting({
  name: 'trust',
  key: 'trusts',
  title: 'Trust',
  plural: 'Trust in the authority of the cluster',
  rank: 18,
  verb: 'asks for it',
  attributes: { restart: { type: UNITS } },
  nameOf: ({ restart }) => restart ?? 'cluster',
  read: ({ restart }, readAttribute) => {
    const frontend = readFrontend(readAttribute);
    return typeof frontend === 'string' ? { restart: readUnits(restart), frontend } : frontend;
  },
  describe: ({ restart }: Trust) => (restart.length === 0 ? '' : 'when somebody was revoked'),
  claims: () => [],
});
