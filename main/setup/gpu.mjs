#!/usr/bin/env node
/**
 * `npm run setup:gpu`: fetches the large native libraries for NVIDIA cards. Nothing needs them:
 * without, pictures use the graphics card through WebGPU, DirectML or CoreML where there is one,
 * and the processor elsewhere.
 */
import { ensureInstalled } from './install.mjs';
import { existsSync } from 'node:fs';
import { inPackage } from './places.mjs';
import { runNode } from './processes.mjs';

const steps = [
  {
    title: 'CUDA and TensorRT for ONNX Runtime (makes pictures; about 400 MB from NuGet)',
    isOffered: process.platform === 'linux' && process.arch === 'x64',
    needs: 'This needs CUDA 12 and cuDNN 9 on the machine.',
    folder: inPackage('onnxruntime-node'),
    script: ['script/install.js'],
    env: { ONNXRUNTIME_NODE_INSTALL: 'cuda12' },
  },
  {
    title: 'TensorFlow for CUDA (trains taste profiles; about 400 MB from Google)',
    isOffered: ['linux-x64', 'win32-x64'].includes(`${process.platform}-${process.arch}`),
    needs: 'This needs CUDA 11.2 and cuDNN 8.1 on the machine.',
    folder: inPackage('@tensorflow/tfjs-node-gpu'),
    script: ['scripts/install.js', 'gpu', 'download'],
    env: {},
  },
];

try {
  await ensureInstalled();
  for (const step of steps) await perform(step);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function perform({ title, isOffered, needs, folder, script, env }) {
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
  if (code === 0) {
    console.log('Done.');
  } else {
    console.log('That did not work; the lines above say why. Easel runs without it.');
    process.exitCode = 1;
  }
}
