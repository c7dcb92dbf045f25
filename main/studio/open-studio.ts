/**
 * Opens a library and puts core and adapters together: what every host starts with.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { forkLauncher } from '#main/adapters/engine-link/fork-launcher.ts';
import { EngineSupervisor } from '#main/adapters/engine-link/engine-supervisor.ts';
import type { EngineLauncher } from '#main/adapters/engine-link/launcher.ts';
import type { SecretSeal } from '#main/adapters/hub/token-file.ts';
import { AdjustingThread } from '#main/adapters/adjust/adjusting-thread.ts';
import { openCheckpointFolders } from '#main/adapters/disk/checkpoint-folder.ts';
import { openCommunityFolder } from '#main/adapters/disk/community-folder.ts';
import { exampleFolder } from '#main/adapters/disk/example-folder.ts';
import { HeadFolder } from '#main/adapters/disk/head-folder.ts';
import { openLibraryFolder, type OpenLibrary } from '#main/adapters/disk/library-folder.ts';
import { LibraryFolderDisk } from '#main/adapters/disk/library-disk.ts';
import { LocalFiles } from '#main/adapters/disk/local-files.ts';
import { MaskFolder } from '#main/adapters/disk/mask-folder.ts';
import { SharpOverlayPainter } from '#main/adapters/disk/overlay-painter.ts';
import { PictureFolder } from '#main/adapters/disk/picture-folder.ts';
import { SavedSearchFile } from '#main/adapters/disk/saved-search-file.ts';
import { openSettingsFile } from '#main/adapters/disk/settings-file.ts';
import { openStyleFolder } from '#main/adapters/disk/style-folder.ts';
import { SharpCodec } from '#main/adapters/disk/sharp-codec.ts';
import { VectorTracer } from '#main/adapters/vector/vector-tracer.ts';
import { UploadFolder } from '#main/adapters/disk/upload-folder.ts';
import { WildcardFolder } from '#main/adapters/disk/wildcard-folder.ts';
import { openNodeMachine } from '#main/adapters/machine/node-machine.ts';
import { SqlitePictureIndex } from '#main/adapters/sqlite/gallery-index.sqlite.ts';
import { SqliteJobStore } from '#main/adapters/sqlite/jobs-store.sqlite.ts';
import { ZipArchiver } from '#main/adapters/zip/zip-archiver.ts';
import type { ApiContext } from '#main/api/context.ts';
import { createRouter, type EaselRouter } from '#main/api/router.ts';
import { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import { ClipAdapters } from '#main/core/clips/clip-adapters.ts';
import { Clips } from '#main/core/clips/clips.ts';
import { AdjustService } from '#main/core/edit/adjust-service.ts';
import { CandidateCleaner } from '#main/core/edit/candidate-cleaner.ts';
import { EditHandler } from '#main/core/edit/edit-handler.ts';
import { StyleHandler } from '#main/core/edit/style-handler.ts';
import { EditService } from '#main/core/edit/edit-service.ts';
import { ExportTickets } from '#main/core/export/export-tickets.ts';
import { Exporter } from '#main/core/export/exporter.ts';
import { Gallery } from '#main/core/gallery/gallery.ts';
import { CandidateMaker } from '#main/core/generate/candidate-maker.ts';
import { GenerateHandler } from '#main/core/generate/generate-handler.ts';
import { GenerateService } from '#main/core/generate/generate-service.ts';
import { PreviewDecoders } from '#main/core/generate/preview-decoders.ts';
import { Previews } from '#main/core/generate/previews.ts';
import { byKind } from '#main/core/jobs/job-handler.ts';
import { JobQueue } from '#main/core/jobs/job-queue.ts';
import { JobRunner } from '#main/core/jobs/job-runner.ts';
import { LibraryService } from '#main/core/library/library-service.ts';
import { ExplainedPictures } from '#main/core/explain/explained-pictures.ts';
import { ExplainService } from '#main/core/explain/explain-service.ts';
import { Loras } from '#main/core/loras/loras.ts';
import { RankService } from '#main/core/rank/rank-service.ts';
import { BackgroundEmbedder } from '#main/core/search/background-embedder.ts';
import { Embeddings } from '#main/core/search/embeddings.ts';
import { GallerySearch } from '#main/core/search/gallery-search.ts';
import { SavedSearches } from '#main/core/search/saved-searches.ts';
import { UploadedPictures } from '#main/core/search/uploaded-pictures.ts';
import { SettingsService } from '#main/core/settings/settings-service.ts';
import { StyleAdapters } from '#main/core/style-adapters/style-adapters.ts';
import { SystemService } from '#main/core/system/system-service.ts';
import { TagVocabularies } from '#main/core/tags/tag-vocabularies.ts';
import { VocabularyStore } from '#main/core/tags/vocabulary-store.ts';
import { TasteStore } from '#main/core/taste/taste-store.ts';
import { Tastes } from '#main/core/taste/tastes.ts';
import { WordFinder } from '#main/core/words/word-finder.ts';
import { Upscaler } from '#main/core/upscale/upscaler.ts';
import { Uploads } from '#main/core/upload/uploads.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import { restoringErrors } from '#shared/contract/restore-error.ts';
import { KEPT_CANDIDATE_DAYS } from '#shared/domain/edit.ts';
import { exportOptionsSchema } from '#shared/domain/export.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { openAdditions } from './open-additions.ts';
import { openTraining } from './open-training.ts';
import { followMoves } from './library-places.ts';
import { INDEX_FILE, JOBS_FILE, StudioLibrary } from './library-switch.ts';
import type { MediaAccess } from './media-access.ts';
import { openPictureReader } from './picture-reader.ts';
import { homeFolder, libraryFolder, resourcesFolder } from './places.ts';

export interface StudioOptions {
  readonly host: ApiContext['host'];
  /** Absent: the user's default library. */
  readonly library?: string | undefined;
  /** Whether waiting jobs are worked on. */
  readonly runsJobs?: boolean;
  /** How this host starts the engine process. */
  readonly launcher?: EngineLauncher;
  /** What this host's system offers to keep secrets with. */
  readonly seal?: SecretSeal;
  /** Is told of every error that nobody foresaw. */
  readonly reportFault?: (error: unknown) => void;
}

