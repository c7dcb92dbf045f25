import { expect, test } from 'vitest';
import { schedulerNamed } from '#shared/recall/scheduler-name.ts';

test.each([
  ['DPM++ 2M Karras', '', 'dpmpp-2m-karras'],
  ['DPM++ 2M', 'Karras', 'dpmpp-2m-karras'],
  ['DPM++ 2M', 'Automatic', 'dpmpp-2m'],
  ['DPM++ 2M SDE Karras', '', 'dpmpp-2m-sde-karras'],
  ['Euler a', '', 'euler-ancestral'],
  ['euler_ancestral', 'normal', 'euler-ancestral'],
  ['dpmpp_2m_sde_gpu', 'karras', 'dpmpp-2m-sde-karras'],
  ['uni_pc', 'simple', 'unipc'],
  ['dpmpp_2m_k', '', 'dpmpp-2m-karras'],
  ['k_euler', '', 'euler'],
  ['PLMS', '', 'pndm'],
  ['flow-match-euler', '', 'flow-match-euler'],
  ['dpmpp-2m-karras', '', 'dpmpp-2m-karras'],
])('%s with %s levels is %s', (name, schedule, ours) => {
  expect(schedulerNamed(name, schedule)).toBe(ours);
});

test.each([
  ['DPM++ 3M SDE', ''],
  ['DPM++ 2S a', ''],
  ['Euler', 'Karras'],
  ['Euler', 'exponential'],
  ['', ''],
  ['constructor', ''],
])('%s with %s levels is none of ours', (name, schedule) => {
  expect(schedulerNamed(name, schedule)).toBeUndefined();
});
