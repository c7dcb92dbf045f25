import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SharpCodec } from '#main/adapters/disk/sharp-codec.ts';
import { VectorTracer } from '#main/adapters/vector/vector-tracer.ts';
import type { SvgOptions } from '#main/core/export/vectoriser.port.ts';
import { XMP_KEY } from '#main/core/gallery/metadata-text.records.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const SIDE = 128;
const face = `
  <svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">
    <circle cx="64" cy="68" r="52" fill="#f4b942"/>
    <circle cx="46" cy="58" r="10" fill="#20243a"/>
    <circle cx="82" cy="58" r="10" fill="#20243a"/>
    <path d="M36 84 Q64 112 92 84 Z" fill="#b8324a"/>
  </svg>`;

const tracer = new VectorTracer(new SharpCodec());
const options: SvgOptions = { colours: 16, texts: [] };
let folder = '';
let picture = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-vector-'));
  picture = await save('face.png', sharp(Buffer.from(face)));
});

afterAll(() => rm(folder, { recursive: true }));

async function save(name: string, image: Sharp): Promise<string> {
  const path = join(folder, name);
  await image.png().toFile(path);
  return path;
}

async function trace(path: string, more: Partial<SvgOptions> = {}): Promise<string> {
  return new TextDecoder().decode(await tracer.toSvg(path, 'it', { ...options, ...more }));
}

function coloursOf(svg: string): Set<string> {
  return new Set([...svg.matchAll(/fill="(#[0-9a-f]{6})"/g)].map(([, colour = '']) => colour));
}

/** Mean difference of premultiplied samples, 0 to 255. */
async function difference(svg: string, path: string): Promise<number> {
  const [drawn, given] = await Promise.all(
    [sharp(Buffer.from(svg)).resize(SIDE, SIDE), sharp(path)].map((image) =>
      image.ensureAlpha().raw().toBuffer(),
    ),
  );
  let sum = 0;
  for (let at = 0; at < given!.length; at += 4) {
    const alphas = [drawn![at + 3]!, given![at + 3]!] as const;
    sum += Math.abs(alphas[0] - alphas[1]);
    for (const channel of [0, 1, 2]) {
      sum += Math.abs(drawn![at + channel]! * alphas[0] - given![at + channel]! * alphas[1]) / 255;
    }
  }
  return sum / given!.length;
}

describe('a flat drawing', () => {
  test('comes back nearly as it was, in as many colours as it has', async () => {
    const svg = await trace(picture);
    // Three fills; where two meet, the antialiased rim may count as one more.
    expect(coloursOf(svg).size).toBeLessThanOrEqual(5);
    expect(svg.length).toBeLessThan(12_000);
    expect(await difference(svg, picture)).toBeLessThan(2);
  });

  test('keeps its transparent ground, and gets one where asked', async () => {
    const corner = async (svg: string): Promise<number[]> => [
      ...(await sharp(Buffer.from(svg))
        .ensureAlpha()
        .extract({ left: 0, top: 0, width: 1, height: 1 })
        .raw()
        .toBuffer()),
    ];
    expect(await corner(await trace(picture))).toEqual([0, 0, 0, 0]);
    expect(await corner(await trace(picture, { background: '#102030' }))).toEqual([
      16, 32, 48, 255,
    ]);
  });

  test('never has more colours than allowed', async () => {
    expect(coloursOf(await trace(picture, { colours: 2 })).size).toBe(2);
  });

  test('says its size, and is the same every time', async () => {
    const svg = await trace(picture, { longerSide: 640 });
    expect(svg).toMatch(/^<svg [^>]*width="640" height="640"/);
    expect(await trace(picture, { longerSide: 640 })).toBe(svg);
  });

  test('shapes lie under their neighbours: no gap shows between them', async () => {
    const halves = await save(
      'halves.png',
      sharp(
        Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><path fill="#c02040" d="M8 8H120V120H8Z"/><path fill="#20a060" d="M8 8L120 120H8Z"/></svg>`,
        ),
      ),
    );
    const alpha = await sharp(Buffer.from(await trace(halves)))
      .extractChannel('alpha')
      .extract({ left: 16, top: 16, width: 96, height: 96 })
      .raw()
      .toBuffer();
    expect(Math.min(...alpha)).toBe(255);
  });
});

test('a picture without any flat colour stays within the budget', { timeout: 30_000 }, async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width: 512, height: 512, channels: 3, background: '#808080', noise } as const;
  const path = await save('noise.png', sharp({ create }));
  expect((await trace(path, { colours: 32 })).length).toBeLessThan(256 * 1024);
});

test('a hair-line and a wholly clear picture are drawings too', async () => {
  const line = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><path stroke="#123456" stroke-width="1" fill="none" d="M4 4L28 28"/></svg>`;
  const thin = await trace(await save('line.png', sharp(Buffer.from(line))));
  expect(thin).toContain('<path');
  const create = { width: 40, height: 20, channels: 4, background: '#00000000' } as const;
  expect(await trace(await save('clear.png', sharp({ create })))).not.toContain('<path');
});

test('XMP goes into the metadata element, without its wrapper', async () => {
  const text = '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?>';
  const svg = await trace(picture, { texts: [{ key: XMP_KEY, text }] });
  expect(svg).toContain('<metadata><x:xmpmeta xmlns:x="adobe:ns:meta/"/></metadata>');
});

test('what is no picture is said to be none, and the next one is traced', async () => {
  const path = join(folder, 'broken.png');
  await writeFile(path, (await sharp(picture).toBuffer()).subarray(0, 120));
  await expect(trace(path)).rejects.toThrow(EaselError);
  expect(await trace(picture)).toContain('<path');
});
