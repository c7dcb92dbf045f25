/** Writes the tiny graphs, their weights and their inputs for make_unet_gradients.py. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tinyFolder } from '#tests/support/tiny-diffusion.ts';
import { encodeTinyGraph, tinyGraphs } from '#tests/support/tiny-graphs.ts';

const [folder = '.'] = process.argv.slice(2);
for (const [name, graph] of Object.entries(tinyGraphs)) {
  writeFileSync(join(folder, `${name}.onnx`), await encodeTinyGraph(graph));
  copyFileSync(tinyFolder + graph.file, join(folder, graph.file));
  const feeds = Object.entries(graph.feeds).map(([key, { data, dims }]) => [
    key,
    { data: Array.from(data, Number), dims },
  ]);
  const told = { output: graph.output, feeds: Object.fromEntries(feeds) as object };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(told));
}
