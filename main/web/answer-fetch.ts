/** The site for requests in the shape of `fetch`, as a window's own scheme brings them. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { errorAnswer } from './answers.ts';
import type { SiteAnswer, SiteRequest } from './exchange.ts';
import { answerRequest, type Site } from './site.ts';

/** Never rejects. The request's origin must have been checked: here, every address is answered. */
export async function answerFetch(request: Request, site: Site): Promise<Response> {
  return toResponse(await answerRequest(toSiteRequest(request), site));
}

/** The answer to a request that must not be looked at any further. */
export function refuseFetch(request: Request, error: unknown): Response {
  return toResponse(errorAnswer(toSiteRequest(request), error));
}

function toSiteRequest(request: Request): SiteRequest {
  const { pathname, search } = new URL(request.url);
  // Named by Node and by the DOM, one and the same class in either.
  const body: unknown = request.body;
  return {
    method: request.method,
    target: `${pathname}${search}`,
    header: (name) => request.headers.get(name) ?? undefined,
    body: body === null ? undefined : Readable.fromWeb(body as ReadableStream),
  };
}

function toResponse({ status, headers, body }: SiteAnswer): Response {
  const bytes = body instanceof Readable ? Readable.toWeb(body) : body;
  type Body = ConstructorParameters<typeof Response>[0];
  return new Response((bytes as Body) ?? null, { status, headers });
}
