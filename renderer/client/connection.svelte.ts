/**
 * The typed client of the contract over a link that comes back by itself. A call made while the
 * link is down waits for it a while; a call that was under way when it broke fails with
 * `access.disconnected`, for it is not known whether it took effect.
 */
import { createORPCClient, type ClientContext, type ClientLink } from '@orpc/client';
import type { EaselClient } from '#shared/contract/index.ts';
import { restoringErrors } from '#shared/contract/restore-error.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { backoffDelay, pause } from './backoff.ts';
import type { OpenedLink, OpenLink } from './link.ts';

const WAIT_FOR_LINK_MS = 10_000;

export type ConnectionState = 'connecting' | 'open' | 'lost';

export class Connection<Client extends EaselClient = EaselClient> {
  state = $state<ConnectionState>('connecting');
  readonly client: Client;
  readonly #open: OpenLink;
  readonly #ended = new AbortController();
  #current: Promise<OpenedLink>;
  #resolveCurrent: (link: OpenedLink) => void = () => undefined;

  constructor(open: OpenLink) {
    this.#open = open;
    this.#current = this.#next();
    const link: ClientLink<ClientContext> = {
      call: (path, input, options) => this.#call(path, input, options),
    };
    this.client = restoringErrors(createORPCClient<Client>(link));
    void this.#keepOpen();
  }

  close(): void {
    this.#ended.abort();
    void this.#current.then((current) => {
      current.close();
    });
  }

  #next(): Promise<OpenedLink> {
    return new Promise((resolve) => {
      this.#resolveCurrent = resolve;
    });
  }

  async #keepOpen(): Promise<void> {
    let attempt = 0;
    while (!this.#ended.signal.aborted) {
      try {
        const link = this.#open();
        await link.opened;
        attempt = 0;
        this.state = 'open';
        this.#resolveCurrent(link);
        await link.closed;
        this.#current = this.#next();
      } catch {
        // It closed before it opened; the next attempt comes later.
      }
      if (this.#ended.signal.aborted) return;
      this.state = 'lost';
      await pause(backoffDelay(attempt, Math.random()), this.#ended.signal);
      attempt += 1;
    }
  }

  async #call(
    path: readonly string[],
    input: unknown,
    options: Parameters<ClientLink<ClientContext>['call']>[2],
  ): Promise<unknown> {
    const current = await Promise.race([this.#current, pause(WAIT_FOR_LINK_MS, options.signal)]);
    if (current === undefined) throw new EaselError('access.disconnected');
    return current.link.call(path, input, options);
  }
}
