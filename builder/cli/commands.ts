import { buildCommand } from './build/command.ts';
import { certificateCommands } from './certificate/commands.ts';
import { clusterCommands } from './cluster/commands.ts';
import type { CommandGroup } from './command/define-command.ts';
import { completionCommand } from './completion/command.ts';
import { graphCommands } from './graph/commands.ts';
import { hostCommands } from './host/commands.ts';
import { bootCommand, discoverCommand, runCommand } from './host/on-many.ts';
import { lockCommands } from './lock/commands.ts';
import { mediaCommands } from './media/commands.ts';
import { mirrorCommands } from './mirror/commands.ts';
import { releaseCommands } from './release/commands.ts';
import { rollCommands } from './roll/commands.ts';
import { rolloutCommands } from './rollout/commands.ts';
import { attributeCommands } from './site/attribute-commands.ts';
import {
  applianceCommands,
  auditCommand,
  exportCommand,
  importCommand,
  networkCommands,
} from './site/commands.ts';
import { tryCommand } from './try/command.ts';

/** The whole command line as data, in the order of its help. Bodies of commands load only when they run. */
export const COMMANDS: CommandGroup = {
  name: 'cairn',
  summary: 'Builds installation media and network boot trees from rolls',
  commands: [
    buildCommand,
    tryCommand,
    rollCommands,
    graphCommands,
    lockCommands,
    mediaCommands,
    mirrorCommands,
    hostCommands,
    clusterCommands,
    rolloutCommands,
    applianceCommands,
    attributeCommands,
    networkCommands,
    releaseCommands,
    certificateCommands,
    bootCommand,
    runCommand,
    auditCommand,
    exportCommand,
    importCommand,
    discoverCommand,
    completionCommand(() => COMMANDS),
  ],
};
