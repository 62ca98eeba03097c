/** The folder of the hosts' logs; the service's files are large, and loaded where a log is wanted alone. */
export async function findHostLogs(): Promise<string> {
  const { SERVICE_PATHS } = await import('../../frontend/service/shared/config.ts');
  return process.env['CAIRN_LOGS'] || SERVICE_PATHS.logs;
}
