import { isFactName } from '../../../model/mod.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { checkChoice } from '../../parse/choices.ts';
import { addSlip, type FileContext } from '../../parse/file-context.ts';
import { parseEnvironment } from '../../parse/parse-environment.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseBody } from '../../parse/read-elements.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';
import type { OnItem } from './on.ts';

export function parseOn(reader: XmlReader, context: FileContext): OnItem {
  const { line, column } = tagSpot(reader);
  const spot = { line, column };
  const guard = parseGuard(reader, context);
  const given = takeAttributes(reader, context, ['change', 'unit', 'within', 'interpreter', 'env']);
  const env = parseEnvironment(reader, context);
  if (given.change === undefined)
    addSlip(context, 'ATTRIBUTE_MISSING', 'Element "on" has no change', spot, 'Write change="hosts"');
  else checkChoice(context, spot, 'change', given.change, ['hosts'], 'hosts');
  if (guard?.cond?.names.some(isFactName) === true) {
    const message = 'A condition on <on> about other hosts holds or not when the description is handed out';
    addSlip(context, 'CHANGE_FIXED', message, spot, 'Let the script itself look at what it asks for');
  }
  const { unit, within, interpreter } = given;
  return {
    ...{ kind: 'on', ...spot, guard, unit, within, interpreter },
    ...(env === undefined ? {} : { env }),
    body: parseBody(reader, context, 'script'),
  };
}
