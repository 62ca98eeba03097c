import { formatOrigin, type WizardScreen } from '../../../model/mod.ts';
import { draftOf } from '../../assemble/assembly.ts';
import type { NodeElement } from '../element.ts';
import { listSection } from '../reports.ts';
import { addScreen, startScreens } from './assemble-screen.ts';
import { introduceAttributes } from './introduce-attributes.ts';
import { parseScreen, type ScreenItem } from './parse-screen.ts';

/** `<screen>`: a page of questions, asked at bootstrap. */
export const screen = {
  name: 'screen',
  tags: ['screen'],
  places: ['node'],
  parse: parseScreen,
  assemble: addScreen,
  declare: introduceAttributes,
  result: {
    key: 'screens',
    collect: (assembly): readonly WizardScreen[] => draftOf(assembly, startScreens),
    origins: (screens) => screens,
    list: (screens) => [
      listSection({
        title: 'Questions',
        things: screens,
        describe: (one) => [
          `${one.title}: ${one.variables.map(({ name }) => name).join(', ')}`,
          formatOrigin(one),
        ],
      }),
    ],
  },
} as const satisfies NodeElement<ScreenItem, readonly WizardScreen[]>;
