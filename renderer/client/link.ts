/** One open way to a host, whatever carries it. When it closes, a new one is opened. */
import type { ClientContext, ClientLink } from '@orpc/client';

export interface OpenedLink {
  readonly link: ClientLink<ClientContext>;
  /** Settles when calls can be sent; rejects when the link closes before that. */
  readonly opened: Promise<void>;
  /** Settles once, when the link is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

export type OpenLink = () => OpenedLink;
