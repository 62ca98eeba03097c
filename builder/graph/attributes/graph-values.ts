import {
  DEFAULT_PLATFORM,
  findPlatform,
  type GraphBundle,
  type GraphValues,
  type Problem,
  unknownPlatform,
  valueRulesOf,
} from '../../model/mod.ts';
import { checkDefaults, collectApplianceDefaults } from '../merge/appliance-defaults.ts';
import { checkBundleAttributes, collectDeclarations } from '../merge/collect-attributes.ts';

/** What a graph knows of the values of its machines, and what is wrong with it; no node file is parsed for it. */
export function readGraphValues(bundle: GraphBundle): {
  readonly values: GraphValues;
  readonly problems: readonly Problem[];
} {
  const sources = [...bundle.rolls, ...(bundle.site === undefined ? [] : [bundle.site])];
  const { declarations, problems } = collectDeclarations(sources);
  const asked = bundle.arch ?? DEFAULT_PLATFORM.name;
  const platform = findPlatform(asked);
  const systems = sources.flatMap(({ os }) => (os === undefined ? [] : [os]));
  const values: GraphValues = {
    os: bundle.os ?? systems[0]?.id ?? '',
    codenames: Object.fromEntries(systems.map(({ id, codename }) => [id, codename])),
    arch: platform?.name ?? asked,
    declarations,
    applianceDefaults: collectApplianceDefaults(sources),
    attributes: { global: {}, os: {}, appliance: {}, rack: {}, host: {}, ...bundle.attributes },
  };
  return {
    values,
    problems: [
      ...(platform === undefined ? [unknownPlatform(asked)] : []),
      ...problems,
      ...checkBundleAttributes(bundle),
      ...checkDefaults(valueRulesOf(bundle), values),
    ],
  };
}
