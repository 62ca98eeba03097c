import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Closure, planBase, type ResolvedPackage } from '../../../builder/distro/mod.ts';

function makePackage(
  name: string,
  fields: Readonly<Record<string, string>> = {},
  roll?: string,
): ResolvedPackage {
  const stanza = new Map([['Package', name], ...Object.entries(fields)]);
  const entry = { name, version: '1', arch: 'amd64', sizeBytes: 1, sha256: name, path: name, stanza };
  return { ...entry, suite: 'trixie', component: 'main', ...(roll === undefined ? {} : { roll }) };
}

function makeClosure(
  packages: readonly ResolvedPackage[],
  byAppliance: Readonly<Record<string, readonly string[]>>,
): Closure {
  return { packages, base: ['apt', 'libc6'], byAppliance, groups: {} };
}

/** One of them is wanted by no appliance here. */
const CONFIGURED = ['python3-minimal', 'systemd'];
const FOUNDATION = [makePackage('apt', { Depends: 'libc6' }), makePackage('libc6')];
const unpackedOf = (closure: Closure): string[] =>
  planBase(closure, CONFIGURED).unpacked.map(({ name }) => name);

const test = suite('planBase()');

test('unpacks what all appliances have in common, and configures what dpkg wants first', () => {
  const packages = [...FOUNDATION, makePackage('bash'), makePackage('nginx'), makePackage('python3-minimal')];
  const compute = ['apt', 'bash', 'libc6', 'python3-minimal'];
  const plan = planBase(makeClosure(packages, { compute, frontend: [...compute, 'nginx'] }), CONFIGURED);
  assert.equal(plan.include, ['python3-minimal']);
  assert.equal(
    plan.packages.map(({ name }) => name),
    ['apt', 'libc6', 'python3-minimal'],
  );
  assert.equal(
    plan.unpacked.map(({ name }) => name),
    ['bash'],
  );
});

test("leaves out a roll's own package with all that needs it, however far off", () => {
  const packages = [
    ...FOUNDATION,
    makePackage('ours', { Provides: 'libgpu5 (= 5.7.2)' }, 'hpc'),
    makePackage('ucx', { Depends: 'libc6 (>= 2.38), libgpu5 (>= 4.5.2)' }),
    makePackage('mpi', { 'Pre-Depends': 'ucx:any' }),
    makePackage('make', { Depends: 'libc6' }),
  ];
  const names = packages.map(({ name }) => name);
  assert.equal(unpackedOf(makeClosure(packages, { compute: names, login: names })), ['make']);
});

test('one alternative is enough, also one that another package provides', () => {
  const packages = [
    ...FOUNDATION,
    makePackage('exim', { Provides: 'mail-transport-agent' }),
    makePackage('cron', { Depends: 'libc6, postfix | mail-transport-agent' }),
  ];
  const names = packages.map(({ name }) => name);
  assert.equal(unpackedOf(makeClosure(packages, { compute: names })), ['exim', 'cron']);
});

test('an alternative that only some appliances have does not count', () => {
  const packages = [
    ...FOUNDATION,
    makePackage('a'),
    makePackage('b'),
    makePackage('c', { Depends: 'a | b' }),
  ];
  const both = { compute: ['apt', 'libc6', 'a', 'c'], login: ['apt', 'libc6', 'b', 'c'] };
  assert.equal(unpackedOf(makeClosure(packages, both)), []);
});

test.run();
