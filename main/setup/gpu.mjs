#!/usr/bin/env node
/**
 * `npm run setup:gpu`: fetches the large native libraries for NVIDIA cards. Nothing needs them:
 * without, pictures use the graphics card through WebGPU, DirectML or CoreML where there is one,
 * and the processor elsewhere.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { inPackage } from './places.mjs';
import { runNode } from './processes.mjs';

const steps = [
  {
    title: 'CUDA and TensorRT for ONNX Runtime (makes pictures; about 400 MB from NuGet)',
    isOffered: process.platform === 'linux' && process.arch === 'x64',
    needs: 'This needs CUDA 12 and cuDNN 9 on the machine.',
    folder: inPackage('onnxruntime-node'),
    script: ['script/install.js'],
    // Not `cuda12`: the script of 1.30 takes any name of a set for "nothing asked for".
    env: { ONNXRUNTIME_NODE_INSTALL: 'true' },
    result: 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so',
  },
  {
    title: 'TensorFlow for CUDA (trains taste profiles; about 400 MB from Google)',
    isOffered: ['linux-x64', 'win32-x64'].includes(`${process.platform}-${process.arch}`),
    needs: 'This needs CUDA 11.2 and cuDNN 8.1 on the machine.',
    folder: inPackage('@tensorflow/tfjs-node-gpu'),
    script: ['scripts/install.js', 'gpu', 'download'],
    env: {},
    result: 'lib/napi-v8/tfjs_binding.node',
  },
];

try {
  await ensureInstalled();
  for (const step of steps) await perform(step);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function perform({ title, isOffered, needs, folder, script, env, result }) {
  console.log(`\n${title}`);
  if (!isOffered || !existsSync(folder)) {
    console.log('Not offered for this system; nothing to do.');
    return;
  }
  console.log(needs);
  const [file, ...args] = script;
  // The scripts start tools of their own package, which lie in node_modules/.bin.
  const path = [inPackage('.bin'), process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  const code = await runNode(file, args, { cwd: folder, env: { ...env, PATH: path } });
  if (code === 0 && existsSync(join(folder, result))) {
    console.log('Done.');
  } else {
    console.log('That did not work; the lines above say why. Easel runs without it.');
    process.exitCode = 1;
  }
}
