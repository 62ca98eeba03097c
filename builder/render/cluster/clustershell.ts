/**
 * `groups.conf.d/cairn.conf` of ClusterShell: its groups are Cairn's, asked for when they are needed, so nothing
 * has to be written when hosts change.
 *
 * @param cairn the command, as its configuration calls it
 */
export function renderClusterShellSource(cairn = 'cairn'): string {
  return `# Groups of ClusterShell, from the hosts that Cairn knows: clush -w @compute uptime
[cairn]
map: ${cairn} host list --format nodes --group $GROUP
all: ${cairn} host list --format nodes
list: ${cairn} host list --groups
reverse: ${cairn} host list --groups-of $NODE
cache_time: 5
`;
}

/** `groups.conf`: Cairn's groups are the usual ones. */
export function renderClusterShellConfig(): string {
  return `[Main]
default: cairn
confdir: /etc/clustershell/groups.conf.d $CFGDIR/groups.conf.d
autodir: /etc/clustershell/groups.d $CFGDIR/groups.d
`;
}

/** `groups.d/cairn.yaml`, where groups shall be read from a file: one source with its groups and their node sets. */
export function renderClusterShellGroups(groups: ReadonlyMap<string, string>): string {
  const lines = [...groups].map(([name, nodes]) => `    ${JSON.stringify(name)}: ${JSON.stringify(nodes)}\n`);
  return lines.length === 0 ? 'cairn: {}\n' : `cairn:\n${lines.join('')}`;
}
