import { type AttributeMap, type GraphValues, parseOperatingSystem } from '../../model/mod.ts';

/** What the engine itself knows of a machine of this appliance. */
export function intrinsicAttributes(
  graph: Pick<GraphValues, 'os' | 'codenames' | 'arch'>,
  appliance: string,
  osName: string = graph.os,
): AttributeMap {
  const own = { arch: graph.arch, appliance };
  if (osName === '') return own;
  const os = parseOperatingSystem(osName);
  const codename = graph.codenames[os.id];
  const system = { os: os.id, osFamily: os.family, release: os.release };
  return { ...own, ...system, ...(codename === undefined ? {} : { codename }) };
}
