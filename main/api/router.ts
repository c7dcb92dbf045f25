/** The whole contract, implemented. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Clips } from '#main/core/clips/clips.ts';
import type { AdjustService } from '#main/core/edit/adjust-service.ts';
import type { CandidateCleaner } from '#main/core/edit/candidate-cleaner.ts';
import type { EditService } from '#main/core/edit/edit-service.ts';
import type { ExplainService } from '#main/core/explain/explain-service.ts';
import type { ExplainedPictures } from '#main/core/explain/explained-pictures.ts';
import type { ExportTickets } from '#main/core/export/export-tickets.ts';
import type { Exporter } from '#main/core/export/exporter.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { GenerateService } from '#main/core/generate/generate-service.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { LibraryService } from '#main/core/library/library-service.ts';
import type { AdapterExporter } from '#main/core/loras/adapter-exporter.ts';
import type { Loras } from '#main/core/loras/loras.ts';
import type { RankService } from '#main/core/rank/rank-service.ts';
import type { BackgroundEmbedder } from '#main/core/search/background-embedder.ts';
import type { GallerySearch } from '#main/core/search/gallery-search.ts';
import type { SavedSearches } from '#main/core/search/saved-searches.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import type { SystemService } from '#main/core/system/system-service.ts';
import type { TagVocabularies } from '#main/core/tags/tag-vocabularies.ts';
import type { Tastes } from '#main/core/taste/tastes.ts';
import type { WordFinder } from '#main/core/words/word-finder.ts';
import type { EaselContract } from '#shared/contract/index.ts';
import type { AdditionServices } from './checkpoint-additions.router.ts';
import { checkpointsRouter } from './checkpoints.router.ts';
import { clipsRouter } from './clips.router.ts';
import { editRouter } from './edit.router.ts';
import { explainRouter } from './explain.router.ts';
import { galleryRouter } from './gallery.router.ts';
import { generateRouter } from './generate.router.ts';
import { api } from './implementer.ts';
import { jobsRouter } from './jobs.router.ts';
import { libraryRouter } from './library.router.ts';
import { lorasRouter } from './loras.router.ts';
import { rankRouter } from './rank.router.ts';
import { searchesRouter } from './searches.router.ts';
import { settingsRouter } from './settings.router.ts';
import { systemRouter } from './system.router.ts';
import { tagsRouter } from './tags.router.ts';
import { tasteRouter } from './taste.router.ts';
import { trainingRouter, type TrainingServices } from './training.router.ts';
import { wordsRouter } from './words.router.ts';

export interface Services {
  readonly generate: GenerateService;
  readonly edit: EditService;
  readonly adjusting: AdjustService;
  readonly cleaner: CandidateCleaner;
  readonly queue: JobQueue;
  readonly gallery: Gallery;
  readonly exporter: Exporter;
  readonly tickets: ExportTickets;
  readonly search: GallerySearch;
  readonly searches: SavedSearches;
  readonly embedder: BackgroundEmbedder;
  readonly library: LibraryService;
  readonly rank: RankService;
  readonly explain: ExplainService;
  readonly explained: ExplainedPictures;
  readonly words: WordFinder;
  readonly tastes: Tastes;
  readonly tags: TagVocabularies;
  readonly checkpoints: Checkpoints;
  readonly added: AdditionServices;
  readonly clips: Clips;
  readonly loras: Loras;
  readonly adapters: AdapterExporter;
  readonly settings: SettingsService;
  readonly system: SystemService;
  readonly taught: TrainingServices;
}

export function createRouter(services: Services) {
  return api.router({
    generate: generateRouter(services.generate),
    edit: editRouter(services.edit, services.adjusting, services.cleaner),
    jobs: jobsRouter(services.queue),
    gallery: galleryRouter(services),
    searches: searchesRouter(services.searches),
    library: libraryRouter(services.library),
    rank: rankRouter(services.rank),
    explain: explainRouter(services.explain, services.explained),
    words: wordsRouter(services.words),
    taste: tasteRouter(services.tastes),
    tags: tagsRouter(services.tags),
    checkpoints: checkpointsRouter(services.checkpoints, services.added),
    clips: clipsRouter(services.clips),
    loras: lorasRouter(services.loras, services.adapters),
    settings: settingsRouter(services.settings, services.clips),
    system: systemRouter(services.system),
    training: trainingRouter(services.taught),
  });
}

export type EaselRouter = ReturnType<typeof createRouter>;

/** Fails to compile when a procedure of the contract has no handler, or a handler no procedure. */
type Missing<Contract, Router> = {
  [Key in keyof Contract]: Key extends keyof Router
    ? Contract[Key] extends { '~orpc': unknown }
      ? never
      : Missing<Contract[Key], Router[Key]>
    : Key;
}[keyof Contract];
true satisfies [Missing<EaselContract, EaselRouter>] extends [never] ? true : never;
true satisfies [Missing<EaselRouter, EaselContract>] extends [never] ? true : never;
