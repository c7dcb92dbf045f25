/** One HTTP request: may it be here at all, and if so, what does the site answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EaselError } from '#shared/errors/easel-error.ts';
import { errorAnswer, textAnswer } from './answers.ts';
import type { SiteAnswer, SiteRequest } from './exchange.ts';
import { checkSource, checkToken, type Gate } from './guard.ts';
import { answerRequest, refusalOf, type Site } from './site.ts';
import { isSameToken, tokenCookie } from './token.ts';
import { isUpload } from './upload-route.ts';

export async function handleRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  site: Site,
): Promise<void> {
  const request = toSiteRequest(incoming);
  try {
    await send(response, await decide(incoming, request, gate, site));
  } catch {
    // The other side went away, or a file broke off in the middle of being read.
    response.destroy();
  }
}

async function decide(
  incoming: IncomingMessage,
  request: SiteRequest,
  gate: Gate,
  site: Site,
): Promise<SiteAnswer> {
  try {
    // Browsers never leave the origin out of a POST, so there it may not be missing.
    checkSource(incoming, gate, request.method === 'POST' && isUpload(request.target));
    const early = refusalOf(request) ?? admit(request, gate);
    if (early !== undefined) return early;
    checkToken(incoming, gate);
  } catch (error) {
    return errorAnswer(request, error);
  }
  return answerRequest(request, site);
}

/** First visit with `/?token=…`: the token moves into a cookie and out of the address bar. */
function admit(request: SiteRequest, gate: Gate): SiteAnswer | undefined {
  const url = new URL(request.target, 'http://easel');
  const given = url.searchParams.get('token');
  if (url.pathname !== '/' || given === null) return undefined;
  if (!isSameToken(given, gate.token)) throw new EaselError('access.token-wrong');
  return textAnswer(request, 303, 'text/plain; charset=utf-8', '', {
    location: '/',
    'set-cookie': tokenCookie(gate.token, gate.port),
  });
}

function toSiteRequest(incoming: IncomingMessage): SiteRequest {
  const { headers } = incoming;
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: hasBody ? incoming : undefined,
    socketOrigin: `ws://${headers.host ?? ''}`,
  };
}

async function send(response: ServerResponse, { status, headers, body }: SiteAnswer) {
  response.writeHead(status, headers);
  if (body instanceof Readable) await pipeline(body, response);
  else response.end(body);
}
