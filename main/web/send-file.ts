/** Sends bytes from a file or from memory: ETag, If-None-Match, Range, HEAD. */
import { open } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { BARE_POLICY, SECURITY_HEADERS } from './answers.ts';
import { parseRange } from './byte-range.ts';

export interface Content {
  readonly source: { readonly path: string } | { readonly bytes: Uint8Array };
  readonly type: string;
  /** Without quotes. */
  readonly etag?: string;
  readonly cacheControl: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** Throws what `open` throws when the file is not there; nothing was sent then. */
export async function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
): Promise<void> {
  const headers: OutgoingHttpHeaders = {
    ...SECURITY_HEADERS,
    // An SVG or HTML that found its way into the library must not become a page with powers.
    'content-security-policy': `${BARE_POLICY}; sandbox`,
    'cache-control': content.cacheControl,
    ...(content.etag === undefined ? {} : { etag: `"${content.etag}"` }),
    ...content.headers,
  };
  if (content.etag !== undefined && matches(request.headers['if-none-match'], content.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  headers['content-type'] = content.type;
  headers['accept-ranges'] = 'bytes';
  if ('bytes' in content.source) {
    const { bytes } = content.source;
    const range = writeHead(request, response, headers, bytes.length);
    if (range !== undefined) response.end(bytes.subarray(range.start, range.end + 1));
    return;
  }
  const file = await open(content.source.path);
  try {
    const { size } = await file.stat();
    const range = writeHead(request, response, headers, size);
    if (range === undefined) return;
    await pipeline(file.createReadStream({ ...range, autoClose: false }), response);
  } finally {
    await file.close();
  }
}

/** Writes status and headers; undefined when there is no body to send. */
function writeHead(
  request: IncomingMessage,
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
  size: number,
): { start: number; end: number } | undefined {
  const ifRange = request.headers['if-range'];
  const isFresh = ifRange === undefined || ifRange === headers['etag'];
  const range = isFresh ? parseRange(request.headers.range, size) : undefined;
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${size}` }).end();
    return undefined;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range === undefined ? 200 : 206, {
    ...headers,
    'content-length': end - start + 1,
    ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method !== 'HEAD' && size > 0) return { start, end };
  response.end();
  return undefined;
}

function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((one) => {
    const value = one.trim().replace(/^W\//, '');
    return value === '*' || value === `"${etag}"`;
  });
}
