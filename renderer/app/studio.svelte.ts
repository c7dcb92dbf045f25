/** Everything that lives as long as the window, put together once. */
import {
  type Connection,
  GalleryFeed,
  JobFeed,
  RunFeed,
  UndoStack,
} from '#renderer/client/index.ts';
import { ActivityController } from '#renderer/features/activity/index.ts';
import { CheckpointsController } from '#renderer/features/checkpoints/index.ts';
import { CreateController } from '#renderer/features/create/index.ts';
import { EditController } from '#renderer/features/edit/index.ts';
import { ExportController } from '#renderer/features/export/index.ts';
import { GalleryController } from '#renderer/features/gallery/index.ts';
import { PaletteController } from '#renderer/features/palette/index.ts';
import { TaggingController } from '#renderer/features/tagging/index.ts';
import { TasteController } from '#renderer/features/taste/index.ts';
import { SettingsController } from '#renderer/features/settings/index.ts';
import { TrainingController } from '#renderer/features/training/index.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { MAX_REFERENCES } from '#shared/domain/reference.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import { CommandRegistry } from '#renderer/ui/commands.svelte.ts';
import { Appearance } from './appearance.svelte.ts';
import { boardCommands, fixedCommands, promptCommands, searchCommands } from './commands.ts';
import { editCommands } from './edit-commands.ts';
import { tasteCommands } from './taste-commands.ts';
import { Router } from './router.svelte.ts';
import { trainCommands } from './train-commands.ts';
import { Toaster } from './toaster.svelte.ts';

export class Studio {
  readonly router = new Router();
  readonly toaster = new Toaster();
  readonly commands = new CommandRegistry();
  readonly palette: PaletteController;
  readonly jobs = new JobFeed();
  readonly pictures = new GalleryFeed();
  readonly runs = new RunFeed();
  readonly undo = new UndoStack();
  readonly appearance: Appearance;
  readonly connection: Connection;
  readonly settings: SettingsController;
  readonly create: CreateController;
  readonly edit: EditController;
  readonly gallery: GalleryController;
  readonly exporting: ExportController;
  readonly training: TrainingController;
  readonly checkpoints: CheckpointsController;
  readonly activity: ActivityController;
  readonly taste: TasteController;
  readonly tagging: TaggingController;

  constructor(shell: Shell, connection: Connection) {
    this.appearance = new Appearance(shell);
    this.connection = connection;
    this.palette = new PaletteController(this.commands, shell);
    const { client } = this.connection;
    const needs = {
      exportPictures: (ids: readonly PictureId[]) => {
        this.exporting.open(ids, {
          // Until the settings are known, nothing personal leaves.
          keepMetadata: this.settings.settings?.keepMetadataOnExport ?? false,
        });
      },
      useSettings: (source: PictureId | File) => {
        const { recall } = this.create;
        this.router.go('create');
        void (source instanceof File ? recall.fromFile(source) : recall.fromPicture(source));
      },
      varyPicture: (picture: Picture) => {
        this.router.go('create');
        void this.create.vary(picture);
      },
      useAsReference: (ids: readonly PictureId[]) => {
        this.router.go('create');
        for (const id of ids.slice(0, MAX_REFERENCES + 1)) this.create.references.add(id);
      },
      addToPrompt: (text: string) => {
        const { form } = this.create;
        form.prompt = [form.prompt.trimEnd(), text].filter((part) => part !== '').join(' ');
        this.router.go('create');
      },
      drawWith: (checkpointId: string) => {
        const { form } = this.create;
        if (form.checkpointId !== checkpointId) form.chooseCheckpoint(checkpointId);
        this.create.isPromptAwaited = true;
        this.router.go('create');
      },
      modelsChanged: () => {
        this.create.modelsChanged();
      },
      editPicture: (id: PictureId) => {
        this.router.go('edit');
        void this.edit.open(id);
      },
      tryPrompt: (prompt: string, checkpoint: string) => {
        this.create.form.prompt = prompt;
        needs.drawWith(checkpoint);
      },
      showTraining: () => {
        this.router.go('train');
      },
      client,
      runs: this.runs,
      jobs: this.jobs,
      gallery: this.pictures,
      shell,
      voice: this.toaster,
      undo: this.undo,
    };
    this.settings = new SettingsController(client, shell, this.toaster);
    this.exporting = new ExportController(needs);
    this.create = new CreateController(needs);
    this.edit = new EditController(needs);
    this.gallery = new GalleryController(needs);
    this.training = new TrainingController(needs);
    this.checkpoints = new CheckpointsController(needs);
    this.activity = new ActivityController(needs);
    this.taste = new TasteController(needs);
    this.tagging = new TaggingController(needs);
  }

  /** Opens what a job made, where it was asked for. */
  showJob(id: JobId): void {
    const job = this.jobs.jobs.get(id);
    if (job !== undefined && job.kind !== 'generate') {
      this.router.go('edit');
      void this.edit.openJob(job);
    } else {
      this.create.select(id);
      this.router.go('create');
    }
  }

  /** Begins to listen to the host; returns how to stop. */
  start(): () => void {
    const stop = new AbortController();
    const { client } = this.connection;
    const stops = [
      // Before the others: undo on the canvas comes before undo of everything.
      this.commands.register(editCommands(this)),
      this.commands.register(tasteCommands(this)),
      this.commands.register(fixedCommands(this)),
      this.commands.register(trainCommands(this)),
      this.commands.register(() => boardCommands(this)),
      this.commands.register(() => searchCommands(this)),
      this.commands.register(() => promptCommands(this)),
      this.create.start(),
      this.edit.start(),
      this.gallery.start(),
      this.training.start(),
    ];
    this.settings.start(stop.signal);
    this.taste.start(stop.signal);
    this.checkpoints.additions.start(stop.signal);
    this.jobs.start(client, stop.signal);
    this.pictures.start(client, stop.signal);
    this.runs.start(client, stop.signal);
    return () => {
      stop.abort();
      for (const end of stops) end();
      this.connection.close();
    };
  }
}
