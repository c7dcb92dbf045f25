/** The person's access token for a hub. It goes into requests and never anywhere else. */
export interface HubToken {
  /** Whether the environment gives it, so that it cannot be changed here. */
  readonly isFixed: boolean;
  get(): Promise<string | undefined>;
  /** Forgets it when undefined. Throws `library.not-writable` or `library.disk-full`. */
  set(token: string | undefined): Promise<void>;
}
