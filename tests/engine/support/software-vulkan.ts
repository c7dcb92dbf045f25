/** The software Vulkan driver (SwiftShader) that comes with every Chromium on Linux. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findChromium } from '#tests/support/chromium.ts';

const MANIFEST = 'vk_swiftshader_icd.json';
const usualFolders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

/**
 * Environment variables that make WebGPU draw on the processor; elsewhere than on Linux the
 * system's own driver is used. Throws one sentence that says what is missing.
 */
export function softwareVulkan(scratch: string): Record<string, string> {
  if (process.platform !== 'linux') return {};
  const chromium = findChromium();
  const folders = [
    ...(chromium === undefined ? [] : [dirname(realpathSync(chromium))]),
    ...usualFolders,
  ];
  const folder = folders.find((candidate) => existsSync(join(candidate, MANIFEST)));
  if (folder === undefined) {
    throw new Error(
      `The WebGPU test needs the software Vulkan driver of a Chromium (${MANIFEST}): install Chromium (Debian: apt-get install chromium).`,
    );
  }
  return {
    VK_ICD_FILENAMES: join(folder, MANIFEST),
    // Chromium brings the Vulkan loader too, where the system has none.
    LD_LIBRARY_PATH: [process.env['LD_LIBRARY_PATH'], folder].filter(Boolean).join(':'),
    XDG_RUNTIME_DIR: scratch,
  };
}
