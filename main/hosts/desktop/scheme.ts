/** `easel://app/`: the window's own address. Screens and pictures answer here as on the server. */
import type { Protocol } from 'electron';
import { answerFetch, refuseFetch } from '#main/web/answer-fetch.ts';
import type { Site } from '#main/web/site.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const SCHEME = 'easel';
export const ORIGIN = `${SCHEME}://app`;

/** Before the app is ready: the scheme counts as secure, with an origin, fetch and streams. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

export function serveScheme(protocol: Pick<Protocol, 'handle'>, site: Site): void {
  protocol.handle(SCHEME, (request) => {
    const stranger = strangerOf(request);
    return stranger === undefined
      ? answerFetch(request, site)
      : refuseFetch(request, new EaselError('access.origin-refused', { origin: stranger }));
  });
}

/**
 * Who asks for something that is not theirs to ask for. Electron sets `initiatorOrigin` itself, a
 * page cannot; it is absent only where the window itself was told to open an address.
 */
function strangerOf(request: Request & { readonly initiatorOrigin?: string }): string | undefined {
  const { protocol, host } = new URL(request.url);
  if (`${protocol}//${host}` !== ORIGIN) return `${protocol}//${host}`;
  const { initiatorOrigin, method } = request;
  if (initiatorOrigin === ORIGIN) return undefined;
  return initiatorOrigin ?? (method === 'GET' ? undefined : 'nobody');
}
