/** What can be done about training from everywhere. */
import type { RunFeed } from '#renderer/client/index.ts';
import type { TrainingController } from '#renderer/features/training/index.ts';
import type { Command } from '#renderer/ui/commands.svelte.ts';
import { command } from './commands.ts';
import type { Router } from './router.svelte.ts';

interface Reach {
  readonly router: Router;
  readonly runs: RunFeed;
  readonly training: TrainingController;
}

export function trainCommands({ router, runs, training }: Reach): readonly Command[] {
  const latest = (): boolean => runs.current !== undefined;
  return [
    command({
      ...{ name: 'train.new', group: 'view.train' },
      run: () => {
        training.teachSomething();
        router.go('train');
      },
    }),
    command({
      ...{ name: 'train.watch', group: 'view.train' },
      isAvailable: latest,
      run: () => {
        if (runs.current !== undefined) training.openRun(runs.current);
        router.go('train');
      },
    }),
    command({
      ...{ name: 'train.pauseIt', group: 'view.train' },
      isAvailable: latest,
      run: () => void training.act('pause', runs.current?.id),
    }),
    command({ name: 'train.tile.edit', group: 'train.grid', keys: 'Enter' }),
    command({ name: 'train.tile.leaveOut', group: 'train.grid', keys: 'Space' }),
    command({ name: 'train.tile.holdOutShort', group: 'train.grid', keys: 'H' }),
  ];
}
