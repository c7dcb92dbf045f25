/** A request and its answer, whatever carries them: HTTP, or a window's own addresses. */
import type { Readable } from 'node:stream';

export interface SiteRequest {
  readonly method: string;
  /** Path and query as they came: neither decoded nor resolved. */
  readonly target: string;
  /** The value of a header by its lower-case name. */
  header(name: string): string | undefined;
  /** The bytes sent along, to be read once; undefined where there are none. */
  readonly body: Readable | undefined;
  /** Where the page may open the contract; absent where it comes over a port. */
  readonly socketOrigin?: string;
}

export interface SiteAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** A stream must be read to its end or destroyed: it holds a file open. */
  readonly body?: Uint8Array | Readable;
}

/** What is found at an address, before range and freshness are looked at. */
export interface Content {
  readonly source:
    | { readonly path: string }
    | { readonly bytes: Uint8Array }
    /** Made while it is sent, so neither its size nor its parts are known. */
    | { readonly stream: () => AsyncIterable<Uint8Array> };
  readonly type: string;
  /** Without quotes. */
  readonly etag?: string;
  readonly cacheControl: string;
  readonly headers?: Readonly<Record<string, string>>;
}
