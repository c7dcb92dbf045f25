/** One question to a hub over HTTP: redirects followed with care, silence noticed. */
import { CancelledError } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const MAX_REDIRECTS = 6;

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Goes to the first address' own origin and to nobody else. */
  readonly token?: string | undefined;
  /** Nothing comes for so long: then it is given up, in milliseconds. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Ends with `hub.stalled` or `hub.unreachable` when the line breaks. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets the line go without reading on. */
  discard(): void;
}

/** Throws `hub.unreachable`, `hub.stalled`, `hub.odd-answer`, or CancelledError. */
export async function send(address: URL, options: SendOptions): Promise<Answer> {
  const stop = new AbortController();
  const silence = new Silence(options.silenceMs, stop);
  const signal =
    options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const { host, origin } = address;
  const translate = (error: unknown): unknown => {
    if (options.signal?.aborted === true) return new CancelledError();
    if (silence.isOver) {
      const seconds = Math.ceil(options.silenceMs / 1000);
      return new EaselError('hub.stalled', { host, seconds }, { cause: error });
    }
    if (error instanceof EaselError) return error;
    return new EaselError('hub.unreachable', { host, reason: reasonOf(error) }, { cause: error });
  };
  try {
    let at = address;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      silence.restart();
      const isHome = at.origin === origin;
      const response = await fetch(at.href, {
        headers: {
          ...options.headers,
          'accept-encoding': 'identity',
          'user-agent': 'easel',
          ...(isHome && options.token !== undefined
            ? { authorization: `Bearer ${options.token}` }
            : {}),
        },
        redirect: 'manual',
        signal,
      });
      silence.restart();
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        return {
          status: response.status,
          headers: response.headers,
          body: bodyOf(response, silence, translate),
          discard: () => {
            silence.end();
            stop.abort();
          },
        };
      }
      await response.body?.cancel();
      at = nextPlace(location, at, host);
    }
    throw new EaselError('hub.odd-answer', { host, reason: 'it redirects without end' });
  } catch (error) {
    silence.end();
    throw translate(error);
  }
}

function nextPlace(location: string, from: URL, host: string): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  const isDowngrade = from.protocol === 'https:' && next?.protocol !== 'https:';
  if (next === undefined || isDowngrade || !/^https?:$/.test(next.protocol)) {
    throw new EaselError('hub.odd-answer', { host, reason: 'it redirects to no safe address' });
  }
  return next;
}

async function* bodyOf(
  { body }: Response,
  silence: Silence,
  translate: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  if (body === null) {
    silence.end();
    return;
  }
  try {
    for await (const chunk of body) {
      // Writing it down takes its own time, which is not the hub's.
      silence.end();
      yield chunk as Uint8Array;
      silence.restart();
    }
  } catch (error) {
    throw translate(error);
  } finally {
    silence.end();
  }
}

class Silence {
  readonly #ms: number;
  readonly #stop: AbortController;
  #timer: NodeJS.Timeout | undefined;
  isOver = false;

  constructor(ms: number, stop: AbortController) {
    this.#ms = ms;
    this.#stop = stop;
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#stop.abort();
    }, this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** The system's code, which people can look up: `ENOTFOUND`, `ECONNREFUSED`, `UND_ERR_SOCKET`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return String(cause);
}
