/** What was taught leaves as its file: into a folder where the host has dialogs, as a download elsewhere. */
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';

interface Needs {
  readonly client: Pick<EaselClient, 'loras'>;
  readonly shell: Pick<Shell, 'canPickFolder' | 'pickFolder' | 'saveExport'>;
  readonly voice: Voice;
}

/** @param name of a LoRA, or of what a CLIP was taught */
export async function exportAdapter({ client, shell, voice }: Needs, name: string): Promise<void> {
  try {
    if (!shell.canPickFolder) {
      const { ticket, name: file } = await client.loras.prepareExport({ name });
      await shell.saveExport(ticket, file);
      voice.say(() => t('export.downloading', { n: 1, name: file }));
      return;
    }
    const folder = await shell.pickFolder();
    if (folder === undefined) return;
    const { path } = await client.loras.exportFile({ name, folder });
    voice.say(() => t('loras.exported', { path }));
  } catch (error) {
    voice.fail(error);
  }
}
