/** Options that every command takes. */
export interface GlobalOptions {
  readonly library?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
