/**
 * The info text of AUTOMATIC1111's web UI and of those that write as it does (Forge, reForge,
 * SD.Next, many upload sites): the prompt, `Negative prompt: …`, then one line of settings.
 */
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import { Draft } from './draft.ts';
import { fromForeignPrompt } from './foreign-prompt.ts';
import { parseSettingsLine } from './settings-line.ts';

const NEGATIVE = /^negative prompt:/i;
/** All of them write the steps first, but for the few that put something of their own before. */
const SETTINGS = /^(?:[\w ]{1,30}: [^,\n]{0,80}, ){0,3}Steps: *\d/;
const HABITS = { hasSquareWeights: true };

/** Undefined for a text that does not look like one of theirs. */
export function recallInfoText(text: string): RecalledSettings | undefined {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const settingsAt = lines.findLastIndex((line) => SETTINGS.test(line.trimStart()));
  const negativeAt = lines.findIndex((line) => NEGATIVE.test(line.trimStart()));
  if (settingsAt < 0 && negativeAt < 0) return undefined;
  const end = settingsAt < 0 ? lines.length : settingsAt;
  const promptEnd = negativeAt < 0 || negativeAt > end ? end : negativeAt;
  const draft = new Draft();

  // 1. The words.
  const positive = fromForeignPrompt(lines.slice(0, promptEnd).join('\n'), HABITS);
  const negativeText = lines.slice(promptEnd, end).join('\n').trimStart().replace(NEGATIVE, '');
  const negative = fromForeignPrompt(negativeText, HABITS);
  draft.negativePrompt(negative.prompt);
  for (const tag of [...positive.loras, ...negative.loras]) draft.remark(tag);

  // 2. The settings.
  const settings = settingsAt < 0 ? [] : parseSettingsLine(lines[settingsAt] ?? '');
  for (const [name, value] of settings) take(draft, name, value);
  const named = new Map(settings.map(([name, value]) => [name.toLowerCase(), value]));
  draft.scheduler(named.get('sampler'), named.get('schedule type'));

  // 3. What extensions write below, such as the templates of dynamic prompts.
  if (settingsAt >= 0) for (const line of lines.slice(settingsAt + 1)) draft.remark(line);
  return draft.finish('automatic1111', positive.prompt);
}

function take(draft: Draft, name: string, value: string): void {
  switch (name.toLowerCase()) {
    case 'steps':
      draft.steps(value);
      break;
    case 'seed':
      draft.seed(value);
      break;
    case 'cfg scale':
      draft.guidance(value);
      break;
    case 'size': {
      const [width, height] = value.split(/[x×]/);
      draft.size(width, height);
      break;
    }
    case 'model':
      draft.checkpoint(value);
      break;
    default:
      draft.note(name, value);
  }
}
