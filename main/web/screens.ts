/** The built screens. All files are read at the start: no path of a request reaches the disk. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Content } from './exchange.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Answers for the paths of the app; undefined for every other path. */
export type Screens = (pathname: string, socketOrigin: string | undefined) => Content | undefined;

/** Undefined when nothing is built. */
export async function openScreens(folder: string): Promise<Screens | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, { bytes: Uint8Array; etag: string }>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    const etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    files.set(`/${relative(folder, path).replaceAll(sep, '/')}`, { bytes, etag });
  }
  if (!files.has('/index.html')) return undefined;
  return (pathname, socketOrigin) => {
    const name = pathname === '/' ? '/index.html' : pathname;
    const file = files.get(name);
    if (file === undefined) return undefined;
    // The build puts a hash into the names under /assets.
    const isNamedByHash = pathname.startsWith('/assets/');
    return {
      source: { bytes: file.bytes },
      type: TYPES[extname(name)] ?? 'application/octet-stream',
      etag: file.etag,
      cacheControl: isNamedByHash ? 'private, max-age=31536000, immutable' : 'no-cache',
      headers: { 'content-security-policy': policyFor(socketOrigin) },
    };
  };
}

/** Everything from this server and nothing from elsewhere; no inline script. */
function policyFor(socketOrigin: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Positions of menus and tooltips are set as style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self'${socketOrigin === undefined ? '' : ` ${socketOrigin}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
