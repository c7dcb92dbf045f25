/** Bytes from a file or from memory as an answer: ETag, If-None-Match, Range, HEAD. */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { BARE_POLICY, SECURITY_HEADERS } from './answers.ts';
import { parseRange, type ByteRange } from './byte-range.ts';
import type { Content, SiteAnswer, SiteRequest } from './exchange.ts';

/** Throws what `open` throws when the file is not there. */
export async function contentAnswer(request: SiteRequest, content: Content): Promise<SiteAnswer> {
  const headers = {
    ...SECURITY_HEADERS,
    // An SVG or HTML that found its way into the library must not become a page with powers.
    'content-security-policy': `${BARE_POLICY}; sandbox`,
    'cache-control': content.cacheControl,
    ...(content.etag === undefined ? {} : { etag: `"${content.etag}"` }),
    ...content.headers,
  };
  if (content.etag !== undefined && matches(request.header('if-none-match'), content.etag)) {
    return { status: 304, headers };
  }
  if ('stream' in content.source) {
    const head = { status: 200, headers: { ...headers, 'content-type': content.type } };
    if (request.method === 'HEAD') return head;
    return { ...head, body: Readable.from(content.source.stream(), { objectMode: false }) };
  }
  const withType = { ...headers, 'content-type': content.type, 'accept-ranges': 'bytes' };
  if ('bytes' in content.source) {
    const { bytes } = content.source;
    const { range, ...head } = headOf(request, withType, bytes.length);
    return range === undefined
      ? head
      : { ...head, body: bytes.subarray(range.start, range.end + 1) };
  }
  const file = await open(content.source.path);
  const { size } = await file.stat();
  const { range, ...head } = headOf(request, withType, size);
  if (range !== undefined) return { ...head, body: file.createReadStream({ ...range }) };
  await file.close();
  return head;
}

/** Status and headers, and the bytes to send; without a range there are none. */
function headOf(
  request: SiteRequest,
  headers: Readonly<Record<string, string>>,
  size: number,
): SiteAnswer & { readonly range?: ByteRange } {
  const ifRange = request.header('if-range');
  const isFresh = ifRange === undefined || ifRange === headers['etag'];
  const range = isFresh ? parseRange(request.header('range'), size) : undefined;
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } };
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const head = {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(end - start + 1),
      ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
    },
  };
  return request.method !== 'HEAD' && size > 0 ? { ...head, range: { start, end } } : head;
}

function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((one) => {
    const value = one.trim().replace(/^W\//, '');
    return value === '*' || value === `"${etag}"`;
  });
}
