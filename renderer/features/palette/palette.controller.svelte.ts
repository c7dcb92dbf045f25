/** The command palette: what was typed, what answers it, and what was run lately. */
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Command, CommandRegistry } from '#renderer/ui/commands.svelte.ts';
import { matchScore } from './match.ts';

const RECENT_KEY = 'commands';
const MOST_RECENT = 6;
const MOST_SHOWN = 60;

export interface PaletteSection {
  readonly title: string;
  readonly commands: readonly Command[];
}

export class PaletteController {
  isOpen = $state(false);
  isSheetOpen = $state(false);
  typed = $state('');
  /** Place of the marked command among those shown. */
  #marked = $state(0);
  #recent = $state.raw<readonly string[]>([]);
  readonly registry: CommandRegistry;
  readonly #shell: Shell;

  /** By section: the ones used lately first while nothing is typed, else by how well they answer. */
  readonly sections = $derived.by((): readonly PaletteSection[] => {
    const { runnable } = this.registry;
    if (this.typed.trim() === '') return this.#resting(runnable);
    const found = runnable
      .map((command) => ({ command, score: bestScore(this.typed, command) }))
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, MOST_SHOWN);
    return found.length === 0 ? [] : [{ title: '', commands: found.map(({ command }) => command) }];
  });
  readonly shown = $derived(this.sections.flatMap((section) => section.commands));
  readonly marked = $derived(this.shown[Math.min(this.#marked, this.shown.length - 1)]);

  constructor(registry: CommandRegistry, shell: Shell) {
    this.registry = registry;
    this.#shell = shell;
    this.#recent = (shell.recall(RECENT_KEY) ?? '').split('\n').filter(Boolean);
  }

  open(): void {
    this.typed = '';
    this.#marked = 0;
    this.isSheetOpen = false;
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
  }

  type(text: string): void {
    this.typed = text;
    this.#marked = 0;
  }

  mark(command: Command): void {
    this.#marked = Math.max(0, this.shown.indexOf(command));
  }

  /** Past the end it begins anew. */
  move(by: number): void {
    const count = this.shown.length;
    if (count > 0) this.#marked = (Math.min(this.#marked, count - 1) + by + count) % count;
  }

  moveTo(end: 'first' | 'last'): void {
    this.#marked = end === 'first' ? 0 : Math.max(0, this.shown.length - 1);
  }

  run(command: Command | undefined): void {
    if (command === undefined) return;
    this.close();
    this.#recent = [command.id, ...this.#recent.filter((id) => id !== command.id)].slice(
      0,
      MOST_RECENT,
    );
    this.#shell.remember(RECENT_KEY, this.#recent.join('\n'));
    command.run?.();
  }

  #resting(runnable: readonly Command[]): PaletteSection[] {
    const recent = this.#recent.flatMap(
      (id) => runnable.find((command) => command.id === id) ?? [],
    );
    const groups = new Map<string, Command[]>();
    for (const command of runnable) {
      if (recent.includes(command)) continue;
      const group = command.group();
      groups.set(group, [...(groups.get(group) ?? []), command]);
    }
    return [
      ...(recent.length > 0 ? [{ title: t('palette.recent'), commands: recent }] : []),
      ...[...groups].map(([title, commands]) => ({ title, commands })),
    ];
  }
}

function bestScore(typed: string, command: Command): number {
  const names = [command.label(), ...(command.alsoKnownAs?.() ?? [])];
  const own = Math.max(...names.map((name) => matchScore(typed, name)));
  // The group's name helps ("create: vary"), but its commands come after those that say it themselves.
  return own > 0 ? own : matchScore(typed, `${command.group()} ${command.label()}`) / 4;
}
