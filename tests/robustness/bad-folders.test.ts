/** Folders as people have them: what is told of each, and that the rest can still be learnt from. */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Dataset, Finding } from '#shared/domain/dataset.ts';
import { MAX_DATASET_FILES } from '#shared/domain/dataset.ts';
import { drawLetters } from '#tests/support/bitmap-letters.ts';
import { writeSmallPictures } from '#tests/support/small-pictures.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import {
  isOver,
  openTrainingStudio,
  quickRecipe,
  withoutEngine,
} from '#tests/support/training-studio.ts';

function findingOf({ findings }: Dataset, kind: Finding['kind']): Finding | undefined {
  return findings.find((finding) => finding.kind === kind);
}

function namesOf({ pictures }: Dataset, finding: Finding | undefined): string[] {
  const keys = new Set(finding?.groups.flat());
  return pictures.filter(({ key }) => keys.has(key)).map(({ name }) => name);
}

describe('a survey', () => {
  it('says that there is nothing where there is nothing', async () => {
    const { survey } = await openTrainingStudio(withoutEngine);
    const folder = temporaryFolder();
    await expect(survey(folder)).rejects.toMatchObject({ code: 'dataset.empty' });
    writeFileSync(join(folder, 'notes.txt'), 'no picture');
    await expect(survey(folder)).rejects.toMatchObject({ code: 'dataset.empty' });
    const missing = survey(join(folder, 'none'));
    await expect(missing).rejects.toMatchObject({ code: 'dataset.source-missing' });
  });

  it('does not begin with one picture', async () => {
    const { client, survey } = await openTrainingStudio(withoutEngine);
    const folder = temporaryFolder();
    await writeSmallPictures(folder, 1);
    const dataset = await survey(folder);
    expect(findingOf(dataset, 'too-few')).toMatchObject({
      ...{ isBlocking: true, params: { count: 1, least: 2 } },
    });
    const start = client.training.start({
      dataset: dataset.id,
      name: 'one',
      recipe: quickRecipe(),
    });
    await expect(start).rejects.toMatchObject({
      ...{ code: 'training.blocked', params: { reason: 'too-few-pictures' } },
    });
  });

  it('goes past what cannot be opened and reads captions of any encoding', async () => {
    const { survey } = await openTrainingStudio(withoutEngine);
    const folder = temporaryFolder();
    const outside = temporaryFolder();
    await writeSmallPictures(folder, 12);
    await writeSmallPictures(outside, 1);
    for (const name of ['photo.HEIC', 'layers.psd', 'shot.CR2', 'shot.dng']) {
      writeFileSync(join(folder, name), 'bytes that nobody opens');
    }
    writeFileSync(join(folder, 'cut.png'), Buffer.from('89504e470d0a1a0a0000', 'hex'));
    symlinkSync(join(folder, 'nothing.png'), join(folder, 'broken.png'));
    symlinkSync(join(outside, 'picture-0.png'), join(folder, 'outside.png'));
    const texts = ['une forêt', '红苹果', '红苹果', '红苹果', 'a fox'];
    const bytes = [
      ...[Buffer.from(texts[0]!, 'latin1'), Buffer.from(`\ufeff${texts[1]!}`, 'utf16le')],
      ...[Buffer.from('baecc6bbb9fb', 'hex'), Buffer.from(texts[3]!), Buffer.from(texts[4]!)],
    ];
    for (const [at, content] of bytes.entries()) {
      writeFileSync(join(folder, `picture-${at}.txt`), content);
    }

    const dataset = await survey(folder);
    const unsupported = findingOf(dataset, 'unsupported');
    expect(unsupported?.params).toEqual({ kinds: 'CR2, DNG, HEIC, PSD' });
    expect(namesOf(dataset, unsupported)).toHaveLength(4);
    const unreadable = namesOf(dataset, findingOf(dataset, 'unreadable'));
    expect(unreadable.toSorted()).toEqual(['broken.png', 'cut.png', 'outside.png']);
    expect(dataset.pictures.filter(({ isIncluded }) => isIncluded)).toHaveLength(12);
    const captions = new Map(dataset.pictures.map(({ name, caption }) => [name, caption]));
    expect(texts.map((_, at) => captions.get(`picture-${at}.png`))).toEqual(texts);
  });

  it('suspects letters, and leaves such pictures out by one click', async () => {
    const { client, survey } = await openTrainingStudio(withoutEngine);
    const folder = temporaryFolder();
    await writeSmallPictures(folder, 9);
    for (const name of ['label.png', 'poster.png']) {
      const plane = new Float32Array(192 * 192).fill(name === 'label.png' ? 235 : 200);
      drawLetters(plane, 192, 'FOREST HARES', { left: 20, top: 80 });
      const raw = { width: 192, height: 192, channels: 1 } as const;
      await sharp(Uint8Array.from(plane), { raw }).toFile(join(folder, name));
    }
    const dataset = await survey(folder);
    const finding = findingOf(dataset, 'text-suspected');
    expect(namesOf(dataset, finding).toSorted()).toEqual(['label.png', 'poster.png']);
    const asked = { id: dataset.id, finding: finding!.id, remedy: 'leave-out' } as const;
    const { dataset: mended } = await client.training.remedy(asked);
    expect(findingOf(mended, 'text-suspected')).toBeUndefined();
    const left = mended.pictures.filter(({ isIncluded }) => !isIncluded).map(({ name }) => name);
    expect(left.toSorted()).toEqual(['label.png', 'poster.png']);
  });

  it.skipIf(process.platform === 'win32')('tells what it may not read', async () => {
    const { survey } = await openTrainingStudio(withoutEngine);
    const folder = temporaryFolder();
    await writeSmallPictures(folder, 9);
    await writeSmallPictures(join(folder, 'closed'), 1);
    chmodSync(join(folder, 'picture-3.png'), 0);
    chmodSync(join(folder, 'closed'), 0);
    asNobody(folder);
    const dataset = await survey(folder);
    const unreadable = namesOf(dataset, findingOf(dataset, 'unreadable'));
    expect(unreadable.toSorted()).toEqual(['closed/', 'picture-3.png']);
    expect(dataset.pictures.filter(({ isIncluded }) => isIncluded)).toHaveLength(8);
    await expect(survey(join(folder, 'closed'))).rejects.toMatchObject({
      code: 'dataset.not-readable',
    });
  });

  it('ends with more files than it looks at', { timeout: 30_000 }, async () => {
    const { survey } = await openTrainingStudio(withoutEngine);
    const folder = temporaryFolder();
    await writeSmallPictures(folder, 10);
    for (let at = 0; at < MAX_DATASET_FILES; at += 1) writeFileSync(join(folder, `z${at}.png`), '');
    const began = process.cpuUsage();
    const dataset = await survey(folder);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1e6).toBeLessThan(15);
    expect(dataset.pictures).toHaveLength(MAX_DATASET_FILES);
    expect(findingOf(dataset, 'too-many')?.params).toMatchObject({ total: MAX_DATASET_FILES + 10 });
    expect(namesOf(dataset, findingOf(dataset, 'unreadable'))).toHaveLength(MAX_DATASET_FILES - 10);
    expect(dataset.pictures.filter(({ isIncluded }) => isIncluded)).toHaveLength(10);
  });
});

