// Time limit: 10 minutes
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { closeFakeBuild, type FakeBuild, openFakeBuild, readFakeSite } from './fake-build.ts';

// Bills of materials in SPDX 2.3, looked at by programs of others where these are installed: `pyspdxtools` reads and checks the
// whole (Debian's python3-spdx-tools, where it has that), license_expression the licences (python3-license-expression).

const DEP5 = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 1992 A
License: GPL-3+

Files: odd/*
License: Odd
 Do as you please.
`;
const LOOSE = 'This is free for everybody.\n';

interface Spdx {
  readonly spdxVersion: string;
  readonly documentNamespace: string;
  readonly packages: readonly {
    SPDXID: string;
    name: string;
    licenseDeclared: string;
    checksums?: object[];
  }[];
  readonly hasExtractedLicensingInfos: readonly { licenseId: string; extractedText: string }[];
  readonly relationships: readonly {
    spdxElementId: string;
    relationshipType: string;
    relatedSpdxElement: string;
  }[];
}

const test = suite<{ fake: FakeBuild }>('bills of materials');
test.before(async (context) => {
  context.fake = await openFakeBuild({
    packages: [
      { name: 'hello', files: { 'usr/share/doc/hello/copyright': DEP5 } },
      { name: 'libc6', files: { 'usr/share/doc/libc6/copyright': LOOSE } },
    ],
  });
  await context.fake.build();
});
test.after(({ fake }) => closeFakeBuild(fake));

const fileOf = ({ dir }: FakeBuild, path: string): string => join(dir, 'out/tiny-1.0-amd64', path);
const DOCUMENTS = ['sbom.spdx.json', 'sbom/compute.spdx.json'];
const read = (fake: FakeBuild, path: string): Spdx =>
  JSON.parse(readFileSync(fileOf(fake, path), 'utf8')) as Spdx;

test('there is one of the medium and one of each appliance, and all that they name is in them', ({
  fake,
}) => {
  assert.equal(readdirSync(fileOf(fake, 'sbom')), ['compute.spdx.json']);
  for (const path of DOCUMENTS) {
    const document = read(fake, path);
    assert.is(document.spdxVersion, 'SPDX-2.3');
    const ids = ['SPDXRef-DOCUMENT', ...document.packages.map(({ SPDXID }) => SPDXID)];
    assert.is(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^SPDXRef-[A-Za-z0-9.-]+$/);
    for (const { spdxElementId, relatedSpdxElement } of document.relationships)
      for (const id of [spdxElementId, relatedSpdxElement]) assert.ok(ids.includes(id), id);
    const described = new Set(document.hasExtractedLicensingInfos.map(({ licenseId }) => licenseId));
    for (const { licenseDeclared } of document.packages)
      for (const id of licenseDeclared.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [])
        assert.ok(described.has(id), id);
  }
  const names = read(fake, DOCUMENTS[1]!).packages.map(({ name }) => name);
  assert.equal(names.sort(), ['apt', 'base-files', 'greeting', 'hello', 'libc6', 'tiny-compute']);
  assert.is.not(read(fake, DOCUMENTS[0]!).documentNamespace, read(fake, DOCUMENTS[1]!).documentNamespace);
});

test('licences are those of the copyright files', ({ fake }) => {
  const { packages, hasExtractedLicensingInfos: texts } = read(fake, 'sbom.spdx.json');
  const licenceOf = (name: string): string => packages.find((one) => one.name === name)!.licenseDeclared;
  assert.match(licenceOf('hello'), /^GPL-3\.0-or-later AND LicenseRef-Odd-[0-9a-f]{8}$/);
  assert.match(licenceOf('libc6'), /^LicenseRef-copyright-[0-9a-f]{8}$/);
  assert.is(licenceOf('apt'), 'NOASSERTION');
  const textOf = (name: string): string =>
    texts.find(({ licenseId }) => licenceOf(name).includes(licenseId))!.extractedText;
  assert.is(textOf('libc6'), LOOSE);
  assert.is(textOf('hello'), 'Do as you please.');
});

test('relations say what is in what, and what needs what', ({ fake }) => {
  const { packages, relationships } = read(fake, 'sbom.spdx.json');
  const nameOf = (id: string): string => packages.find(({ SPDXID }) => SPDXID === id)?.name ?? id;
  const said = relationships.map(
    (one) => `${nameOf(one.spdxElementId)} ${one.relationshipType} ${nameOf(one.relatedSpdxElement)}`,
  );
  for (const line of [
    'SPDXRef-DOCUMENT DESCRIBES tiny',
    'tiny CONTAINS compute',
    'tiny CONTAINS installer',
    'compute CONTAINS hello',
    'installer CONTAINS quickjs',
    'hello DEPENDS_ON libc6',
    'greeting DEPENDS_ON hello',
  ])
    assert.ok(said.includes(line), line);
  assert.not.ok(said.includes('compute CONTAINS quickjs'));
});

test('the same packages have the same documents, of another site too, and nothing is read again', async ({
  fake,
}) => {
  const lock = readFileSync(fileOf(fake, 'recipe.lock'), 'utf8');
  const before = DOCUMENTS.map((path) => readFileSync(fileOf(fake, path), 'utf8'));
  const kept = join(fake.dir, 'cache/made/sboms');
  const list = (): string[] => readdirSync(kept).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const [name, ...others] = list();
  assert.equal(others, []);
  const { ino } = statSync(join(kept, name!, 'sbom.spdx.json'));
  await fake.build({ site: await readFakeSite(fake) });
  assert.is.not(readFileSync(fileOf(fake, 'recipe.lock'), 'utf8'), lock, 'it is another medium');
  assert.equal(list(), [name]);
  assert.is(statSync(join(kept, name!, 'sbom.spdx.json')).ino, ino);
  assert.equal(
    DOCUMENTS.map((path) => readFileSync(fileOf(fake, path), 'utf8')),
    before,
  );
});

const PYTHON = '/usr/bin/python3';
const hasLicences = spawnSync(PYTHON, ['-c', 'import license_expression']).status === 0;
if (!hasLicences)
  console.log('licences are not checked by others: apt-get install python3-license-expression');
(hasLicences ? test : test.skip)('licences are expressions of SPDX, says license_expression', ({ fake }) => {
  const program = `import json, sys
from license_expression import get_spdx_licensing
licensing = get_spdx_licensing()
for line in json.load(sys.stdin):
    info = licensing.validate(line)
    unknown = [one for one in info.invalid_symbols if not one.startswith("LicenseRef-")]
    if unknown or (info.errors and not info.invalid_symbols): print(line, unknown, info.errors)
`;
  const lines = DOCUMENTS.flatMap((path) =>
    read(fake, path).packages.map(({ licenseDeclared }) => licenseDeclared),
  );
  const check = (input: readonly string[]): string =>
    execFileSync(PYTHON, ['-c', program], { input: JSON.stringify(input), encoding: 'utf8' });
  const said = lines.filter((line) => line !== 'NOASSERTION');
  assert.ok(said.length > 2);
  assert.is(check(said), '');
  assert.match(check(['GPL-2.0-only AND Odd']), 'Odd');
});

const TOOLS = '/usr/bin/pyspdxtools';
if (!existsSync(TOOLS))
  console.log('documents are not checked by others: pyspdxtools (python3-spdx-tools) is not installed');
(existsSync(TOOLS) ? test : test.skip)('documents are valid, says pyspdxtools', ({ fake }) => {
  for (const path of DOCUMENTS) execFileSync(TOOLS, ['--infile', fileOf(fake, path)], { stdio: 'pipe' });
});

test.run();
