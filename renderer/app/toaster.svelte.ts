/** Short notes at the lower edge, and the live region for screen readers. */
import { sentences } from '#renderer/locale/locale.svelte.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';

const NOTE_MS = 6_000;
const FAILURE_MS = 12_000;

export interface Toast {
  readonly id: number;
  readonly isFailure: boolean;
  readonly text: () => string;
  readonly detail?: () => string;
  readonly action?: { label: () => string; run: () => void };
}

export class Toaster implements Voice {
  toasts = $state.raw<readonly Toast[]>([]);
  announcement = $state('');
  #nextId = 1;

  readonly say: Voice['say'] = (text, action) => {
    this.#show({ id: this.#nextId++, isFailure: false, text, action }, NOTE_MS);
  };

  readonly fail: Voice['fail'] = (error) => {
    if (isCancellation(error)) return;
    const shape = toErrorShape(error);
    this.#show(
      {
        id: this.#nextId++,
        isFailure: true,
        text: () => sentences(shape).what,
        detail: () => sentences(shape).action,
      },
      FAILURE_MS,
    );
  };

  readonly announce: Voice['announce'] = (text) => {
    this.announcement = text;
  };

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  #show(toast: Toast, milliseconds: number): void {
    this.toasts = [...this.toasts.slice(-2), toast];
    setTimeout(() => {
      this.dismiss(toast.id);
    }, milliseconds);
  }
}
