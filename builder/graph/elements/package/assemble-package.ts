import type { Origin, ProfilePackage } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { collectText } from '../../assemble/body.ts';
import { isTrue, parseValue } from '../../condition/values.ts';
import { forEachPackageLine, type PackageItem } from './parse-package.ts';

/** Who wants and who does not want each package, by printed name. */
interface PackageLists {
  readonly wanted: Map<string, Origin[]>;
  readonly unwanted: Map<string, Origin[]>;
}

/** Both by name, without duplicates. */
export interface ProfilePackages {
  readonly enabled: readonly ProfilePackage[];
  readonly disabled: readonly ProfilePackage[];
}

const startPackages = (): PackageLists => ({ wanted: new Map(), unwanted: new Map() });

/** Adds what one `<package>` asks for: one name a line. */
export function addPackages(assembly: Assembly, item: PackageItem, position: Position): void {
  const { machine } = assembly;
  const packages = draftOf(assembly, startPackages);
  const { source } = position;
  const type = machine.expandValue(item.type, source).trim();
  if (type !== '' && type !== 'meta') {
    const message = `Type "${type}" of a package is unknown`;
    machine.addSlip(source, 'ATTRIBUTE_VALUE', message, item, 'Known is: meta');
  }
  const isWanted =
    item.disable === undefined || !isPackageRefused(machine.expandValue(item.disable, source).trim());
  const list = isWanted ? packages.wanted : packages.unwanted;
  const addLine = (names: readonly string[], line: number): void => {
    const spot = { line, column: item.column };
    const origin = originOf(assembly, position, spot);
    if (type === 'meta') {
      // Groups are known by title as well: "Development Tools" is one.
      add(list, printedName(names.join(' '), type), origin);
      return;
    }
    if (names.length > 1) {
      const message = `"${names.join(' ')}" are ${names.length} packages: write one a line`;
      machine.addWarning('PACKAGE_NAME', message, machine.placeOf(source, spot));
    }
    for (const name of names) add(list, printedName(name, type), origin);
  };
  if (item.lines !== undefined) {
    for (const { names, line } of item.lines) addLine(names, line);
    return;
  }
  machine.takeSecret();
  const text = collectText(assembly, item.body, position);
  const secret = machine.takeSecret();
  if (secret === undefined) forEachPackageLine(text, item.line, addLine);
  else {
    const message = `The name of a package holds the secret attribute "${secret.name}"`;
    const hint = 'Names of packages are shown and written to media: use an attribute that is not secret';
    machine.addError('PACKAGE_SECRET', message, machine.placeOf(source, secret.spot ?? item), hint);
  }
}

/** What `disable=` says; empty: not wanted. */
export function isPackageRefused(value: string): boolean {
  return value === '' || isTrue(parseValue(value));
}

/** A group or task carries an `@`. */
export function printedName(name: string, type: string): string {
  return type === 'meta' && !name.startsWith('@') ? `@${name}` : name;
}

/** A file that names a package again says nothing new. */
function add(list: Map<string, Origin[]>, name: string, origin: Origin): void {
  const known = list.get(name);
  if (known === undefined) {
    list.set(name, [origin]);
    return;
  }
  const last = known.at(-1)!;
  if (last.node !== origin.node || last.file !== origin.file || last.roll !== origin.roll) known.push(origin);
}

/** Two sorted lists without duplicates; an enable anywhere wins over any disable. */
export function listPackages(assembly: Assembly): ProfilePackages {
  const { wanted, unwanted } = draftOf(assembly, startPackages);
  const describe = (name: string, by: readonly Origin[], against: readonly Origin[]): ProfilePackage => ({
    name,
    meta: name.startsWith('@'),
    by,
    against,
  });
  const nobody: readonly Origin[] = [];
  const enabled = [...wanted.keys()].sort();
  const disabled = [...unwanted.keys()].filter((name) => !wanted.has(name)).sort();
  return {
    enabled: enabled.map((name) => describe(name, wanted.get(name)!, unwanted.get(name) ?? nobody)),
    disabled: disabled.map((name) => describe(name, unwanted.get(name)!, nobody)),
  };
}
