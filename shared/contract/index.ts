/** The contract: the only language between hosts and core. */
import type { ContractRouterClient } from '@orpc/contract';
import { checkpointsContract } from './checkpoints.ts';
import { clipsContract } from './clips.ts';
import { editContract } from './edit.ts';
import { explainContract } from './explain.ts';
import { galleryContract } from './gallery.ts';
import { generateContract } from './generate.ts';
import { jobsContract } from './jobs.ts';
import { libraryContract } from './library.ts';
import { lorasContract } from './loras.ts';
import { rankContract } from './rank.ts';
import { searchesContract } from './searches.ts';
import { settingsContract } from './settings.ts';
import { systemContract } from './system.ts';
import { tagsContract } from './tags.ts';
import { tasteContract } from './taste.ts';
import { trainingContract } from './training.ts';
import { wordsContract } from './words.ts';

export const contract = {
  generate: generateContract,
  edit: editContract,
  jobs: jobsContract,
  gallery: galleryContract,
  searches: searchesContract,
  rank: rankContract,
  explain: explainContract,
  words: wordsContract,
  taste: tasteContract,
  tags: tagsContract,
  checkpoints: checkpointsContract,
  clips: clipsContract,
  loras: lorasContract,
  library: libraryContract,
  settings: settingsContract,
  system: systemContract,
  training: trainingContract,
};

export type EaselContract = typeof contract;
export type EaselClient = ContractRouterClient<EaselContract>;
