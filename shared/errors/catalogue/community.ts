import { defineErrors, row } from '../catalogue-entry.ts';

/** Weights from elsewhere that cannot be used as a checkpoint, and what they are instead. */
export const communityErrors = defineErrors({
  'checkpoint.pickled': row(
    'user',
    [
      '{file} holds pickled Python objects, which can run code when they are opened.',
      'Get the .safetensors version of it.',
    ],
    ['{file} 是 pickle 格式，打开时可能执行代码。', '请改用它的 .safetensors 版本。'],
  ),
  'checkpoint.foreign-family': row(
    'user',
    [
      '{file} is a checkpoint of the family {family}, which cannot be run here yet.',
      'Choose one for Stable Diffusion 1, 2 or XL, or for FLUX.2 klein.',
    ],
    [
      '{file} 属于 {family} 系列，目前还不能在此运行。',
      '请选择 Stable Diffusion 1、2、XL 或 FLUX.2 klein 的检查点。',
    ],
  ),
  'checkpoint.incomplete': row(
    'user',
    [
      '{file} lacks its text encoder or its autoencoder.',
      'Get the full version, which holds all parts in one file.',
    ],
    ['{file} 缺少文本编码器或自动编码器。', '请改用包含全部组件的完整版本。'],
  ),
  'checkpoint.needs-files': row(
    'user',
    [
      '{file} is the picture network of {family} alone: it needs its text encoder (Qwen3) and its autoencoder too.',
      'Put both files into the folder of the checkpoints, or get the whole repository.',
    ],
    [
      '{file} 只包含 {family} 的图像网络，还需要文本编码器（Qwen3）和自动编码器。',
      '请把这两个文件放入检查点文件夹，或下载完整的仓库。',
    ],
  ),
  'checkpoint.is-lora': row(
    'user',
    [
      '{file} is a LoRA: it changes a checkpoint and is none itself.',
      'Choose a checkpoint, and name the LoRA in the prompt: <lora:name:0.8>.',
    ],
    [
      '{file} 是 LoRA，它用来调整检查点，本身不是检查点。',
      '请选择一个检查点，并在提示词中写入 LoRA：<lora:名称:0.8>。',
    ],
  ),
  'checkpoint.is-clip': row(
    'user',
    [
      '{file} is a CLIP: it looks at pictures and makes none.',
      'Choose a checkpoint that makes pictures, and the CLIP for ranking and search in the settings.',
    ],
    [
      '{file} 是 CLIP 模型，只用于理解图片，不能生成图片。',
      '请选择可生成图片的检查点；排序和搜索所用的 CLIP 可在设置中选择。',
    ],
  ),
  'checkpoint.is-preview': row(
    'user',
    [
      '{file} draws previews while other checkpoints work, and is none itself.',
      'Leave it where it is: checkpoints of its family use it.',
    ],
    [
      '{file} 用于在其他检查点生成时绘制预览，本身不是检查点。',
      '保留即可，同系列的检查点会使用它。',
    ],
  ),
  'clip.not-found': row(
    'user',
    ['There is no CLIP “{id}”.', 'Choose one of: {choices}.'],
    ['没有 CLIP 模型“{id}”。', '可选：{choices}。'],
  ),
  'clip.adapter-not-found': row(
    'user',
    ['No CLIP here was taught anything called “{name}”.', 'Choose one of: {choices}.'],
    ['没有名为“{name}”的词汇适配器。', '可选：{choices}。'],
  ),
  'clip.adapter-foreign': row(
    'user',
    [
      '“{name}” was taught to a CLIP that is not on this machine, or is another version.',
      'Add that CLIP, or teach the words to one of yours.',
    ],
    ['“{name}”所属的 CLIP 模型不在本机，或版本不同。', '请添加该 CLIP，或用现有的重新训练。'],
  ),
  'lora.for-clip': row(
    'user',
    [
      '{file} teaches the ranking words and changes no pictures.',
      'Switch it on in the settings, under ranking.',
    ],
    ['{file} 用于教排序认词，不会改变画面。', '请在设置的排序部分启用它。'],
  ),
  'clip.unsupported': row(
    'user',
    [
      'The CLIP {file} cannot be used here: {reason}.',
      'Choose a CLIP of OpenAI or OpenCLIP, a SigLIP in the transformers layout, or a MobileCLIP as ONNX.',
    ],
    [
      'CLIP 模型 {file} 无法在此使用：{reason}。',
      '请选择 OpenAI 或 OpenCLIP 的 CLIP、transformers 格式的 SigLIP，或 ONNX 格式的 MobileCLIP。',
    ],
  ),
  'clip.same-name': row(
    'user',
    ['Another model is also called “{id}”.', 'Rename the folder of one of them.'],
    ['另一个模型也叫“{id}”。', '请重命名其中一个的文件夹。'],
  ),
  'checkpoint.is-part': row(
    'user',
    [
      '{file} is a part of a checkpoint, not a whole one.',
      'Get the checkpoint that it belongs to.',
    ],
    ['{file} 只是检查点的一部分，并不完整。', '请获取它所属的完整检查点。'],
  ),
  'checkpoint.not-recognised': row(
    'user',
    [
      '{file} is none of the checkpoints that are known here.',
      'Choose one for Stable Diffusion 1, 2 or XL, or FLUX.2 klein.',
    ],
    [
      '无法识别 {file}，它不是已知类型的检查点。',
      '请选择 Stable Diffusion 1、2、XL 或 FLUX.2 klein 的检查点。',
    ],
  ),
  'checkpoint.no-safetensors': row(
    'user',
    [
      'The folder {file} has no .safetensors weights for all of its parts.',
      'Get the version with .safetensors files.',
    ],
    ['文件夹 {file} 缺少部分组件的 .safetensors 权重。', '请改用带 .safetensors 文件的版本。'],
  ),
  'checkpoint.is-style-adapter': row(
    'user',
    [
      '{file} is a style adapter: it shows a checkpoint the style of a picture, and is none itself.',
      'Leave it where it is, and choose a checkpoint of its family under Edit, Style.',
    ],
    [
      '{file} 是画风适配器，用于让检查点参照一张图片的画风，本身不是检查点。',
      '保留即可，请在“编辑”的“画风”中选择同系列的检查点。',
    ],
  ),
  'checkpoint.is-image-encoder': row(
    'user',
    [
      '{file} looks at pictures for a style adapter, and makes none.',
      'Leave it where it is: style adapters use it.',
    ],
    ['{file} 为画风适配器解读图片，不能生成图片。', '保留即可，画风适配器会使用它。'],
  ),
  'style-adapter.unsupported': row(
    'user',
    [
      '{file} is an IP-Adapter of a kind that cannot be used here: Plus, Full Face and FaceID are not supported.',
      'Get the plain one: ip-adapter_sd15.safetensors for Stable Diffusion 1.5, ip-adapter_sdxl_vit-h.safetensors for SDXL.',
    ],
    [
      '{file} 是此处无法使用的 IP-Adapter 类型：不支持 Plus、Full Face 和 FaceID。',
      '请改用基础版：Stable Diffusion 1.5 用 ip-adapter_sd15.safetensors，SDXL 用 ip-adapter_sdxl_vit-h.safetensors。',
    ],
  ),
  'style-adapter.other-family': row(
    'user',
    [
      'The style adapter {file} was made for another family than {checkpoint} ({family}).',
      'Choose a checkpoint of its family, or another style adapter.',
    ],
    [
      '画风适配器 {file} 适用的系列与 {checkpoint}（{family}）不同。',
      '请选择同系列的检查点，或换用其他画风适配器。',
    ],
  ),
  'style-adapter.not-found': row(
    'user',
    ['There is no style adapter named “{name}”.', 'Installed are: {choices}.'],
    ['没有名为“{name}”的画风适配器。', '已安装：{choices}。'],
  ),
  'style-adapter.no-encoder': row(
    'user',
    [
      'The style adapter {file} needs the CLIP that it was taught with, whose embeddings have {width} numbers, and it is not installed.',
      'Download {encoder} under Models.',
    ],
    [
      '画风适配器 {file} 需要训练时所用的 CLIP（向量有 {width} 个数），但尚未安装。',
      '请在“模型”中下载 {encoder}。',
    ],
  ),
  'lora.not-found': row(
    'user',
    ['There is no LoRA named “{name}”.', 'Installed are: {choices}.'],
    ['没有名为“{name}”的 LoRA。', '已安装：{choices}。'],
  ),
  'lora.other-family': row(
    'user',
    [
      'The LoRA {file} was made for another family than {checkpoint} ({family}).',
      'Choose a checkpoint of its family, or another LoRA.',
    ],
    [
      'LoRA {file} 适用的系列与 {checkpoint}（{family}）不同。',
      '请选择同系列的检查点，或换用其他 LoRA。',
    ],
  ),
  'lora.other-base': row(
    'user',
    [
      'The adapter {file} was taught on other weights than those of {checkpoint}.',
      'Teach it again on this version, or leave it out of the prompt.',
    ],
    [
      '适配器 {file} 是基于与 {checkpoint} 不同的权重训练的。',
      '请在当前版本上重新训练，或从提示词中去掉它。',
    ],
  ),
  'lora.not-one': row(
    'user',
    ['{file} is no LoRA.', 'Keep checkpoints in the folder “checkpoints”.'],
    ['{file} 不是 LoRA。', '检查点请放在“checkpoints”文件夹中。'],
  ),
  'lora.unmatched': row(
    'user',
    [
      '{n} entries of the LoRA {file} fit no layer of this checkpoint and are left out: {names}.',
      'The rest of it is used. See whether it was made for this family.',
    ],
    [
      'LoRA {file} 中有 {n} 项与此检查点的任何层都不匹配，已忽略：{names}。',
      '其余部分照常使用。请确认它适用于该系列。',
    ],
  ),
  'lora.unsupported': row(
    'user',
    [
      '{file} changes weights in a way that is not known here.',
      'Get an ordinary LoRA for Stable Diffusion 1, 2 or XL, or for FLUX.2 klein.',
    ],
    ['{file} 以未知的方式修改权重。', '请获取适用于 Stable Diffusion 1、2 或 XL 的普通 LoRA。'],
  ),
});

/** Every way in which foreign weights can be refused. */
export const communityErrorCodes = Object.keys(communityErrors) as (keyof typeof communityErrors)[];
