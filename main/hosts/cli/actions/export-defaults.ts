/** Export options as asked for, the rest as the user's settings have it. */
import type { EaselClient } from '#shared/contract/index.ts';
import { exportOptionsSchema, type ExportOptions } from '#shared/domain/export.ts';

export async function defaultsOf(
  client: EaselClient,
  asked: Partial<ExportOptions>,
): Promise<ExportOptions> {
  const { keepMetadataOnExport } = await client.settings.get();
  const given = Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined),
  ) as Partial<ExportOptions>;
  // Checked by the contract; here only the gaps are filled.
  return { ...exportOptionsSchema.parse({}), keepMetadata: keepMetadataOnExport, ...given };
}
