/**
 * Every error and warning code of Cairn, sorted, with who is at fault:
 * `input` (exit 1), `usage` (exit 2), `environment` (exit 3). Codes are stable: tests and scripts match on them.
 */
export const ERROR_CODES = {
  COMMAND_FAILED: 'environment',
  COMMAND_MISSING: 'environment',
  FILE_UNREADABLE: 'environment',
  FILE_UNWRITABLE: 'environment',
  INTERNAL: 'environment',
  USAGE: 'usage',
  YAML_KEY_UNKNOWN: 'input',
  YAML_SYNTAX: 'input',
  YAML_VALUE: 'input',
} as const satisfies Record<string, 'input' | 'usage' | 'environment'>;

export type ErrorCode = keyof typeof ERROR_CODES;
