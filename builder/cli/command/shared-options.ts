import { word } from './define-command.ts';
import { choice } from './option.ts';

/** `--format`, of every command that answers in words or as JSON. */
export const FORMAT = { format: choice('name', ['text', 'json'], 'text or json', { default: 'text' }) };

/** Hosts that a command is for, where it has to be told. */
export const SELECTION = word('hosts, as compute-0-[0-31] or @compute');
