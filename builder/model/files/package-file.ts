import * as v from 'valibot';
import { exactObject, line, list, matching, nameMap, remark, text } from './schema-parts.ts';
import { packageArchName } from './words.ts';

const relation = matching(
  'package relation',
  /^[a-z0-9][a-z0-9+.-]+(?::[a-z0-9]+)?(?: \((?:<<|<=|=|>=|>>) [A-Za-z0-9.+:~-]+\))?(?: \| .+)?$/,
  'Write it like "nodejs (>= 20)"',
);
const relations = v.optional(list(relation), []);
const target = /^\/(?!.*(?:^|\/)\.\.?(?:\/|$))[^\s]+$/;

/** Shape of `packages/NAME/package.yaml`: a small Debian package, described instead of written out. */
export const packageFile = exactObject({
  /** The folder's name by default. */
  name: v.exactOptional(
    matching('package name', /^[a-z0-9][a-z0-9+.-]+$/, 'Use small letters, digits, "+", ".", "-"'),
  ),
  /** The roll's version by default. */
  version: v.exactOptional(
    matching('package version', /^(?:\d+:)?[0-9][A-Za-z0-9.+~-]*$/, 'Write it like 1.2.0 or 1.2.0-1'),
  ),
  architecture: v.optional(packageArchName, 'all'),
  summary: line,
  description: v.optional(text, ''),
  section: v.optional(matching('section', /^[a-z0-9/-]+$/, 'Write it like admin'), 'admin'),
  priority: v.optional(matching('priority', /^[a-z]+$/, 'Write it like optional'), 'optional'),
  maintainer: v.exactOptional(line),
  homepage: remark,
  depends: relations,
  preDepends: relations,
  recommends: relations,
  suggests: relations,
  conflicts: relations,
  breaks: relations,
  replaces: relations,
  provides: relations,
  /** Where it goes: a file or folder beside this description, or `cairn:bundle` and its like. */
  files: v.optional(nameMap('target path', target, line), {}),
  /** Symbolic links, by their place. */
  links: v.optional(nameMap('link path', target, line), {}),
  /** Permissions other than 644, and 755 for what may be run. */
  modes: v.optional(nameMap('path', target, matching('mode', /^[0-7]{3,4}$/, 'Write it like "0640"')), {}),
});

/** What a `package.yaml` says. */
export type PackageFile = v.InferOutput<typeof packageFile>;
