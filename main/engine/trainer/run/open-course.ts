/** The course for what a recipe teaches. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { MeasureTrainingParams } from '#shared/engine-protocol/training.ts';
import { openClipCourse } from '../clip/teach-clip.ts';
import { openDiffusionCourse } from '../diffusion/teach-diffusion.ts';
import { openSparkCourse } from '../spark/teach-spark.ts';
import type { Course, Extent } from './course.ts';

/** Throws what opening the course throws. */
export function openCourse(
  context: EngineContext,
  params: MeasureTrainingParams,
  signal: AbortSignal,
  extent: Extent = 'whole',
): Promise<Course> {
  return opening(params)(context, params, signal, extent);
}

function opening({ checkpoint, recipe }: MeasureTrainingParams): typeof openSparkCourse {
  if (recipe.teaches === 'words') return openClipCourse;
  return (checkpoint.layout ?? 'easel') === 'easel' ? openSparkCourse : openDiffusionCourse;
}