export interface Studio {
  readonly router: EaselRouter;
  readonly media: MediaAccess;
  context(options: { readonly hasLocalFiles: boolean }): ApiContext;
  /** Calls back with the settings, at once and after each change, until the returned is called. */
  followSettings(listener: (settings: Settings) => void): () => void;
  /** How the host that can be reached from elsewhere tells where; without it, nowhere. */
  provideRemoteAccess(state: NonNullable<ApiContext['remoteAccess']>): void;
  /** The contract without any wire, for hosts that are a program of the owner. */
  client(): EaselClient;
  /** The process id of the engine while one runs. */
  enginePid(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Throws what keeps the library from being opened: `library.locked`, `library.moved-away`, … */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const library = await openLibraryFolder(
    await followMoves(homeFolder(), libraryFolder(options.library)),
  );
  try {
    return await assemble(library, options);
  } catch (error) {
    library.close();
    throw error;
  }
}

async function assemble(library: OpenLibrary, options: StudioOptions): Promise<Studio> {
  const home = homeFolder();
  const files = new PictureFolder(library.folder);
  // Walking over a large library takes a moment that only a crash makes worth it.
  if (library.wasLeftOpen) await files.sweep();

  // 1. What core stands on.
  const machine = openNodeMachine(easelVersion());
  const settings = await SettingsService.open(openSettingsFile(join(home, 'settings.json')));
  const community = openCommunityFolder(join(home, 'checkpoints'));
  const checkpoints = new Checkpoints(
    openCheckpointFolders({
      embedded: join(resourcesFolder(), 'models'),
      user: join(home, 'checkpoints'),
    }),
    community,
  );
  const adapters = openCommunityFolder(join(home, 'loras'));
  const loras = new Loras({ own: adapters, shared: community });
  const wildcards = new WildcardFolder(join(home, 'wildcards'));
  const codec = new SharpCodec();
  const local = new LocalFiles();
  const index = new SqlitePictureIndex(join(library.privateFolder, INDEX_FILE));
  const store = new SqliteJobStore(join(library.privateFolder, JOBS_FILE));
  const engineOptions = (from: Settings) => ({
    device: from.device,
    memoryBudgetBytes:
      from.memoryLimitMb === undefined
        ? Math.floor(machine.memory().totalBytes / 2)
        : from.memoryLimitMb * 2 ** 20,
  });
  const engine = new EngineSupervisor(options.launcher ?? forkLauncher(), {
    ...engineOptions(settings.get()),
    threads: 0,
  });
  const stopFollowing = settings.onChange((changed) => {
    engine.configure(engineOptions(changed));
    trainer.configure(engineOptions(changed));
  });

  // 2. The services.
  const gallery = new Gallery({ index, files, codec, source: local });
  const queue = new JobQueue(store);
  const previews = new Previews();
  const clipAdapters = new ClipAdapters([adapters, community]);
  const clips = new Clips({
    ...{ checkpoints, files: community, settings },
    adapters: clipAdapters,
    pictures: {
      count: () => index.count(),
      lacking: (space) => index.countLackingEmbedding(space),
    },
  });
  const reader = openPictureReader(gallery, codec);
  const embeddings = new Embeddings({ index, engine, reader });
  const tastes = new Tastes({
    store: new TasteStore(new HeadFolder(files, 'taste')),
    ...{ index, clips, engine, embeddings, settings },
    holding: (work) => gallery.holding(work),
  });
  const decoders = new PreviewDecoders(community);
  const styleAdapters = new StyleAdapters(community);
  const styles = openStyleFolder(join(resourcesFolder(), 'styles'), codec);
  const maker = new CandidateMaker({
    ...{ queue, checkpoints, clips, loras, wildcards, engine, previews, tastes },
    sink: gallery,
    encoder: codec,
    decoders,
  });
  const masks = new MaskFolder(files, codec);
  const runner = new JobRunner(
    queue,
    byKind({
      generate: new GenerateHandler({ maker, checkpoints, reader }),
      edit: new EditHandler({
        ...{ maker, checkpoints, gallery, reader, masks, queue, styleAdapters },
        references: styles,
      }),
      style: new StyleHandler({
        ...{ queue, engine, gallery, reader, masks, previews },
        references: styles,
        encoder: codec,
      }),
    }),
  );
  const upscaler = new Upscaler({ engine, checkpoints, resizer: codec });
  const exporter = new Exporter({
    gallery,
    files,
    codec,
    vectoriser: new VectorTracer(codec),
    upscaler,
    target: local,
  });
  const tickets = new ExportTickets(exporter, new ZipArchiver());
  const uploadFolder = new UploadFolder(join(library.privateFolder, 'uploads'));
  await uploadFolder.sweep();
  const uploaded = new UploadedPictures();
  const likeness = { reader, embeddings, clips, uploaded };
  const uploads = new Uploads(uploadFolder, gallery, likeness, masks);
  const search = new GallerySearch({
    ...{ gallery, index, clips, engine, embeddings, uploaded },
  });
  const embedder = new BackgroundEmbedder({
    ...{ index, queue, clips, engine, reader, embeddings },
  });
  const added = await openAdditions({
    ...{ home, checkpoints, clips, clipAdapters, loras, decoders, styleAdapters, tickets },
    ...{ target: local, seal: options.seal },
  });
  const trainer = new EngineSupervisor(options.launcher ?? forkLauncher(), {
    ...engineOptions(settings.get()),
    ...{ threads: 0, isInBackground: true },
  });
  const taught = await openTraining({
    ...{ home, privateFolder: library.privateFolder, checkpoints, clips, loras, engine, trainer },
    ...{ codec, index, gallery, settings },
  });
  const place = new StudioLibrary(library, {
    ...{ home, files, uploads: uploadFolder, index, store, gallery, runner, taught },
  });
  const cleaner = new CandidateCleaner(gallery, queue);
  const explain = new ExplainService({ engine, clips, gallery, reader, wildcards });
  const router = createRouter({
    generate: new GenerateService({
      ...{ queue, checkpoints, loras, settings, wildcards, engine, machine, gallery, tastes },
    }),
    edit: new EditService({
      ...{ queue, gallery, checkpoints, loras, settings, wildcards, masks, tastes, styleAdapters },
    }),
    cleaner,
    adjusting: new AdjustService({
      ...{ gallery, masks, codec, upscaler },
      adjuster: new AdjustingThread(codec),
    }),
    queue,
    gallery,
    exporter,
    tickets,
    search,
    searches: new SavedSearches(new SavedSearchFile(files), (work) => gallery.holding(work)),
    embedder,
    rank: new RankService({
      ...{ engine, clips, settings, wildcards, reader, embeddings, tastes },
    }),
    tastes,
    tags: new TagVocabularies({
      store: new VocabularyStore(new HeadFolder(files, 'vocabularies')),
      ...{ index, clips, engine, reader, embeddings, folders: exampleFolder },
      holding: (work) => gallery.holding(work),
    }),
    words: new WordFinder({ engine, clips, reader, masks }),
    explain,
    explained: new ExplainedPictures({
      ...{ explain, gallery, tickets },
      painter: new SharpOverlayPainter(),
      target: local,
    }),
    library: new LibraryService({
      disk: new LibraryFolderDisk(),
      switch: place,
      count: () => ({ pictures: gallery.count(), pictureBytes: index.totalBytes() }),
    }),
    checkpoints,
    added,
    clips,
    loras,
    adapters: added.adapters,
    settings,
    taught,
    system: new SystemService({
      ...{ machine, engine, checkpoints },
      openTrial: (device) =>
        new EngineSupervisor(options.launcher ?? forkLauncher(), {
          ...engineOptions(settings.get()),
          ...{ device, threads: 0 },
        }),
      isBusy: () => queue.isBusy,
      suspendJobs: () => runner.suspend(),
      library: {
        get folder() {
          return place.folder;
        },
        countPictures: () => gallery.count(),
      },
    }),
  });

  // 3. Go.
  const stopEmbedding = new AbortController();
  if (options.runsJobs !== false) {
    runner.start();
    // A file that cannot be deleted now is tried at the next start.
    await cleaner.clean(KEPT_CANDIDATE_DAYS).catch(() => undefined);
    taught.start();
    await added.transfers.start();
    void embedder.follow(gallery, stopEmbedding.signal);
  }
  // Another CLIP may have been chosen, which knows none of the pictures yet.
  const stopWaking = settings.onChange(() => {
    if (options.runsJobs !== false) embedder.wake();
  });
  let remoteAccess: NonNullable<ApiContext['remoteAccess']> = async () => ({
    isOn: false,
    addresses: [],
  });
  const context = ({ hasLocalFiles }: { hasLocalFiles: boolean }): ApiContext => ({
    host: options.host,
    hasLocalFiles,
    // Asked anew each time: a host opens its listener when the studio is open already.
    remoteAccess: () => remoteAccess(),
    reportFault: options.reportFault,
  });
  return {
    router,
    context,
    followSettings(listener) {
      listener(settings.get());
      return settings.onChange(listener);
    },
    provideRemoteAccess(state) {
      remoteAccess = state;
    },
    media: {
      picture: (id) => gallery.mediaFile(id),
      thumbnail: (id, size) => gallery.thumbnail(id, size),
      mask: async (id) => ({
        path: await masks.locate(id),
        type: 'image/png',
        etag: id.slice(0, 32),
      }),
      exported: (id) => {
        const keepMetadata = settings.get().keepMetadataOnExport;
        return exporter.finish(id, exportOptionsSchema.parse({ keepMetadata }));
      },
      download: (ticket) => tickets.open(ticket),
      importUpload: (body, name) => uploads.import(body, name),
      similarUpload: (body, name) => uploads.similar(body, name),
      maskUpload: (body, name) => uploads.mask(body, name),
      recallUpload: (body, name) => uploads.recall(body, name),
      datasetPicture: (id, key, size) => taught.media.thumbnail(id, key, size),
      augmentedPicture: (id, key, variant) => taught.media.augmented(id, key, variant),
      runSample: (id, step, at) => taught.sample(id, step, at),
      preview: (jobId, at) => previews.get(jobId, at),
    },
    client: () =>
      restoringErrors(createRouterClient(router, { context: context({ hasLocalFiles: true }) })),
    enginePid: () => engine.pid(),
    async close() {
      stopFollowing();
      stopWaking();
      stopEmbedding.abort();
      await embedder.close();
      await runner.close();
      await added.transfers.close();
      await taught.close();
      await trainer.close();
      await engine.close();
      index.close();
      store.close();
      place.close();
    },
  };
}

function easelVersion(): string {
  const path = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