describe('pictures that vanish in mid-run', () => {
  it('are counted when it goes on; it ends where none is left', { timeout: 120_000 }, async () => {
    const { client, survey, until } = await openTrainingStudio({ runsJobs: true });
    const folder = temporaryFolder();
    await writeSmallPictures(folder, 10);
    const { id: dataset } = await survey(folder);
    const recipe = quickRecipe({ steps: 2_000 });
    const { id } = await client.training.start({ dataset, name: 'vanishing', recipe });
    await until(id, ({ step }) => step > 0);
    rmSync(join(folder, 'picture-2.png'));
    await client.training.pause({ id });
    const paused = await client.training.run({ id });
    expect(paused.state).toBe('paused');
    await client.training.resume({ id });
    const going = await until(id, ({ step }) => step > paused.step);
    expect(going.dataset.missing).toBe(1);

    await client.training.pause({ id });
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    await client.training.resume({ id });
    const ended = await until(id, isOver);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'training.pictures-gone' } });
  });
});

/** Nothing is forbidden to root, so a test that runs as root becomes nobody for a while. */
function asNobody(folder: string): void {
  if (process.getuid?.() !== 0) return;
  chmodSync(folder, 0o755);
  process.seteuid?.(65_534);
  onTestFinished(() => process.seteuid?.(0));
}
