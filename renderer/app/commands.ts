/** What can be done from everywhere, and the keys that parts of screens handle by themselves. */
import type { JobFeed, UndoStack } from '#renderer/client/index.ts';
import type { ActivityController } from '#renderer/features/activity/index.ts';
import type { CheckpointsController } from '#renderer/features/checkpoints/index.ts';
import { compareKeys } from '#renderer/features/compare/index.ts';
import type { CreateController } from '#renderer/features/create/index.ts';
import type { GalleryController } from '#renderer/features/gallery/index.ts';
import { viewerKeys } from '#renderer/features/viewer/index.ts';
import type { PaletteController } from '#renderer/features/palette/index.ts';
import type { SettingsController } from '#renderer/features/settings/index.ts';
import { everyLanguage, t } from '#renderer/locale/locale.svelte.ts';
import type { Command } from '#renderer/ui/commands.svelte.ts';
import { languageNames, type MessageKey } from '#resources/locales/catalogue.ts';
import type { Board } from '#shared/domain/picture.ts';
import { languageSchema } from '#shared/domain/settings.ts';
import type { Toaster } from './toaster.svelte.ts';
import { screens, type Router } from './router.svelte.ts';

const RECENT_PROMPTS = 12;

/** What commands reach for. */
interface Reach {
  readonly router: Router;
  readonly palette: PaletteController;
  readonly jobs: JobFeed;
  readonly undo: UndoStack;
  readonly toaster: Toaster;
  readonly create: CreateController;
  readonly gallery: GalleryController;
  readonly activity: ActivityController;
  readonly settings: SettingsController;
  readonly checkpoints: CheckpointsController;
}

/** Keys of `MessageKey` that name a command: plain texts. */
type Name = MessageKey;

interface Entry extends Pick<Command, 'keys' | 'alsoKeys' | 'run' | 'isAvailable' | 'hint'> {
  readonly group: Name;
  readonly name: Name;
  readonly id?: string;
}

export function command({ name, group, id = name, ...rest }: Entry): Command {
  return {
    id,
    label: () => everyLanguageNow(name),
    group: () => everyLanguageNow(group),
    alsoKnownAs: () => everyLanguage(name),
    ...rest,
  };
}

/** The text in the language of the window, for keys without places. */
function everyLanguageNow(key: Name): string {
  return t(key as 'app.name');
}

/** Commands that are always the same. */
export function fixedCommands(studio: Reach): readonly Command[] {
  const { router, palette, create, gallery, activity, settings, jobs, undo, toaster } = studio;
  const isOnCreate = (): boolean => router.screen === 'create';
  const isOnGallery = (): boolean => router.screen === 'gallery';
  return [
    command({
      ...{ name: 'generate.button', group: 'view.create', keys: 'Mod+Enter' },
      isAvailable: isOnCreate,
      run: () => void create.generate(),
    }),
    command({
      ...{ name: 'command.cancel', group: 'view.create', keys: 'Mod+.' },
      isAvailable: () => jobs.running !== undefined,
      run: () => {
        if (jobs.running !== undefined) void activity.act('cancel', jobs.running.id);
      },
    }),
    command({
      ...{ name: 'inspector.reuse', group: 'view.create' },
      isAvailable: () => isOnCreate() && create.current !== undefined,
      run: () => {
        create.reuse();
      },
    }),
    command({
      ...{ name: 'command.inspector', group: 'view.create', keys: 'I' },
      isAvailable: isOnCreate,
      run: () => {
        create.isInspectorOpen = !create.isInspectorOpen;
      },
    }),
    command({
      ...{ name: 'compare.open', group: 'view.create' },
      isAvailable: () =>
        isOnCreate() ? create.picks.canCompare : isOnGallery() && gallery.canCompare,
      run: () => {
        if (isOnCreate()) create.picks.compare();
        else void gallery.compare();
      },
    }),
    command({
      ...{ name: 'search.similar', id: 'gallery.similar', group: 'view.gallery' },
      isAvailable: () => router.screen === 'gallery' && gallery.likeable !== undefined,
      run: () => {
        if (gallery.likeable !== undefined) void gallery.findSimilar(gallery.likeable);
      },
    }),
    command({
      ...{ name: 'search.save', group: 'view.gallery', keys: 'Mod+S' },
      isAvailable: () => router.screen === 'gallery' && gallery.saved.canSave,
      run: () => {
        gallery.saved.isNaming = true;
      },
    }),
    ...cardKeys(),
    ...boardKeys(studio),
    ...viewerKeys.map(({ name, keys }) =>
      command({ name, id: `viewer ${name}`, group: 'viewer.title', keys }),
    ),
    ...compareKeys.map(({ name, keys }) => command({ name, group: 'compare.open', keys })),
    ...screens.map((screen, index) =>
      command({
        ...{ id: `go.${screen}`, name: `view.${screen}` as const, group: 'command.go' },
        keys: `Alt+${index + 1}`,
        run: () => {
          router.go(screen);
        },
      }),
    ),
    command({
      ...{ name: 'palette.title', group: 'command.window', keys: 'Mod+K' },
      // Of no use in the palette itself.
      isAvailable: () => !palette.isOpen,
      run: () => {
        palette.open();
      },
    }),
    command({
      ...{ name: 'menu.undo', group: 'command.window', keys: 'Mod+Z' },
      isAvailable: () => undo.next !== undefined,
      run: () => {
        undo.undo().then((step) => {
          if (step !== undefined) toaster.say(() => t('undo.undone', { what: step.label() }));
        }, toaster.fail);
      },
    }),
    command({
      ...{ name: 'menu.redo', group: 'command.window', keys: 'Mod+Shift+Z' },
      alsoKeys: ['Mod+Y'],
      isAvailable: () => undo.again !== undefined,
      run: () => {
        undo.redo().then((step) => {
          if (step !== undefined) toaster.say(() => t('undo.redone', { what: step.label() }));
        }, toaster.fail);
      },
    }),
    command({
      ...{ name: 'shortcuts.title', group: 'command.window', keys: '?' },
      run: () => {
        palette.isSheetOpen = true;
      },
    }),
    command({
      ...{ name: 'models.add', group: 'view.models' },
      run: () => {
        studio.router.go('models');
        studio.checkpoints.additions.isOpen = true;
      },
    }),
    command({ name: 'activity.up', group: 'view.activity', keys: 'Alt+ArrowUp' }),
    command({ name: 'activity.down', group: 'view.activity', keys: 'Alt+ArrowDown' }),
    command({
      ...{ name: 'activity.pauseQueue', group: 'view.activity' },
      isAvailable: () => !jobs.isQueuePaused,
      run: () => void activity.toggleQueue(),
    }),
    command({
      ...{ name: 'activity.resumeQueue', group: 'view.activity' },
      isAvailable: () => jobs.isQueuePaused,
      run: () => void activity.toggleQueue(),
    }),
    ...(['system', 'light', 'dark'] as const).map((theme) =>
      command({
        ...{ name: `preferences.theme.${theme}` as const, group: 'preferences.theme' },
        isAvailable: () => settings.settings?.theme !== theme,
        run: () => void settings.change({ theme }),
      }),
    ),
    ...languageSchema.options.map((language): Command => ({
      id: `language.${language}`,
      label: () => languageNames[language],
      group: () => t('preferences.language'),
      run: () => void settings.change({ language }),
    })),
  ];
}

