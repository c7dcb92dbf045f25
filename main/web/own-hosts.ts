/** The names under which this server may be addressed. */
import { hostname, networkInterfaces } from 'node:os';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Host header values for a server bound to `host`: exact, with the port. */
export function ownHosts(host: string, port: number): ReadonlySet<string> {
  const names = isLoopback(host)
    ? [...LOOPBACK, bracketed(host)]
    : isWildcard(host)
      ? everyName()
      : [bracketed(host)];
  const withPort = names.map((name) => `${name.toLowerCase()}:${port}`);
  return new Set(port === 80 ? [...withPort, ...names] : withPort);
}

/** As it stands in an address: IPv6 in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function everyName(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [...LOOPBACK, hostname(), ...addresses.map(({ address }) => bracketed(address))];
}
