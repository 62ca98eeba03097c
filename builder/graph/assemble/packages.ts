import type { Origin, PackageItem, Profile, ProfilePackage } from '../../model/mod.ts';
import { isTrue, parseValue } from '../condition/values.ts';
import { type Assembly, originOf, type PackageLists, type Position } from './assembly.ts';
import { collectText } from './body.ts';

/** Adds what one `<package>` asks for: one name a line. */
export function addPackages(assembly: Assembly, item: PackageItem, position: Position): void {
  const { machine, packages } = assembly;
  const type = machine.expandValue(item.type, position.source).trim();
  const disable =
    item.disable === undefined ? undefined : machine.expandValue(item.disable, position.source).trim();
  const list = disable !== undefined && isDisabled(disable) ? packages.unwanted : packages.wanted;
  const lines = collectText(assembly, item.body, position).split('\n');
  for (const [index, line] of lines.entries()) {
    const names = line.split(/\s+/).filter((name) => name !== '');
    const spot = { line: item.line + index, column: item.column };
    if (names.length > 1) {
      const message = `"${line.trim()}" is not one package: write one a line`;
      machine.addSlip(position.source, 'PACKAGE_NAME', message, spot);
    }
    for (const name of names) add(list, printedName(name, type), originOf(assembly, position, spot));
  }
}

/** An empty value means: not wanted. */
function isDisabled(value: string): boolean {
  return value === '' || isTrue(parseValue(value));
}

function printedName(name: string, type: string): string {
  return type === 'meta' && !name.startsWith('@') ? `@${name}` : name;
}

function add(list: Map<string, Origin[]>, name: string, origin: Origin): void {
  const known = list.get(name);
  if (known === undefined) list.set(name, [origin]);
  else known.push(origin);
}

/** Two sorted lists without duplicates; an enable anywhere wins over any disable. */
export function listPackages({ wanted, unwanted }: PackageLists): Profile['packages'] {
  const describe = (name: string, by: readonly Origin[], against: readonly Origin[]): ProfilePackage => ({
    name,
    meta: name.startsWith('@'),
    by,
    against,
  });
  const enabled = [...wanted.keys()].sort();
  const disabled = [...unwanted.keys()].filter((name) => !wanted.has(name)).sort();
  return {
    enabled: enabled.map((name) => describe(name, wanted.get(name)!, unwanted.get(name) ?? [])),
    disabled: disabled.map((name) => describe(name, unwanted.get(name)!, [])),
  };
}
