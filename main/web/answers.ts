/** How this server answers: headers that every answer carries, errors for machines and people. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ErrorCode } from '#shared/errors/catalogue.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import { errorPage, languageOf } from './pages.ts';

export const SECURITY_HEADERS: OutgoingHttpHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

/** For pages that carry no script at all. */
export const BARE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const STATUS: Partial<Record<ErrorCode, number>> = {
  'access.token-wrong': 401,
  'access.origin-refused': 403,
  'access.local-only': 403,
  'access.not-found': 404,
  'picture.not-found': 404,
  'picture.file-missing': 404,
  'job.not-found': 404,
  'request.invalid': 400,
};

/** `{code, params}` for programs, a readable page for people. */
export function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  status?: number,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const shape = toErrorShape(error);
  const isForPerson = (request.headers.accept ?? '').includes('text/html');
  const body = isForPerson
    ? errorPage(shape, languageOf(request.headers['accept-language']))
    : `${JSON.stringify(shape)}\n`;
  const type = isForPerson ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  sendText(request, response, status ?? STATUS[shape.code as ErrorCode] ?? 500, type, body);
}

export function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-security-policy': BARE_POLICY,
    'cache-control': 'no-store',
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
