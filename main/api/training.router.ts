import type { Datasets } from '#main/core/training/dataset/datasets.ts';
import type { TrainingService } from '#main/core/training/training-service.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export interface TrainingServices {
  readonly datasets: Datasets;
  readonly training: TrainingService;
}

export function trainingRouter({ datasets, training }: TrainingServices) {
  return api.training.router({
    survey: api.training.survey.handler(({ input, context, signal }) => {
      if (input.source.kind === 'folder') requireLocalFiles(context, 'Reading a folder by path');
      return datasets.survey(input.source, signal);
    }),
    dataset: api.training.dataset.handler(async ({ input, signal }) => {
      return (await datasets.open(input.id, signal)).dataset;
    }),
    changePictures: api.training.changePictures.handler(({ input }) =>
      datasets.change(input.id, input.changes),
    ),
    remedy: api.training.remedy.handler(({ input, signal }) =>
      datasets.remedy(input.id, input.finding, input.remedy, signal),
    ),
    setBalanced: api.training.setBalanced.handler(({ input }) =>
      datasets.setBalanced(input.id, input.isBalanced),
    ),
    proposeCaptions: api.training.proposeCaptions.handler(({ input, signal }) =>
      datasets.proposeCaptions(input.id, input.keys, signal),
    ),
    writeCaptions: api.training.writeCaptions.handler(({ input, context }) => {
      requireLocalFiles(context, 'Writing beside pictures');
      return datasets.writeCaptions(input.id);
    }),
    plan: api.training.plan.handler(({ input }) => training.plan(input.dataset, input.recipe)),
    estimate: api.training.estimate.handler(({ input, signal }) =>
      training.estimate(input.dataset, input.recipe, signal),
    ),
    start: api.training.start.handler(({ input }) => training.start(input)),
    runs: api.training.runs.handler(() => training.list()),
    run: api.training.run.handler(({ input }) => training.get(input.id)),
    curves: api.training.curves.handler(({ input }) => training.curves(input.id)),
    watch: api.training.watch.handler(({ signal }) => training.watch(signal)),
    pause: api.training.pause.handler(({ input }) => training.pause(input.id)),
    resume: api.training.resume.handler(({ input }) => training.resume(input.id)),
    stop: api.training.stop.handler(({ input }) => training.stop(input.id)),
    save: api.training.save.handler(({ input: { id, ...asked } }) => training.save(id, asked)),
    forget: api.training.forget.handler(async ({ input }) => {
      await training.forget(input.id, input.keepAdapter ?? false);
      return {};
    }),
  });
}
