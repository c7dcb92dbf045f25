/**
 * A hub that speaks Hugging Face's HTTP API, or a mirror of one.
 *
 * `GET /api/models/{id}/revision/{revision}` tells the commit, the licence and whether terms are to be
 * accepted; `…/tree/{commit}?recursive=true` lists files in pages; `GET /{id}/resolve/{commit}/{path}`
 * gives a file, mostly by a redirect to a short-lived address elsewhere, and knows ranges.
 */
import * as z from 'zod';
import type { Hub, HubFile } from '#main/core/checkpoints/hub/hub.port.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { send, type Answer } from './send.ts';

const MAX_JSON_BYTES = 32 << 20;
const MAX_PAGES = 50;
const SILENCE_MS = 30_000;

const infoSchema = z.object({
  id: z.string().optional(),
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  gated: z.union([z.literal(false), z.string()]).optional(),
  cardData: z
    .object({ license: z.union([z.string(), z.array(z.string())]).optional() })
    .nullish()
    .catch(undefined),
});
const bytesSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.object({
  type: z.string(),
  path: z.string().max(1_000),
  size: bytesSchema.optional(),
  oid: z.string().optional(),
  lfs: z.object({ oid: z.string(), size: bytesSchema }).nullish(),
});

export interface HttpHubOptions {
  /** Origin, with a path where a mirror has one. */
  readonly endpoint: string;
  /** Asked for each time, so that it lies about nowhere. */
  readonly token: () => Promise<string | undefined>;
  readonly silenceMs?: number;
}

export function openHttpHub({ endpoint, token, silenceMs = SILENCE_MS }: HttpHubOptions): Hub {
  const root = endpoint.replace(/\/+$/, '');
  const { host, hostname, protocol, origin } = new URL(root);
  // A secret goes over no open line, except to this machine itself.
  const isPrivate = protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

  async function ask(
    address: URL,
    repository: string,
    options: { headers?: Record<string, string>; signal?: AbortSignal | undefined } = {},
  ): Promise<Answer> {
    const known = isPrivate && address.origin === origin ? await token() : undefined;
    const answer = await send(address, { ...options, token: known, silenceMs });
    if (answer.status < 400 || answer.status === 416) return answer;
    answer.discard();
    throw faultOf(answer, { host, repository, hasToken: known !== undefined });
  }

  return {
    endpoint: root,
    host,
    async look(repository, revision = 'main', signal) {
      const api = `${root}/api/models/${repository}`;
      const about = await ask(
        new URL(`${api}/revision/${encodeURIComponent(revision)}`),
        repository,
        {
          signal,
        },
      );
      const info = parse(infoSchema, await readJson(about, host), host);
      const files: HubFile[] = [];
      let page: URL | undefined = new URL(`${api}/tree/${info.sha}?recursive=true&expand=false`);
      for (let pages = 0; page !== undefined && pages < MAX_PAGES; pages += 1) {
        const answer: Answer = await ask(page, repository, { signal });
        const entries = parse(z.array(entrySchema), await readJson(answer, host), host);
        files.push(...entries.filter(({ type }) => type === 'file').map(fileOf));
        page = nextPage(answer.headers.get('link'), page);
      }
      const license = info.cardData?.license;
      const words = Array.isArray(license) ? license.join(', ') : license;
      return {
        repository: info.id ?? repository,
        commit: info.sha,
        ...(words === undefined ? {} : { license: words.slice(0, 120) }),
        isGated: typeof info.gated === 'string',
        files,
      };
    },
    async read({ repository, commit, path }, { from, bytes }, signal) {
      const where = path.split('/').map(encodeURIComponent).join('/');
      const address = new URL(`${root}/${repository}/resolve/${commit}/${where}`);
      const isWhole = from === 0 && bytes === undefined;
      const range = `bytes=${from}-${bytes === undefined ? '' : from + bytes - 1}`;
      const answer = await ask(address, repository, {
        ...(isWhole ? {} : { headers: { range } }),
        signal,
      });
      if (answer.status === 206) {
        const start = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '')?.[1];
        if (Number(start) === from) return { from, chunks: answer.body };
        answer.discard();
        throw odd(host, 'it gives another range than was asked for');
      }
      if (answer.status === 416) {
        // The file there is shorter than what is here: from the beginning, to see what it is.
        answer.discard();
        const whole = await ask(address, repository, { signal });
        return { from: 0, chunks: whole.body };
      }
      if (answer.status === 200) return { from: 0, chunks: answer.body };
      answer.discard();
      throw odd(host, `status ${answer.status}`);
    },
  };
}

/** `sha256` is the plain hash of a big file's content, `gitSha1` names a small one. */
function fileOf({ path, size = 0, oid, lfs }: z.infer<typeof entrySchema>): HubFile {
  const isLarge = lfs !== undefined && lfs !== null;
  const sha256 = isLarge ? hex(lfs.oid.replace(/^sha256:/, ''), 64) : undefined;
  const gitSha1 = isLarge || oid === undefined ? undefined : hex(oid, 40);
  return {
    path,
    bytes: isLarge ? lfs.size : size,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(gitSha1 === undefined ? {} : { gitSha1 }),
  };
}

function hex(text: string, length: number): string | undefined {
  const lower = text.toLowerCase();
  return lower.length === length && /^[0-9a-f]+$/.test(lower) ? lower : undefined;
}

/** The page after this one, at the host that was asked: mirrors name the address of what they mirror. */
function nextPage(link: string | null, from: URL): URL | undefined {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, from.href)) return undefined;
  const next = new URL(target, from.href);
  const own = new URL(from.href);
  own.search = next.search;
  return own;
}

function faultOf(
  { status, headers }: Answer,
  { host, repository, hasToken }: { host: string; repository: string; hasToken: boolean },
): EaselError {
  const code = headers.get('x-error-code');
  if (status === 429 || status === 503) {
    const seconds = retryAfter(headers);
    return new EaselError('hub.busy', { host, ...(seconds === undefined ? {} : { seconds }) });
  }
  if (code === 'GatedRepo') return new EaselError('hub.gated', { repository, host });
  if (status === 401 && hasToken && code !== 'RepoNotFound') {
    return new EaselError('hub.token-refused', { host });
  }
  if (status === 403) return new EaselError('hub.gated', { repository, host });
  if (status === 401 || status === 404) {
    return new EaselError('hub.not-found', { host, repository });
  }
  return odd(host, `status ${status}`);
}

/** Seconds, from either of the forms that the header has. */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

async function readJson({ body, headers, discard }: Answer, host: string): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_JSON_BYTES) {
      discard();
      throw odd(host, 'it says too much');
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw odd(host, `it answers ${headers.get('content-type') ?? 'something'} instead of JSON`);
  }
}

function parse<Content>(schema: z.ZodType<Content>, content: unknown, host: string): Content {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw odd(host, `“${parsed.error.issues[0]?.path.join('.') ?? ''}” is not as expected`);
}

function odd(host: string, reason: string): EaselError {
  return new EaselError('hub.odd-answer', { host, reason });
}
