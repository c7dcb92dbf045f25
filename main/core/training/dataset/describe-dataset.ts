/** A dataset as every host sees it: what was seen, decided and found. */
import {
  MAX_CAPTION,
  type Dataset,
  type DatasetPicture,
  type CaptionOrigin,
} from '#shared/domain/dataset.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { Entry, OpenDataset } from './dataset.records.ts';
import { findDuplicates } from './duplicates.ts';
import { findProblems } from './find-problems.ts';
import { chooseHeldOut } from './held-out.ts';

export function describeDataset(dataset: OpenDataset): Dataset {
  const { id, source, name, entries, choices, isBalanced } = dataset;
  const usable = entries.filter((entry) => problemOf(entry) === undefined);
  const included = usable.filter(({ key }) => choices[key]?.isIncluded !== false);
  const duplicates = findDuplicates(included);
  const heldOut = chooseHeldOut(included, duplicates);
  const pictures = entries.map((entry): DatasetPicture => {
    const problem = problemOf(entry);
    const choice = choices[entry.key];
    const { look } = entry;
    return {
      ...{ key: entry.key, name: entry.name, bytes: entry.bytes },
      ...{ width: look?.width ?? 0, height: look?.height ?? 0 },
      ...captionOf(dataset, entry),
      isIncluded: problem === undefined && choice?.isIncluded !== false,
      isHeldOut: choice?.isHeldOut ?? heldOut.has(entry.key),
      ...(problem === undefined ? {} : { problem }),
    };
  });
  const findings = findProblems({ dataset, pictures, duplicates });
  return { id, source, name, pictures, findings, isBalanced };
}

export function problemOf(entry: Entry): DatasetPicture['problem'] {
  if (entry.isUnsupported) {
    const kind = entry.name.slice(entry.name.lastIndexOf('.') + 1).toUpperCase();
    return toErrorShape(new EaselError('picture.kind-unsupported', { name: entry.name, kind }));
  }
  return entry.problem ?? entry.look?.problem;
}

/** What somebody wrote, else what lies beside the picture, else what the picture says of itself. */
function captionOf(
  { choices }: OpenDataset,
  { key, caption, look }: Entry,
): { caption: string; captionOrigin: CaptionOrigin } {
  const choice = choices[key];
  if (choice?.caption !== undefined) {
    return { caption: choice.caption, captionOrigin: choice.captionOrigin ?? 'written' };
  }
  if (caption !== undefined) {
    return { caption: caption.text.slice(0, MAX_CAPTION), captionOrigin: caption.origin };
  }
  if (look?.words !== undefined) return { caption: look.words, captionOrigin: 'record' };
  return { caption: '', captionOrigin: 'none' };
}
