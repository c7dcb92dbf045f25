/** A few drawings in the layout of picture-data, for a training that only has to run. */
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';

const colours = { red: '红', orange: '橙', yellow: '黄', green: '绿', blue: '蓝', purple: '紫' };
const shapes = {
  disc: '<circle cx="64" cy="64" r="50"/>',
  square: '<rect x="16" y="16" width="96" height="96"/>',
  bar: '<rect x="8" y="44" width="112" height="40"/>',
  pole: '<rect x="44" y="8" width="40" height="112"/>',
  kite: '<path d="M64 6 122 64 64 122 6 64z"/>',
  roof: '<path d="M64 10 122 112H6z"/>',
  ring: '<path fill-rule="evenodd" d="M64 8a56 56 0 1 1 0 112A56 56 0 0 1 64 8m0 30a26 26 0 1 0 0 52 26 26 0 0 0 0-52"/>',
  arch: '<path d="M8 120V64a56 56 0 0 1 112 0v56H84V64a20 20 0 0 0-40 0v56z"/>',
};
/** Of every sixteen drawings two are held out; forty must be left for training. */
const SPLITS = ['test_combo', 'test_concept'];
/** One-ink masks of 128 x 128, two pixels a byte. */
const MASKS = 4;

/** Writes captions, drawings, masks and a licence into `folder`. */
export async function writePictureData(folder: string): Promise<void> {
  mkdirSync(join(folder, 'LICENSES'), { recursive: true });
  writeFileSync(join(folder, 'LICENSES', 'drawings.CC0-1.0.txt'), 'No rights reserved.\n');
  const common = { style: '3d', tags: ['shape'], group: 'objects', subgroup: 'shapes' };
  const rows: object[] = [];
  const drawings: Buffer[] = [];
  let offset = 0;
  for (const [shape, body] of Object.entries(shapes)) {
    for (const [colour, chinese] of Object.entries(colours)) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" fill="${colour}">${body}</svg>`;
      const drawing = await sharp(Buffer.from(svg)).webp({ lossless: true }).toBuffer();
      rows.push({
        ...common,
        ...{ id: `${colour}-${shape}`, name: `${colour} ${shape}`, concept: `${colour} ${shape}` },
        ...{
          file: 'color.bin',
          offset,
          length: drawing.length,
          langs: { zh: [`${chinese}${shape}`] },
        },
        ...{ source: 'fluentui-emoji', split: SPLITS[drawings.length % 16] ?? 'train' },
      });
      drawings.push(drawing);
      offset += drawing.length;
    }
  }
  for (let index = 0; index < MASKS; index += 1) {
    const name = `mask ${index}`;
    const where = { file: 'mono.u4.gz', index, style: 'outline', split: 'train' };
    rows.push({ ...common, ...where, id: name, name, concept: name, source: 'lucide' });
  }
  writeFileSync(join(folder, 'color.bin'), Buffer.concat(drawings));
  const masks = Buffer.from(Array.from({ length: MASKS * 64 * 128 }, (_, at) => (at * 37) % 256));
  writeFileSync(join(folder, 'mono.u4.gz'), gzipSync(masks));
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  writeFileSync(join(folder, 'captions.jsonl.gz'), gzipSync(`${lines}\n`));
}
