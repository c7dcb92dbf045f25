import type { AdapterExporter } from '#main/core/loras/adapter-exporter.ts';
import type { Loras } from '#main/core/loras/loras.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export function lorasRouter(loras: Loras, exporter: AdapterExporter) {
  return api.loras.router({
    list: api.loras.list.handler(() => loras.list()),
    prepareExport: api.loras.prepareExport.handler(({ input }) => exporter.prepare(input.name)),
    exportFile: api.loras.exportFile.handler(({ input, context }) => {
      requireLocalFiles(context, 'Exporting into a folder');
      return exporter.save(input.name, input.folder);
    }),
  });
}
