/** The secret of one start: who knows it may use the studio. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** 256 random bits, URL-safe. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that says nothing about where the first difference is, or how long it is. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * The token that a request carries, in its cookie or as `Authorization: Bearer`. Cookies do not
 * know ports, so the name holds the port: two studios on one machine keep apart.
 */
export function tokenOf(headers: IncomingHttpHeaders, port: number): string | undefined {
  const bearer = /^Bearer ([\w-]{1,128})$/.exec(headers.authorization ?? '');
  if (bearer !== null) return bearer[1];
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === cookieName(port)) return value;
  }
  return undefined;
}

/** Set once, on the first visit with the token in the address. */
export function tokenCookie(token: string, port: number): string {
  return `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`;
}

function cookieName(port: number): string {
  return `easel-${port}`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
