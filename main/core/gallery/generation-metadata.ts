/** What a generated picture says about itself, for us, for other tools and for the law. */
import type { EditRecord } from '#shared/domain/edit.ts';
import type { GenerationRecord } from '#shared/domain/generation.ts';
import { readEaselText } from '#shared/recall/easel.ts';
import {
  EASEL_KEY,
  EASEL_XMP_PROPERTY,
  PARAMETERS_KEY,
  XMP_KEY,
  type MetadataText,
} from './metadata-text.records.ts';

/** JPEG gives XMP 64 KB; a record that would fill them stays out. */
const MAX_XMP_RECORD = 50_000;
const SOURCE_TYPES = 'http://cv.iptc.org/newscodes/digitalsourcetype';
const MADE = 'trainedAlgorithmicMedia';
/** Something was there before; it may have been a photograph. */
const CHANGED = 'compositeWithTrainedAlgorithmicMedia';
/** No trained network had a part in it. */
const ENHANCED = 'algorithmicallyEnhanced';

/** How a picture was made: by a generation, from another picture, or both. */
export interface Making {
  readonly record?: GenerationRecord | undefined;
  readonly edit?: EditRecord | undefined;
}

/**
 * The texts of a picture that was made here: our own record as JSON, the `parameters` line that other
 * tools read, and XMP with the IPTC digital source type. A function of the making alone.
 */
export function textsFor(making: Making): MetadataText[] {
  return [
    { key: EASEL_KEY, text: easelText(making) },
    ...parametersOf(making),
    { key: XMP_KEY, text: xmpPacket(making) },
  ];
}

/** The same for formats without texts of their own: XMP carries the record too. */
export function textsWithoutPng(making: Making): MetadataText[] {
  return [
    ...parametersOf(making),
    { key: XMP_KEY, text: xmpPacket(making, { carriesRecord: true }) },
  ];
}

function parametersOf({ record, edit }: Making): MetadataText[] {
  return record === undefined ? [] : [{ key: PARAMETERS_KEY, text: parametersText(record, edit) }];
}

function easelText({ record, edit }: Making): string {
  return JSON.stringify({
    format: 1,
    ...(record === undefined ? {} : { generation: record }),
    ...(edit === undefined ? {} : { edit: editFacts(edit) }),
  });
}

/** What was done to which file: the library's own ids say nothing to anybody else. */
function editFacts({ sourceSha256, step, mask, feather, isOfGenerated }: EditRecord): object {
  return { sourceSha256, step, ...(mask === undefined ? {} : { mask, feather }), isOfGenerated };
}

/** The record that a picture carries, if it is one of ours. */
export function recordIn(texts: readonly MetadataText[]): GenerationRecord | undefined {
  const own = texts.find((entry) => entry.key === EASEL_KEY);
  return own === undefined ? undefined : readEaselText(own.text);
}

/** The layout of AUTOMATIC1111's info text: prompt, negative prompt, one line of settings. */
function parametersText(record: GenerationRecord, edit?: EditRecord): string {
  const settings = [
    ['Steps', record.steps],
    ['Sampler', record.scheduler],
    ['CFG scale', record.guidanceScale],
    ['Seed', record.seed],
    ['Size', `${record.width}x${record.height}`],
    ['Model hash', record.checkpointHash.slice(0, 10)],
    ['Model', record.checkpoint],
    ...(edit?.step.kind === 'words' || edit?.step.kind === 'restyle'
      ? ([['Denoising strength', edit.step.strength]] as const)
      : []),
    ...(record.start === undefined
      ? []
      : ([['Denoising strength', record.start.strength]] as const)),
    ['RNG', 'CPU'],
    ['Version', `Easel ${record.checkpointVersion}`],
  ] as const;
  const lines = [record.expandedPrompt];
  if (record.negativePrompt !== '') lines.push(`Negative prompt: ${record.negativePrompt}`);
  lines.push(settings.map(([name, value]) => `${name}: ${quoted(String(value))}`).join(', '));
  return lines.join('\n');
}

function quoted(value: string): string {
  return /[,:\n]/.test(value) ? JSON.stringify(value) : value;
}

function xmpPacket(making: Making, { carriesRecord = false } = {}): string {
  const own = carriesRecord ? escapedForXml(easelText(making)) : '';
  const isCarried = own !== '' && Buffer.byteLength(own) <= MAX_XMP_RECORD;
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about=""',
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    ` Iptc4xmpExt:DigitalSourceType="${SOURCE_TYPES}/${sourceTypeOf(making)}"${isCarried ? '' : '/>'}`,
    ...(isCarried ? [` xmlns:easel="urn:easel:xmp:1" ${EASEL_XMP_PROPERTY}="${own}"/>`] : []),
    '</rdf:RDF>',
    '</x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n');
}

function sourceTypeOf({ record, edit }: Making): string {
  if (record === undefined) {
    if (edit?.isOfGenerated === true) return MADE;
    return edit?.step.kind === 'adjust' && edit.step.isByNetwork === true ? CHANGED : ENHANCED;
  }
  return edit === undefined && record.start === undefined ? MADE : CHANGED;
}

function escapedForXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
