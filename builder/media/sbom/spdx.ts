import { sha256 } from '../../io/mod.ts';
import { packageUrl, uuidOf } from '../manifest/sbom.ts';
import type { OwnLicence } from './parse-copyright.ts';

/** A package of an operating system in a bill of materials. */
export interface SpdxPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sha256: string;
  /** Name of its file in the pool. */
  readonly fileName: string;
  /** `NAME <ADDRESS>`, as its paragraph says. */
  readonly maintainer: string | undefined;
  readonly homepage: string | undefined;
  /** Source package, with a version where that is another one. */
  readonly source: string | undefined;
  /** An SPDX expression; undefined where nobody could look. */
  readonly licence: string | undefined;
  /** SHA-256 of packages of the same document that it needs. */
  readonly needs: readonly string[];
}

/** Something that packages are part of: an appliance, the installer. */
export interface SpdxGroup {
  readonly name: string;
  readonly summary: string;
  readonly purpose: 'OPERATING_SYSTEM' | 'INSTALL';
  /** SHA-256 of its packages. */
  readonly packages: readonly string[];
}

export interface SpdxInput {
  readonly name: string;
  readonly version: string;
  /** `debian-13` */
  readonly os: string;
  readonly builtWith: string;
  readonly epochSeconds: number;
  readonly summary: string;
  readonly packages: readonly SpdxPackage[];
  readonly groups: readonly SpdxGroup[];
  readonly licences: readonly OwnLicence[];
}

/** A software bill of materials in SPDX 2.3 JSON: the same input, the same bytes. */
export function renderSpdx(input: SpdxInput): string {
  const { name, version, builtWith, epochSeconds, groups } = input;
  const packages = [...input.packages].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const ids = new Map(
    packages.map((one) => [one.sha256, idOf('Package', `${one.name}-${one.sha256.slice(0, 12)}`)]),
  );
  const root = idOf('Medium', `${name}-${version}`);
  const idOfGroup = (group: SpdxGroup): string => idOf('Group', group.name);
  const used = new Set(
    packages.flatMap(({ licence = '' }) => licence.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? []),
  );
  const own = new Map(input.licences.filter(({ id }) => used.has(id)).map((one) => [one.id, one]));
  const grouped = new Set(groups.flatMap((group) => group.packages));
  const relations = [
    relate('SPDXRef-DOCUMENT', 'DESCRIBES', [root]),
    relate(root, 'CONTAINS', [
      ...groups.map(idOfGroup),
      ...packages.filter((one) => !grouped.has(one.sha256)).map((one) => ids.get(one.sha256)!),
    ]),
    ...groups.map((group) =>
      relate(
        idOfGroup(group),
        'CONTAINS',
        group.packages.flatMap((sha) => ids.get(sha) ?? []),
      ),
    ),
    ...packages.map((one) =>
      relate(
        ids.get(one.sha256)!,
        'DEPENDS_ON',
        one.needs.flatMap((sha) => ids.get(sha) ?? []),
      ),
    ),
  ].flat();
  const made = packages.map((one) => describePackage(one, ids.get(one.sha256)!, input.os));
  const body = {
    packages: [
      describeWhole(root, name, version, input.summary, 'INSTALL'),
      ...groups.map((group) =>
        describeWhole(idOfGroup(group), group.name, version, group.summary, group.purpose),
      ),
      ...made,
    ],
    hasExtractedLicensingInfos: [...own.values()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, name: title, text }) => ({ licenseId: id, name: title, extractedText: text })),
    relationships: relations,
  };
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${name}-${version}`,
    documentNamespace: `urn:uuid:${uuidOf(sha256(JSON.stringify([name, version, epochSeconds, body])))}`,
    creationInfo: {
      created: `${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}Z`,
      creators: [`Tool: cairn-${builtWith}`],
    },
    ...body,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

const sortKey = (one: SpdxPackage): string =>
  `${one.name}\0${one.version}\0${one.architecture}\0${one.sha256}`;

/** Letters, digits, `.` and `-` are all that an identifier may have. */
function idOf(kind: string, text: string): string {
  return `SPDXRef-${kind}-${text.replace(/[^A-Za-z0-9.-]+/g, '-')}`;
}

function relate(from: string, relationshipType: string, to: readonly string[]): object[] {
  return [...new Set(to)].map((relatedSpdxElement) => ({
    spdxElementId: from,
    relationshipType,
    relatedSpdxElement,
  }));
}

function describeWhole(id: string, name: string, version: string, summary: string, purpose: string): object {
  return {
    SPDXID: id,
    name,
    versionInfo: version,
    ...NOTHING_MORE,
    primaryPackagePurpose: purpose,
    summary,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
  };
}

/** Mirrors are nowhere in an output, and files inside packages are not looked at. */
const NOTHING_MORE = { downloadLocation: 'NOASSERTION', filesAnalyzed: false, copyrightText: 'NOASSERTION' };

function describePackage(one: SpdxPackage, id: string, os: string): object {
  const supplier = /^\s*(.*?)\s*<([^<>]*)>\s*$/.exec(one.maintainer ?? '');
  return {
    SPDXID: id,
    name: one.name,
    versionInfo: one.version,
    packageFileName: one.fileName,
    supplier: supplier === null ? 'NOASSERTION' : `Organization: ${supplier[1]} (${supplier[2]})`,
    ...NOTHING_MORE,
    ...(one.homepage === undefined ? {} : { homepage: one.homepage }),
    checksums: [{ algorithm: 'SHA256', checksumValue: one.sha256 }],
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: one.licence ?? 'NOASSERTION',
    ...(one.source === undefined ? {} : { sourceInfo: `Built from the source package ${one.source}` }),
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: packageUrl(one, os),
      },
    ],
  };
}
