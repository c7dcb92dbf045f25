import type { EngineContext } from '#main/engine/engine-context.ts';
import { judgeStyle } from '#main/engine/style/judge-style.ts';
import { transferStyle } from '#main/engine/style/transfer-style.ts';
import type {
  TransferStyleEvent,
  TransferStyleParams,
  TransferStyleResult,
} from '#shared/engine-protocol/messages.ts';

/** A picture in another one's manner, and how well that went. */
export async function transferAndJudge(
  context: EngineContext,
  { picture, reference, style, previewIntervalMs }: TransferStyleParams,
  emit: (event: TransferStyleEvent) => void,
  signal: AbortSignal,
): Promise<TransferStyleResult> {
  let last = performance.now() - previewIntervalMs;
  const pixels = await transferStyle(context, picture, reference, style, {
    signal,
    onProgress(fraction) {
      emit({ type: 'progress', fraction });
    },
    onPreview(preview) {
      if (previewIntervalMs <= 0 || performance.now() - last < previewIntervalMs) return;
      last = performance.now();
      emit({ type: 'preview', pixels: preview });
    },
  });
  return { pixels, aspects: await judgeStyle(context, picture, reference, pixels, style) };
}
