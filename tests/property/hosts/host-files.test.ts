import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseStateFile, renderStateFile } from '../../../builder/frontend/state/dump/state-file.ts';
import {
  type HostDescription,
  hostsOfRows,
  parseCsv,
  parseHostsCsv,
  parseHostsYaml,
  renderCsv,
  renderHostsCsv,
  renderHostsYaml,
} from '../../../builder/hosts/mod.ts';
import { BOOT_ACTIONS, BuildError } from '../../../builder/model/mod.ts';

const hosts = fc
  .uniqueArray(fc.nat(9999), { maxLength: 12 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          name: fc.constant(`host-${id}`),
          appliance: fc.constantFrom('compute', 'login-2'),
          rack: fc.nat(99_999),
          rank: fc.constant(id),
          macs: fc.constantFrom([], [id], [id, id + 10_000]).map((all) => all.map(macOf)),
          address: fc.constant(`10.1.${id >> 8}.${id & 255}`),
          bootAction: fc.constantFrom(...BOOT_ACTIONS),
          bmc: fc.constantFrom(
            '',
            'ipmi://root@10.9.0.1',
            'ipmi://root@10.9.0.1?firmware=bios',
            'redfish://bmc-7:8443',
          ),
        }),
      ),
    ),
  )
  .map((all) => all.map(({ bmc, ...rest }): HostDescription => (bmc === '' ? rest : { ...rest, bmc })));

function macOf(id: number): string {
  return `52:54:00:${id
    .toString(16)
    .padStart(6, '0')
    .replace(/(..)(?=.)/g, '$1:')}`;
}

/** Fields in one order, to be compared. */
function plain(all: readonly Partial<HostDescription>[]): unknown {
  return all.map((host) => Object.fromEntries(Object.entries(host).sort(([a], [b]) => (a < b ? -1 : 1))));
}

const test = suite('host files');

test('CSV and YAML give back what was written, and the same text again', () => {
  fc.assert(
    fc.property(hosts, (all) => {
      const ways = [
        [renderHostsCsv, parseHostsCsv],
        [renderHostsYaml, parseHostsYaml],
      ] as const;
      for (const [render, parse] of ways) {
        const back = hostsOfRows(parse(render(all), 'f'), undefined) as HostDescription[];
        assert.equal(plain(back), plain(all));
        assert.is(render(back), render(all));
      }
    }),
    { numRuns: 100 },
  );
});

test('any fields survive CSV', () => {
  const field = fc.string({ unit: fc.constantFrom(...'ab",#\n\r \t'), maxLength: 6 });
  const records = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
  fc.assert(
    fc.property(records, (all) =>
      assert.equal(
        parseCsv(renderCsv(all), 'f').map(({ fields }) => fields),
        all,
      ),
    ),
    { numRuns: 500 },
  );
});

test('any bytes give rows or findings', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'name,":-{}[]\n #&*!|'), maxLength: 60 }), (text) => {
      for (const parse of [parseHostsCsv, parseHostsYaml, parseStateFile]) {
        try {
          parse(text, 'f');
        } catch (error) {
          assert.ok(error instanceof BuildError, `${JSON.stringify(text)}: ${error}`);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('any text survives the export of the state', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.constantFrom('null', '~', '1', 'yes', '\u2028\ufeff'),
  );
  const rows = fc.array(fc.record({ name: value, 'a b': value }, { noNullPrototype: true }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(rows, (all) => {
      const dump = { schema: 1, tables: { hosts: all, keys: [] } };
      assert.equal(parseStateFile(renderStateFile(dump), 'f').dump, dump);
    }),
    { numRuns: 300 },
  );
});

test('every bad row is named with its line', () => {
  const csv =
    'name,macs,rack\n# remark\ncompute-0-0,52:54:00:00:00:01,x\n\n"c 1",zz,0\ncompute-0-2,52-54-00-00-00-01,\n';
  try {
    hostsOfRows(parseHostsCsv(csv, 'f'), undefined);
    assert.unreachable();
  } catch (error) {
    const found = (error as BuildError).problems.map(({ code, place }) => `${place?.line} ${code}`);
    assert.equal(found, ['3 HOST_WRONG', '5 HOST_WRONG', '5 HOST_WRONG', '5 HOST_WRONG', '6 MAC_TWICE']);
  }
});

test.run();
