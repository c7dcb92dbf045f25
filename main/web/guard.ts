/**
 * Who may speak to this server. A page on another site, or on another port of this machine, can
 * make a browser send requests here; a hostile name server can make its own name point here. The
 * exact Host, the exact Origin and a secret keep all of them out.
 */
import type { IncomingMessage } from 'node:http';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { SignIns } from './sign-ins.ts';
import { isSameToken, tokenOf } from './token.ts';

export interface Gate {
  /** Values of the Host header under which this server is known, such as `127.0.0.1:8123`. */
  readonly hosts: { has(host: string): boolean };
  readonly port: number;
  readonly token: string;
  /** Tokens of earlier starts that are still good. */
  readonly earlier?: SignIns;
}

/**
 * Throws `access.origin-refused` unless the request is for this server and from its own pages.
 * Browsers leave Origin out of plain same-origin GETs; they never leave it out of an upgrade or a POST.
 */
export function checkSource(request: IncomingMessage, gate: Gate, needsOrigin: boolean): void {
  const { host = '', origin } = request.headers;
  if (!gate.hosts.has(host)) refuse(host === '' ? 'a request without a host' : host);
  if (origin !== undefined && origin !== `http://${host}`) refuse(origin);
  if (origin === undefined && needsOrigin) refuse('a connection without an origin');
  const site = request.headers['sec-fetch-site'];
  // Another port of this machine is "same-site" to a browser, and would send the cookie along.
  if (site === 'cross-site' || site === 'same-site') {
    const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && !needsOrigin;
    const isFramed = request.headers['sec-fetch-dest'] !== 'document';
    if (!isNavigation || isFramed) refuse('another site');
  }
}

/** Throws `access.token-wrong` unless the request carries the token of this start or a late one. */
export function checkToken(request: IncomingMessage, gate: Gate): void {
  const given = tokenOf(request.headers, gate.port);
  const isKnown =
    given !== undefined && (isSameToken(given, gate.token) || gate.earlier?.has(given) === true);
  if (!isKnown) {
    throw new EaselError('access.token-wrong');
  }
}

function refuse(origin: string): never {
  throw new EaselError('access.origin-refused', { origin: origin.slice(0, 100) });
}
