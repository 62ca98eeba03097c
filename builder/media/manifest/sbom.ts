import { sha256 } from '../../io/mod.ts';

/** A package on the medium. */
export interface SbomPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sha256: string;
  /** Name of the source package, if it differs. */
  readonly source?: string;
}

export interface SbomInput {
  readonly name: string;
  readonly version: string;
  /** "debian-13" */
  readonly os: string;
  readonly builtWith: string;
  readonly epochSeconds: number;
  readonly packages: readonly SbomPackage[];
}

/** A software bill of materials in CycloneDX 1.5 JSON; the same packages give the same bytes. */
export function renderSbom(input: SbomInput): string {
  const key = (one: SbomPackage): string => `${one.name}\0${one.version}\0${one.architecture}`;
  const packages = [...input.packages].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([input.name, input.version, packages]))}`,
    version: 1,
    metadata: {
      timestamp: `${new Date(input.epochSeconds * 1000).toISOString().slice(0, 19)}Z`,
      tools: { components: [{ type: 'application', name: 'cairn', version: input.builtWith }] },
      component: { type: 'operating-system', name: input.name, version: input.version },
    },
    components: packages.map((one) => describe(one, input.os)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function describe(one: SbomPackage, os: string): object {
  const purl = packageUrl(one, os);
  return {
    type: 'library',
    'bom-ref': purl,
    name: one.name,
    version: one.version,
    hashes: [{ alg: 'SHA-256', content: one.sha256 }],
    purl,
    ...(one.source === undefined ? {} : { properties: [{ name: 'debian:source', value: one.source }] }),
  };
}

/** How bills of materials name a package of Debian everywhere (purl). */
export function packageUrl(one: Pick<SbomPackage, 'name' | 'version' | 'architecture'>, os: string): string {
  const family = os.replace(/-.*$/, '');
  const version = encodeURIComponent(one.version);
  return `pkg:deb/${family}/${encodeURIComponent(one.name)}@${version}?arch=${one.architecture}&distro=${os}`;
}

/** A name-based UUID (version 8: hash of one's own choice). */
export function uuidOf(text: string): string {
  const hex = sha256(text);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
