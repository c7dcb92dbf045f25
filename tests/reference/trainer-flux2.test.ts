/**
 * The transformer of FLUX.2, differentiated by every weight, against PyTorch's autograd through diffusers'
 * (make_flux2_gradients.py) and against differences of its loss.
 */
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { writeFlux2 } from '#main/engine/graph/networks/flux2/flux2.ts';
import { flux2Folder } from '#main/engine/graph/weights/layouts/flux2.ts';
import { flux2Rotation } from '#main/engine/pipelines/flux2/places.ts';
import { tinyFlux2, tinyFlux2Folder } from '#tests/support/tiny-flux2.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';
import {
  expectPublishedGradients,
  type PublishedGradients,
} from './support/published-gradients.ts';

const reference = JSON.parse(
  readFileSync(new URL('fixtures/flux2-gradients.json', import.meta.url), 'utf8'),
) as PublishedGradients;

test('every weight trained', async () => {
  const { cos, sin, places, half } = flux2Rotation(10, [4, 6], tinyFlux2.headWidth);
  const graph = {
    ...{ file: 'diffusion_pytorch_model.safetensors', folder: `${tinyFlux2Folder}transformer/` },
    ...{ layout: flux2Folder, output: 'out_sample' },
    feeds: {
      hidden_states: waveTensor([24, 16]),
      encoder_hidden_states: waveTensor([10, 96], 0.21, 0.003, 0.1),
      timestep: { data: Float32Array.of(700), dims: [1] },
      rotary_cos: { data: cos, dims: [places, half] },
      rotary_sin: { data: sin, dims: [places, half] },
    },
    write: (writer: Parameters<typeof writeFlux2>[0]) => {
      writeFlux2(writer, tinyFlux2);
    },
  };
  await expectPublishedGradients(graph, reference);
});
