/** The many names of one step rule, in the words of the tools that write them into pictures. */
import { schedulerIdSchema, type SchedulerId } from '#shared/domain/generation.ts';

const RULES: Readonly<Record<string, SchedulerId>> = {
  euler: 'euler',
  eulera: 'euler-ancestral',
  eulerancestral: 'euler-ancestral',
  heun: 'heun',
  dpmpp2m: 'dpmpp-2m',
  dpmpp2msde: 'dpmpp-2m-sde',
  dpmpp2s: 'dpmpp-single',
  unipc: 'unipc',
  ddim: 'ddim',
  ddpm: 'ddpm',
  pndm: 'pndm',
  plms: 'pndm',
  lcm: 'lcm',
  tcd: 'tcd',
};

/** The two rules that exist with Karras' noise levels besides their own. */
const WITH_KARRAS: Readonly<Partial<Record<SchedulerId, SchedulerId>>> = {
  'dpmpp-2m': 'dpmpp-2m-karras',
  'dpmpp-2m-sde': 'dpmpp-2m-sde-karras',
};

/**
 * Our scheduler for a sampler of another tool, or for one of our own ids; undefined for those that
 * we do not have, and for those that we have with other noise levels only.
 *
 * @param schedule the noise levels, where the tool names them apart: `Karras`, `normal`, …
 */
export function schedulerNamed(name: string, schedule = ''): SchedulerId | undefined {
  const own = schedulerIdSchema.safeParse(name).data;
  if (own !== undefined) return own;
  const letters = name
    .toLowerCase()
    .replaceAll('+', 'p')
    .replace(/[^a-z\d]/g, '')
    .replace(/^k(?=euler|heun|dpm|lms)/, '')
    .replace(/gpu$/, '');
  const hasKarras = /karras$/.test(letters) || /(?:2m|sde)k$/.test(letters);
  const bare = hasKarras ? letters.replace(/k(?:arras)?$/, '') : letters;
  const rule = Object.hasOwn(RULES, bare) ? RULES[bare] : undefined;
  if (rule === undefined) return undefined;
  const levels = schedule.toLowerCase();
  if (hasKarras || levels === 'karras') return WITH_KARRAS[rule];
  return ['', 'automatic', 'normal', 'simple', 'sgm uniform', 'sgm_uniform'].includes(levels)
    ? rule
    : undefined;
}
