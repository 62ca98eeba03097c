import { isText } from '../../assemble/visit.ts';
import type { NodeElement } from '../element.ts';
import {
  addPackages,
  isPackageRefused,
  listPackages,
  type ProfilePackages,
  printedName,
} from './assemble-package.ts';
import { forEachPackageLine, type PackageItem, parsePackage } from './parse-package.ts';
import {
  checkPackages,
  comparePackages,
  listPackageSections,
  pagePackages,
  presentPackages,
} from './report-packages.ts';

/** `<package type="meta" disable="...">`: one package a line. */
export const packageElement = {
  name: 'package',
  tags: ['package'],
  places: ['node'],
  parse: parsePackage,
  assemble: addPackages,
  mention: (item, expand, add) => {
    const disable = item.disable === undefined ? undefined : expand(item.disable).trim();
    const says = disable === undefined || !isPackageRefused(disable) ? 'wants' : 'does not want';
    const type = expand(item.type).trim();
    const addLine = (names: readonly string[], line: number): void => {
      for (const name of names) add(printedName(name, type), says, line);
    };
    if (item.lines !== undefined) for (const { names, line } of item.lines) addLine(names, line);
    else {
      const texts = Array.from(item.body, (part) => (isText(part) ? expand(part.text) : ''));
      forEachPackageLine(texts.join(''), item.line, addLine);
    }
  },
  findValues: (item, look, { source, depth }) => look.visit(item.body, { source, place: 'text', depth }),
  result: {
    key: 'packages',
    collect: listPackages,
    origins: ({ enabled, disabled }) => [...enabled, ...disabled].flatMap(({ by }) => by),
    check: checkPackages,
    list: listPackageSections,
    report: {
      rank: 1,
      title: 'Packages',
      compare: comparePackages,
      explain: {
        title: 'Package',
        off: 'is not wanted',
        verbs: { wants: 'asks for it', 'does not want': 'does not want it' },
        usual: 'wants',
        present: presentPackages,
        /** One may ask without the `@` of a group. */
        matches: (name, thing) => name === thing || name === `@${thing}`,
      },
      page: pagePackages,
    },
  },
} as const satisfies NodeElement<PackageItem, ProfilePackages>;
