/** Names of pipelines in `model_index.json`. */

/** Those that can be run. */
export const pipelineClasses = [
  'StableDiffusionPipeline',
  'StableDiffusionXLPipeline',
  'LatentConsistencyModelPipeline',
  'StableDiffusionInpaintPipeline',
  'StableDiffusionXLInpaintPipeline',
] as const;
export type PipelineClass = (typeof pipelineClasses)[number];

/**
 * The pipeline that a folder is for, whichever library wrote it: optimum puts ORT before the name,
 * diffusers itself Onnx. Undefined for one that cannot be run.
 */
export function pipelineClassOf(name: string): PipelineClass | undefined {
  const plain = name.replace(/^(?:ORT|Onnx)(?=[A-Z])/, '');
  return pipelineClasses.find((known) => known === plain);
}

/** Whether it is of SDXL's build, whichever library wrote it. */
export function isXlClass(name: string): boolean {
  const kind = pipelineClassOf(name);
  return kind === 'StableDiffusionXLPipeline' || kind === 'StableDiffusionXLInpaintPipeline';
}
