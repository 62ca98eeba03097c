import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Closure, type DistroContext, poolName, type ResolvedPackage } from '../../distro/mod.ts';
import { findField } from '../../formats/deb822.ts';
import { copyOut, keepMade, writeFileAtomic } from '../../io/mod.ts';
import { renderSpdx, type SpdxGroup, type SpdxPackage } from '../../media/mod.ts';
import { VERSION } from '../../model/version.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { listPackageLicences, sourceOf } from './list-licences.ts';
import { listNeeds } from './list-needs.ts';

export interface SbomRequest {
  readonly distro: DistroContext;
  readonly recipe: Pick<Recipe, 'name' | 'version' | 'os' | 'summary'>;
  readonly epochSeconds: number;
  readonly closure: Pick<Closure, 'packages' | 'byAppliance'>;
  /** What the installer is made of. */
  readonly installer: readonly ResolvedPackage[];
  /** The file of each package, by SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  /** Folder of the result. */
  readonly result: string;
}

/** Raise it when something here, or what it calls, changes what comes out. */
const RECIPE_OF_SBOM = 2;
const MEDIUM_SBOM = 'sbom.spdx.json';
/** How that of an appliance is called in the cache; in the result it lies in a folder of them. */
const APPLIANCE_SBOM = /^sbom-(.+\.spdx\.json)$/;

/**
 * Writes bills of materials in SPDX 2.3: one of the medium, one of each appliance. The same packages have the same ones, which are
 * kept; then nothing is read or rendered.
 */
export async function composeSboms(request: SbomRequest): Promise<void> {
  const { epochSeconds, result } = request;
  for (const [file, kept] of Object.entries(await keepSboms(request))) {
    const place = join(result, file.replace(APPLIANCE_SBOM, 'sbom/$1'));
    await copyOut(kept.file, place);
    await utimes(place, epochSeconds, epochSeconds);
  }
}

/** Sees to it that the cache has them. @param signal nobody wants them any more */
export async function keepSboms(
  request: Omit<SbomRequest, 'result'>,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, { readonly file: string }>>> {
  const { distro, recipe, epochSeconds, closure, installer, files } = request;
  const { name, version, os, summary } = recipe;
  const identify = (item: ResolvedPackage) => [item.name, item.version, item.sha256, files.has(item.sha256)];
  const made = await keepMade(distro, {
    kind: 'sboms',
    inputs: {
      about: [VERSION, name, version, os, summary ?? '', epochSeconds],
      packages: closure.packages.map(identify),
      appliances: closure.byAppliance,
      installer: installer.map(identify),
    },
    shape: v.null_(),
    recipe: RECIPE_OF_SBOM,
    make: async (_inputs, dir) => {
      for (const [file, text] of await renderSboms(request, signal))
        await writeFileAtomic(join(dir, file), text);
      return null;
    },
  });
  return made.files;
}

async function renderSboms(
  request: Omit<SbomRequest, 'result'>,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly [string, string])[]> {
  const { recipe, epochSeconds, closure, installer, distro, files } = request;
  const all = [...new Map([...closure.packages, ...installer].map((item) => [item.sha256, item])).values()];
  const licences = await listPackageLicences(distro, all, files, signal);
  const own = [
    ...new Map([...licences.values()].flatMap((one) => one.own.map((each) => [each.id, each]))).values(),
  ];
  const about = {
    version: recipe.version,
    os: recipe.os,
    builtWith: VERSION,
    epochSeconds,
    licences: own,
  };
  const describe = (items: readonly ResolvedPackage[]): readonly SpdxPackage[] => {
    const needs = listNeeds(items);
    return items.map((item) => ({
      name: item.name,
      version: item.version,
      architecture: item.arch,
      sha256: item.sha256,
      fileName: poolName(item),
      maintainer: findField(item.stanza, 'Maintainer'),
      homepage: findField(item.stanza, 'Homepage'),
      source: sourceOf(item),
      licence: licences.get(item.sha256)?.expression,
      needs: needs.get(item.sha256) ?? [],
    }));
  };
  const byName = new Map(closure.packages.map((item) => [item.name, item]));
  const appliances = Object.entries(closure.byAppliance)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, names]) => ({ name, items: names.flatMap((one) => byName.get(one) ?? []) }));
  const groups: SpdxGroup[] = appliances.map(({ name, items }) => ({
    name,
    summary: `What a machine of appliance ${name} gets`,
    purpose: 'OPERATING_SYSTEM',
    packages: items.map(({ sha256 }) => sha256),
  }));
  const ofInstaller: SpdxGroup = {
    name: 'installer',
    summary: 'What the installer is made of',
    purpose: 'INSTALL',
    packages: installer.map(({ sha256 }) => sha256),
  };
  const medium = renderSpdx({
    ...about,
    name: recipe.name,
    summary: recipe.summary ?? '',
    packages: describe(all),
    groups: [...groups, ofInstaller],
  });
  const each = appliances.map(({ name, items }, index) => {
    const said = { name: `${recipe.name}-${name}`, summary: groups[index]!.summary };
    return [
      `sbom-${name}.spdx.json`,
      renderSpdx({ ...about, ...said, packages: describe(items), groups: [] }),
    ] as const;
  });
  return [[MEDIUM_SBOM, medium], ...each];
}
