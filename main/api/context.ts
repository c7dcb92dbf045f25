/** What a host tells the routers about itself; nothing that a caller could set. */
import type { RemoteAccessState } from '#shared/domain/system.ts';

export interface ApiContext {
  readonly host: 'desktop' | 'server' | 'cli';
  /**
   * Whether the caller may name files of this machine by path. The window and the command line are
   * the owner's own hands; a browser is trusted with paths only when the server was started so.
   */
  readonly hasLocalFiles: boolean;
  /** Where other devices reach this host; absent where they never can. */
  readonly remoteAccess?: (() => Promise<RemoteAccessState>) | undefined;
  /** Is told of every error that nobody foresaw, before it is reduced to a code. */
  readonly reportFault?: (error: unknown) => void;
}
