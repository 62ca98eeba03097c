import type { FrontendIdentity } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';

const BODY = '/run/cairn/request';

/** How a request to the frontend's service ended. */
export type ServiceReply =
  | { readonly kind: 'done'; readonly text: string }
  /** The service answered and means no: asking again is no use. */
  | { readonly kind: 'refused'; readonly status: number }
  /** Nobody answered, or the service has a bad moment: ask again. */
  | { readonly kind: 'unreachable' };

/**
 * Prepares for requests to the service: its address and public key come with `frontend.img`. The certificate's dates
 * are not looked at: the clock of a bare machine may say anything.
 */
export function prepareService(effects: Effects, token: string): void {
  const text = effects.read(PATHS.frontend);
  if (text === undefined)
    throw new InstallFailure(
      `The machine was started without the frontend's own archive: there is no "${PATHS.frontend}"`,
      'The boot script must load frontend.img after the overlay',
    );
  const identity = JSON.parse(text) as FrontendIdentity;
  const settings = [
    `pinnedpubkey = sha256//${identity.publicKeySha256}`,
    'check_certificate = off', // the pin stands all the same
    'timeout = 15',
    'tries = 1',
    `header = Authorization: Bearer ${token}`,
    'header = Content-Type: application/octet-stream',
  ];
  effects.write(PATHS.wgetrc, `${settings.join('\n')}\n`, 0o600);
}

/** `POST` to the service of the frontend, e.g. to `/v1/hosts/compute-0-0/events`. */
export function postToService(effects: Effects, path: string, body: string): ServiceReply {
  effects.write(BODY, body, 0o600);
  const reply = postFile(effects, path, BODY);
  effects.remove(BODY);
  return reply;
}

/** The same with a file as body, of whatever bytes; what comes back lies beside it, for this one request alone. */
export function postFile(effects: Effects, path: string, file: string): ServiceReply {
  const { service } = JSON.parse(effects.read(PATHS.frontend) ?? '{}') as FrontendIdentity;
  const [answer, headers] = [`${file}.answer`, `${file}.headers`];
  const argv = [`--config=${PATHS.wgetrc}`, '--server-response', '--quiet', `--post-file=${file}`];
  const status = effects.run(['wget', ...argv, '-O', answer, `${service}${path}`], { log: headers });
  const text = effects.read(answer) ?? '';
  const said = effects.read(headers) ?? '';
  for (const path of [answer, headers]) effects.remove(path);
  if (status === 0) return { kind: 'done', text };
  const code = Number(/^\s*HTTP\/\S+ (\d{3})/m.exec(said)?.[1] ?? 0);
  return code >= 400 && code < 500 && code !== 429
    ? { kind: 'refused', status: code }
    : { kind: 'unreachable' };
}
