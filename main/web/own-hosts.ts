/** The names under which this server may be addressed. */
import { hostname, networkInterfaces } from 'node:os';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Host header values for a server bound to `host`: exact, with the port. */
export function ownHosts(host: string, port: number): { has(host: string): boolean } {
  // A machine that listens everywhere gets and loses addresses while it runs.
  if (isWildcard(host)) return { has: (asked) => namesOf(host, port).has(asked) };
  return namesOf(host, port);
}

/** Addresses of this machine in its networks, as a browser elsewhere types them; IPv4 first. */
export function networkOrigins(port: number): string[] {
  const reachable = interfaces().filter(
    // A link-local address means something only together with an interface of the other machine.
    ({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address),
  );
  const sorted = reachable.toSorted((a, b) => a.family.localeCompare(b.family));
  return sorted.map(({ address }) => `http://${bracketed(address)}:${port}`);
}

function namesOf(host: string, port: number): ReadonlySet<string> {
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
  return [...LOOPBACK, hostname(), ...interfaces().map(({ address }) => bracketed(address))];
}

function interfaces() {
  return Object.values(networkInterfaces()).flatMap((list) => list ?? []);
}
