/** What a generated picture says about itself, for us, for other tools and for the law. */
import { generationRecordSchema, type GenerationRecord } from '#shared/domain/generation.ts';
import { EASEL_KEY, PARAMETERS_KEY, XMP_KEY, type MetadataText } from './metadata-text.records.ts';

const SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/**
 * The texts of a generated picture: our own record as JSON, the `parameters` line that other tools
 * read, and XMP with the IPTC digital source type. A function of the record alone.
 */
export function textsFor(record: GenerationRecord): MetadataText[] {
  return [
    { key: EASEL_KEY, text: JSON.stringify({ format: 1, generation: record }) },
    { key: PARAMETERS_KEY, text: parametersText(record) },
    { key: XMP_KEY, text: xmpPacket() },
  ];
}

/** The record that a picture carries, if it is one of ours. */
export function recordIn(texts: readonly MetadataText[]): GenerationRecord | undefined {
  const own = texts.find((entry) => entry.key === EASEL_KEY);
  if (own === undefined) return undefined;
  try {
    const { generation } = JSON.parse(own.text) as { generation?: unknown };
    const parsed = generationRecordSchema.safeParse(generation);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The layout of AUTOMATIC1111's info text: prompt, negative prompt, one line of settings. */
function parametersText(record: GenerationRecord): string {
  const settings = [
    ['Steps', record.steps],
    ['Sampler', record.scheduler],
    ['CFG scale', record.guidanceScale],
    ['Seed', record.seed],
    ['Size', `${record.width}x${record.height}`],
    ['Model hash', record.checkpointHash.slice(0, 10)],
    ['Model', record.checkpoint],
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

function xmpPacket(): string {
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about=""',
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    ` Iptc4xmpExt:DigitalSourceType="${SOURCE_TYPE}"/>`,
    '</rdf:RDF>',
    '</x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n');
}
