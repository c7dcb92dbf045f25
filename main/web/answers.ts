/** Answers of our own making: headers that every answer carries, errors for machines and people. */
import type { ErrorCode } from '#shared/errors/catalogue.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { SiteAnswer, SiteRequest } from './exchange.ts';
import { errorPage, languageOf } from './pages.ts';

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
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
  'edit.mask-not-found': 404,
  'picture.file-missing': 404,
  'job.not-found': 404,
  'request.invalid': 400,
  'picture.no-settings': 422,
  'picture.settings-damaged': 422,
  'picture.unreadable': 422,
  'picture.empty': 422,
  'picture.too-large': 422,
  'picture.file-too-large': 413,
  'export.expired': 410,
  'library.disk-full': 507,
};

/** `{code, params}` for programs, a readable page for people. */
export function errorAnswer(request: SiteRequest, error: unknown, status?: number): SiteAnswer {
  const shape = toErrorShape(error);
  const isForPerson = (request.header('accept') ?? '').includes('text/html');
  const body = isForPerson
    ? errorPage(shape, languageOf(request.header('accept-language')))
    : `${JSON.stringify(shape)}\n`;
  const type = isForPerson ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  return textAnswer(request, status ?? STATUS[shape.code as ErrorCode] ?? 500, type, body);
}

export function textAnswer(
  request: SiteRequest,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): SiteAnswer {
  const body = Buffer.from(text);
  return {
    status,
    headers: {
      ...SECURITY_HEADERS,
      'content-security-policy': BARE_POLICY,
      'cache-control': 'no-store',
      'content-type': type,
      'content-length': String(body.length),
      ...headers,
    },
    ...(request.method === 'HEAD' ? {} : { body }),
  };
}