/** Handled by the card or the tile that has the focus. */
function cardKeys(): Command[] {
  const keys: readonly (readonly [Name, string])[] = [
    ['card.keep', 'K'],
    ['card.compare', 'C'],
    ['card.vary', 'V'],
    ['card.reference', 'R'],
    ['edit.open', 'M'],
    ['card.explain', 'E'],
    ['card.download', 'D'],
    ['card.rating', '0 – 5'],
    ['card.trash', 'Delete'],
    ['search.similar', 'S'],
  ];
  return keys.map(([name, key]) =>
    command({ name, id: `card ${name}`, group: 'command.pictures', keys: key }),
  );
}

/** Prompts of late, to take up again: they come and go with the queue. */
export function promptCommands({ jobs, create, router }: Reach): readonly Command[] {
  const seen = new Set<string>();
  const late = [...jobs.jobs.values()].toSorted((a, b) => b.createdAt - a.createdAt);
  return late
    .filter((job) => job.kind === 'generate')
    .filter(({ settings: { prompt } }) => !seen.has(prompt) && seen.add(prompt))
    .slice(0, RECENT_PROMPTS)
    .map((job) => ({
      id: `prompt ${job.settings.prompt}`,
      label: () => job.settings.prompt,
      group: () => t('command.prompts'),
      hint: () => t('command.prompt'),
      run: () => {
        create.select(job.id);
        router.go('create');
      },
    }));
}

/** Saved searches to open. */
export function searchCommands({ gallery, router }: Reach): readonly Command[] {
  return gallery.saved.all.map((saved) => ({
    id: `search ${saved.id}`,
    label: () => saved.name,
    group: () => t('search.saved'),
    hint: () => t('search.one'),
    run: () => {
      router.go('gallery');
      void gallery.openSearch(saved);
    },
  }));
}

/** Boards to go to and, where pictures are selected, to put them onto. */
export function boardCommands({ gallery, router }: Reach): readonly Command[] {
  const isOnGallery = router.screen === 'gallery';
  const { size } = gallery.selection.ids;
  return gallery.boards.flatMap((board): Command[] => [
    {
      id: `board ${board.id}`,
      label: () => board.name,
      group: () => t('gallery.boards'),
      hint: () => t('command.board'),
      run: () => {
        router.go('gallery');
        void gallery.goTo({ kind: 'board', id: board.id });
      },
    },
    {
      id: `put on ${board.id}`,
      label: () => t('gallery.addTo', { name: board.name }),
      group: () => t('gallery.selected', { n: size }),
      isAvailable: () => isOnGallery && size > 0,
      run: () => void gallery.boardEdits.put(board.id, [...gallery.selection.ids]),
    },
  ]);
}

/** What is done with boards as such. */
function boardKeys({ gallery, router }: Reach): readonly Command[] {
  const current = (): Board | undefined => {
    const { place } = gallery;
    return place.kind === 'board' && router.screen === 'gallery'
      ? gallery.boards.find(({ id }) => id === place.id)
      : undefined;
  };
  return [
    command({
      ...{ name: 'gallery.newBoard', group: 'view.gallery' },
      run: () => {
        router.go('gallery');
        gallery.boardEdits.naming = { ids: [] };
      },
    }),
    command({
      ...{ name: 'gallery.newBoardFor', group: 'gallery.addToBoard' },
      isAvailable: () => router.screen === 'gallery' && gallery.selection.ids.size > 0,
      run: () => {
        gallery.boardEdits.naming = { ids: [...gallery.selection.ids] };
      },
    }),
    command({
      ...{ name: 'gallery.renameBoard', group: 'view.gallery', keys: 'F2' },
      isAvailable: () => current() !== undefined,
      run: () => {
        gallery.boardEdits.renaming = current()?.id;
      },
    }),
    command({
      ...{ name: 'gallery.removeBoard', group: 'view.gallery' },
      isAvailable: () => current() !== undefined,
      run: () => {
        const board = current();
        if (board !== undefined) void gallery.boardEdits.remove(board);
      },
    }),
  ];
}
