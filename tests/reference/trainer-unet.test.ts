/**
 * U-Nets of the Stable Diffusion line and their blocks, differentiated by every weight, against
 * PyTorch's autograd (make_unet_gradients.py) and against differences of their losses.
 */
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { tinyGraphs } from '#tests/support/tiny-graphs.ts';
import {
  expectPublishedGradients,
  type PublishedGradients,
} from './support/published-gradients.ts';

const reference = JSON.parse(
  readFileSync(new URL('fixtures/unet-gradients.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, PublishedGradients>>;

test.for(Object.keys(tinyGraphs))('%s, every weight trained', async (name) => {
  await expectPublishedGradients(tinyGraphs[name]!, reference[name]!);
});
