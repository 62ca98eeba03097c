import type { Spot, Template } from '../../model/mod.ts';
import { plainText } from './attribute-reader.ts';
import { addSlip, type FileContext } from './file-context.ts';

/** A value that is not one of the choices is a slip; a lenient roll goes on with the fallback. */
export function checkChoice(
  context: FileContext,
  spot: Spot,
  attribute: string,
  value: Template,
  choices: readonly string[],
  fallback: string,
): Template {
  const text = plainText(value);
  if (text === undefined) return value;
  if (text === '') return fallback;
  if (choices.includes(text)) return text;
  const hint = `Known are: ${choices.join(', ')}`;
  addSlip(context, 'ATTRIBUTE_VALUE', `Value "${text}" of attribute "${attribute}" is unknown`, spot, hint);
  return fallback;
}

/** How text from elsewhere is taken: as text, or as markup. */
export function readQuoteMode(context: FileContext, spot: Spot, mode: Template | undefined): 'quote' | 'xml' {
  const how = checkChoice(context, spot, 'mode', mode ?? 'quote', ['quote', 'xml'], 'quote');
  return how === 'xml' ? 'xml' : 'quote';
}

/** True for a value that is plain and blank. */
export function isEmpty(template: Template): boolean {
  return typeof template === 'string' && template.trim() === '';
}
