import * as v from 'valibot';
import { DEFAULT_PLATFORM } from '../platforms.ts';
import { parseMediaSize } from '../values/media-size.ts';
import { exactObject, flag, integer, line, list, matching, nameMap, remark } from './schema-parts.ts';
import { scopesOrGlobal } from './scoped-values.ts';
import { storage } from './storage-file.ts';
import { archName, osName, rollName, version } from './words.ts';

/** A roll by name, or a path to its folder or archive, relative to the recipe. */
const rollReference = matching(
  'roll',
  /^(?:[a-z0-9][a-z0-9+.-]*|[^\s]*\/[^\s]*)$/,
  'Write a name (base), or a path with a "/" in it (./rolls/mine, ./mine.tar)',
);

/** Packages that come from one suite, whatever version the others have. */
const packagesFrom = nameMap(
  'suite',
  /^[a-z][a-z0-9-]*$/,
  v.pipe(
    list(matching('package', /^[a-z0-9][a-z0-9+.-]*$/, 'Use the name of a package')),
    v.minLength(1, 'Expected at least one package'),
  ),
);

/** A medium that is larger is split over several. */
const mediaSize = v.pipe(
  line,
  v.check(
    (text) => parseMediaSize(text) !== undefined,
    'Not the size of a medium\nWrite cd, dvd, a size like 4.4GB, or a number of MiB',
  ),
);

/** A key of one's own, by which UEFI starts the image under Secure Boot; paths are relative to the recipe. */
const bootKey = exactObject({
  key: line,
  certificate: line,
  /** Whether Microsoft's shim comes first, which asks for keys that a machine's owner enrolled. */
  shim: v.optional(flag, 'true'),
});

/** What is made of a recipe. */
const media = v.pipe(
  exactObject({
    iso: v.optional(flag, 'true'),
    netboot: v.optional(flag, 'true'),
    size: v.exactOptional(mediaSize),
    sign: v.exactOptional(bootKey),
  }),
  v.forward(
    v.check(
      ({ iso, sign }) => iso || sign === undefined,
      'There is no image to sign\nWrite iso: true, or leave "sign" out',
    ),
    ['sign'],
  ),
);

/** Shape of `recipes/NAME.yaml`. */
export const recipeFile = exactObject({
  name: rollName,
  version,
  summary: remark,
  os: osName,
  arch: v.optional(archName, DEFAULT_PLATFORM.name),
  rolls: v.pipe(list(rollReference), v.minLength(1, 'Expected at least one roll')),
  appliances: v.exactOptional(
    v.pipe(
      list(matching('appliance', /^[a-z0-9][a-z0-9-]*$/, 'Use small letters, digits and "-"')),
      v.minLength(1, 'Expected at least one appliance\nLeave "appliances" out to take all'),
    ),
  ),
  attributes: v.optional(scopesOrGlobal, {}),
  packagesFrom: v.optional(packagesFrom, {}),
  media: v.optional(media, { iso: 'true', netboot: 'true' }),
  storage: v.optional(storage, {}),
  allowEval: v.optional(list(rollName), []),
  allowUnsigned: v.optional(list(rollName), []),
  sourceDateEpoch: v.exactOptional(integer(0, 4_294_967_295)),
});

/** What a recipe says. */
export type RecipeFile = v.InferOutput<typeof recipeFile>;
