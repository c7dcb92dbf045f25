/** Whether a write failed only because the reader has gone. */
export function isQuietPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
