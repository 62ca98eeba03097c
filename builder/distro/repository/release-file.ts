/** A file that a Release file vouches for. */
export interface ReleasedFile {
  /** Relative to the suite's folder. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What the head of a Release file says. */
export interface ReleaseHead {
  readonly origin: string;
  readonly label: string;
  readonly suite: string;
  readonly codename: string;
  readonly version: string;
  readonly arch: string;
  readonly component: string;
  readonly description: string;
  readonly epochSeconds: number;
}

/** A suite's Release file: what apt and debian-installer read first. */
export function renderRelease(head: ReleaseHead, files: readonly ReleasedFile[]): string {
  const lines = [
    `Origin: ${head.origin}`,
    `Label: ${head.label}`,
    `Suite: ${head.suite}`,
    `Version: ${head.version}`,
    `Codename: ${head.codename}`,
    `Date: ${formatDebianDate(head.epochSeconds)}`,
    'Acquire-By-Hash: no',
    `Architectures: ${head.arch}`,
    `Components: ${head.component}`,
    `Description: ${head.description}`,
    'SHA256:',
    ...[...files]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map((file) => ` ${file.sha256} ${String(file.sizeBytes).padStart(8)} ${file.path}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The small Release file beside each index, which choose-mirror of debian-installer looks for. */
export function renderComponentRelease(head: ReleaseHead): string {
  return (
    `Archive: ${head.suite}\nOrigin: ${head.origin}\nLabel: ${head.label}\nVersion: ${head.version}\n` +
    `Component: ${head.component}\nArchitecture: ${head.arch}\n`
  );
}

/** `Sun, 03 Aug 2025 00:00:00 UTC`. */
function formatDebianDate(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toUTCString().replace('GMT', 'UTC');
}
