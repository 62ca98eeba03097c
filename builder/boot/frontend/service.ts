import { FRONTEND_IDENTITY, parseJsonDocument } from '../../model/documents/mod.ts';
import { type Reply, request } from '../fetch/request.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';

const BODY = '/run/cairn/request';

/** How a request to the frontend's service ended. */
export type ServiceReply = Reply<{ readonly kind: 'done'; readonly text: string }>;

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
  const identity = parseJsonDocument(FRONTEND_IDENTITY, text, PATHS.frontend);
  const settings = [
    `pinnedpubkey = sha256//${identity.publicKeySha256}`,
    'check_certificate = off', // the pin stands all the same
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
  const { service } = readDocument(effects, PATHS.frontend, FRONTEND_IDENTITY);
  const [answer, headers] = [`${file}.answer`, `${file}.headers`];
  const words = [`--config=${PATHS.wgetrc}`, `--post-file=${file}`, '-O', answer];
  const reply = request(effects, words, `${service}${path}`, { headers });
  const text = effects.read(answer) ?? '';
  effects.remove(answer);
  return reply.kind === 'done' ? { ...reply, text } : reply;
}
