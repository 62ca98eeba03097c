#!/usr/bin/env node
import { runCommandLine } from './command/run-command-line.ts';
import { COMMANDS } from './commands.ts';

process.exitCode = await runCommandLine(COMMANDS, process.argv.slice(2));
