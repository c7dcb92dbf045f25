/** One HTTP request: may it be here, what does it want. Only GET and HEAD, never with a body. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MediaAccess } from '#main/studio/media-access.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { sendError, sendText } from './answers.ts';
import { checkSource, checkToken, type Gate } from './guard.ts';
import { findMedia } from './media-route.ts';
import { languageOf, notBuiltPage } from './pages.ts';
import type { Screens } from './screens.ts';
import { sendContent } from './send-file.ts';
import { isSameToken, tokenCookie } from './token.ts';

export const MAX_URL_LENGTH = 4096;

export interface Site {
  readonly gate: Gate;
  readonly media: MediaAccess;
  readonly screens: Screens | undefined;
}

export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  site: Site,
): Promise<void> {
  try {
    checkSource(request, site.gate, false);
    const refusal = refuseShape(request);
    if (refusal !== undefined) {
      response.setHeader('connection', 'close');
      if (refusal.status === 405) response.setHeader('allow', 'GET, HEAD');
      sendError(request, response, refusal.error, refusal.status);
      return;
    }
    const url = new URL(request.url ?? '/', 'http://easel');
    if (admit(request, response, url, site.gate)) return;
    checkToken(request, site.gate);
    await answer(request, response, url, site);
  } catch (error) {
    sendError(request, response, error);
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { media, screens }: Site,
): Promise<void> {
  // The raw path: a URL object has already resolved `..`, which is not ours to forgive.
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path !== url.pathname) throw new EaselError('access.not-found');
  if (path.startsWith('/media/')) {
    await sendContent(request, response, await findMedia(url, media));
    return;
  }
  const screen = screens?.(path, request.headers.host ?? '');
  if (screen !== undefined) {
    await sendContent(request, response, screen);
  } else if (path === '/' && screens === undefined) {
    const language = languageOf(request.headers['accept-language']);
    sendText(request, response, 200, 'text/html; charset=utf-8', notBuiltPage(language));
  } else {
    throw new EaselError('access.not-found');
  }
}

/** First visit with `/?token=…`: the token moves into a cookie and out of the address bar. */
function admit(request: IncomingMessage, response: ServerResponse, url: URL, gate: Gate): boolean {
  const given = url.searchParams.get('token');
  if (url.pathname !== '/' || given === null) return false;
  if (!isSameToken(given, gate.token)) throw new EaselError('access.token-wrong');
  sendText(request, response, 303, 'text/plain; charset=utf-8', '', {
    location: '/',
    'set-cookie': tokenCookie(gate.token, gate.port),
  });
  return true;
}

function refuseShape(
  request: IncomingMessage,
): { readonly status: number; readonly error: EaselError } | undefined {
  function refuse(status: number, field: string, reason: string) {
    return { status, error: new EaselError('request.invalid', { field, reason }) };
  }
  const { method, url = '', headers } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    return refuse(405, 'method', 'only GET and HEAD are answered here');
  }
  if (url.length > MAX_URL_LENGTH) return refuse(414, 'address', 'it is too long');
  if (!url.startsWith('/') || url.startsWith('//')) return refuse(400, 'address', 'it is no path');
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody ? refuse(413, 'body', 'no request here has one') : undefined;
}
