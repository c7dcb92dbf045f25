/**
 * A hub on this machine that speaks Hugging Face's HTTP API: model info, a tree in pages, and files
 * that large ones are redirected for to a second port, as to a network that delivers them.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PublishedFile {
  readonly content: Buffer;
  /** Kept as the large ones are: with a SHA-256, and delivered from elsewhere. */
  readonly isLarge?: boolean;
  /** What the list says of it, where that is not the truth. */
  readonly listed?: { readonly bytes?: number; readonly hash?: string | undefined };
}

export interface PublishedModel {
  readonly commit?: string;
  readonly license?: string;
  readonly gated?: 'auto' | 'manual';
  readonly files: Readonly<Record<string, PublishedFile>>;
}

export interface HubRequest {
  readonly at: 'hub' | 'delivery';
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

type Intercept = (
  request: HubRequest,
  response: ServerResponse,
  content: Buffer | undefined,
) => boolean;

export interface TestHub {
  readonly endpoint: string;
  readonly requests: HubRequest[];
  readonly models: Map<string, PublishedModel>;
  /** Answers in place of the hub where it says that it did. */
  intercept: Intercept;
  close(): Promise<void>;
}

export const COMMIT = 'c0ffee'.padEnd(40, '0');
/** The only one that opens gated models. */
export const TOKEN = 'hf_sesame';
const PAGE = 2;

export async function startTestHub(models: Record<string, PublishedModel>): Promise<TestHub> {
  const servers = [createServer(), createServer()] as const;
  const [front, delivery] = servers;
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const hub: TestHub = {
    endpoint: addressOf(front),
    requests: [],
    models: new Map(Object.entries(models)),
    intercept: () => false,
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
  front.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answerFront(hub, addressOf(delivery), request, response);
  });
  delivery.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const [, name = '', path = ''] = /^\/blob\/([^/]+)\/(.+)$/.exec(request.url ?? '') ?? [];
    const content = hub.models.get(decodeURIComponent(name))?.files[decodeURIComponent(path)]
      ?.content;
    const known = note(hub, 'delivery', request);
    if (hub.intercept(known, response, content)) return;
    deliver(response, content, known.range);
  });
  return hub;
}

function answerFront(
  hub: TestHub,
  elsewhere: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const known = note(hub, 'hub', request);
  const url = new URL(known.path, hub.endpoint);
  const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(url.pathname);
  const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
  const id = api?.[1] ?? resolve?.[1] ?? '';
  const model = hub.models.get(id);
  const path = decodeURIComponent(resolve?.[3] ?? '');
  if (hub.intercept(known, response, model?.files[path]?.content)) return;
  if (model === undefined) {
    response.writeHead(401, { 'x-error-code': 'RepoNotFound' }).end('{}');
  } else if (api?.[2] === 'revision') {
    const { commit = COMMIT, license, gated = false } = model;
    const cardData = license === undefined ? {} : { license };
    json(response, { id, sha: commit, gated, cardData });
  } else if (api?.[2] === 'tree') {
    const page = Number(url.searchParams.get('cursor') ?? 0);
    const files = Object.entries(model.files);
    const more = (page + 1) * PAGE < files.length;
    const next = `<https://huggingface.co${url.pathname}?recursive=true&cursor=${page + 1}>; rel="next"`;
    json(
      response,
      files.slice(page * PAGE, (page + 1) * PAGE).map(entryOf),
      more ? { link: next } : {},
    );
  } else if (model.gated !== undefined && known.authorization !== `Bearer ${TOKEN}`) {
    response.writeHead(known.authorization === undefined ? 401 : 403, {
      'x-error-code': 'GatedRepo',
    });
    response.end();
  } else if (model.files[path] === undefined) {
    response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
  } else if (model.files[path].isLarge === true) {
    const location = `${elsewhere}/blob/${encodeURIComponent(id)}/${encodeURIComponent(path)}`;
    response.writeHead(302, { location, 'x-repo-commit': COMMIT }).end();
  } else deliver(response, model.files[path].content, known.range);
}

function note(hub: TestHub, at: HubRequest['at'], { url, headers }: IncomingMessage): HubRequest {
  const { range, authorization } = headers;
  const request = { at, path: url ?? '', range, authorization };
  hub.requests.push(request);
  return request;
}

function entryOf([path, { content, isLarge, listed }]: [string, PublishedFile]): unknown {
  const size = listed?.bytes ?? content.length;
  const hash = (name: string, ...parts: (string | Buffer)[]): string =>
    parts.reduce((sum, part) => sum.update(part), createHash(name)).digest('hex');
  const isHashGiven = listed !== undefined && 'hash' in listed;
  if (isLarge !== true) {
    const oid = isHashGiven ? listed.hash : hash('sha1', `blob ${content.length}\0`, content);
    return { type: 'file', path, size, oid };
  }
  const oid = isHashGiven ? listed.hash : hash('sha256', content);
  return { type: 'file', path, size, oid: '0'.repeat(40), lfs: { oid, size } };
}

/** Whole or a range, as a server of files does. */
export function deliver(
  response: ServerResponse,
  content: Buffer | undefined,
  range: string | undefined,
): void {
  if (content === undefined) {
    response.writeHead(404).end();
    return;
  }
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const from = Number(first ?? 0);
  const to = last === undefined || last === '' ? content.length : Number(last) + 1;
  if (first === undefined) response.writeHead(200, { 'content-length': content.length });
  else if (from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  } else {
    const end = Math.min(to, content.length);
    response.writeHead(206, {
      'content-length': end - from,
      'content-range': `bytes ${from}-${end - 1}/${content.length}`,
    });
  }
  response.end(content.subarray(from, to));
}

function json(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
