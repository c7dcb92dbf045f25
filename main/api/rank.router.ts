import type { RankService } from '#main/core/rank/rank-service.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export function rankRouter(rank: RankService) {
  return api.rank.router({
    pictures: api.rank.pictures.handler(({ input, signal }) => rank.pictures(input, signal)),
    files: api.rank.files.handler(({ input, context, signal }) => {
      requireLocalFiles(context, 'Ranking files by path');
      return rank.files(input, signal);
    }),
  });
}
