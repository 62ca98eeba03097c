import type { Host, StoredAttribute } from '../../../hosts/mod.ts';
import { isReleaseId, RELEASE_ATTRIBUTE } from '../../../model/mod.ts';
import { listReleases } from '../../releases/release-store.ts';
import type { ReleaseGraphs } from '../web/release-graphs.ts';
import type { OtherReleases } from './host-values.ts';
import type { PublishedReleases } from './publish-plan.ts';

type Graphs = Pick<ReleaseGraphs, 'inUse' | 'ofRelease'>;

/** The release in use, and those that some machine gets by what is said on the frontend. */
export async function readPublishedReleases(
  graphs: Graphs,
  served: string,
  attributes: readonly StoredAttribute[],
): Promise<PublishedReleases> {
  const inUse = await graphs.inUse();
  const ids = await listPresent(served, [inUse, ...listNamed(attributes)]);
  const os = await Promise.all(ids.map(async (id) => [id, await graphs.ofRelease(id).os()] as const));
  return { inUse, os: new Map(os) };
}

/** Graphs of the releases besides the one in use that hosts get or run. */
export async function readOtherGraphs(
  graphs: Graphs,
  served: string,
  hosts: readonly Host[],
  attributes: readonly StoredAttribute[],
): Promise<OtherReleases> {
  const inUse = await graphs.inUse();
  const ofHosts = hosts.flatMap(({ release }) => release ?? []);
  const ids = await listPresent(served, [...listNamed(attributes), ...ofHosts]);
  const others = ids.filter((id) => id !== inUse);
  const read = await Promise.all(others.map(async (id) => [id, await graphs.ofRelease(id).read()] as const));
  return { inUse, graphs: new Map(read) };
}

function listNamed(attributes: readonly StoredAttribute[]): readonly string[] {
  return attributes.flatMap(({ name, value }) =>
    name === RELEASE_ATTRIBUTE && isReleaseId(value) ? [value] : [],
  );
}

/** Those that are on this frontend, each once. */
async function listPresent(served: string, ids: readonly string[]): Promise<readonly string[]> {
  const wanted = new Set(ids);
  return (await listReleases(served)).map(({ id }) => id).filter((id) => wanted.has(id));
}
