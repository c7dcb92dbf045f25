/** What can be done about one's taste, by name and by key. */
import { tasteKeys, type TasteController } from '#renderer/features/taste/index.ts';
import type { Command } from '#renderer/ui/commands.svelte.ts';
import { command } from './commands.ts';
import type { Router } from './router.svelte.ts';

interface Reach {
  readonly router: Router;
  readonly taste: TasteController;
}

/** Their arrows mean something else where another control has the focus. */
export function tasteCommands({ router, taste }: Reach): readonly Command[] {
  const group = 'taste.title';
  const isHere = (): boolean => router.screen === 'taste' && taste.chosen !== undefined;
  const isAsked = (): boolean =>
    isHere() && taste.pair !== undefined && !(document.activeElement?.matches('input') ?? false);
  return [
    command({
      ...{ name: 'taste.title', id: 'go.taste', group: 'command.go' },
      run: () => {
        router.go('taste');
      },
    }),
    command({
      ...{ name: 'tagging.title', id: 'go.tags', group: 'command.go' },
      run: () => {
        router.go('tags');
      },
    }),
    ...(['left', 'right', 'skip'] as const).map((choice) =>
      command({
        ...{ name: `taste.${choice}` as const, group, keys: tasteKeys[choice] },
        isAvailable: isAsked,
        run: () => void taste.pick(choice),
      }),
    ),
    command({
      ...{ name: 'taste.undo', group, keys: tasteKeys.undo, alsoKeys: ['Mod+Z'] },
      isAvailable: isHere,
      run: () => void taste.undo(),
    }),
    command({
      ...{ name: 'taste.learn', group },
      isAvailable: isHere,
      run: () => void taste.learn(),
    }),
  ];
}
