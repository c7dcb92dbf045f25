import { defineErrors, row } from '../catalogue-entry.ts';

/** Getting weights from a hub or from a folder of this machine, and keeping them whole. */
export const transferErrors = defineErrors({
  'hub.address-invalid': row(
    'user',
    [
      '“{address}” names no model.',
      'Write owner/name, or paste the address of a model’s page on {host}.',
    ],
    ['“{address}”不是模型名称。', '请输入 所有者/名称，或粘贴 {host} 上的模型页面地址。'],
  ),
  'hub.not-found': row(
    'user',
    [
      '{host} has no {repository}, or it is private.',
      'Check the spelling and the revision; for a private model, enter an access token.',
    ],
    ['{host} 上没有 {repository}，或它是私有的。', '请检查拼写和版本；私有模型需要填写访问令牌。'],
  ),
  'hub.gated': row(
    'user',
    [
      'The owners of {repository} ask everybody to accept their terms first.',
      'Open its page on {host}, accept the terms there, and enter an access token here.',
    ],
    [
      '{repository} 的所有者要求先接受使用条款。',
      '请在 {host} 上打开其页面并接受条款，然后在此填写访问令牌。',
    ],
  ),
  'hub.token-refused': row(
    'user',
    ['{host} does not accept the access token.', 'Enter another one, or remove it.'],
    ['{host} 不接受该访问令牌。', '请换一个令牌，或将其移除。'],
  ),
  'hub.unreachable': row(
    'state',
    [
      '{host} cannot be reached ({reason}).',
      'Check the network, then go on; what has come is kept.',
    ],
    ['无法连接 {host}（{reason}）。', '请检查网络后继续；已下载的部分会保留。'],
  ),
  'hub.busy': row(
    'state',
    ['{host} asks for a pause.', 'Go on in some minutes; what has come is kept.'],
    ['{host} 要求稍候。', '请过几分钟再继续；已下载的部分会保留。'],
  ),
  'hub.stalled': row(
    'state',
    [
      '{host} has sent nothing for {seconds} seconds.',
      'Check the network, then go on; what has come is kept.',
    ],
    ['{host} 已有 {seconds} 秒没有发送数据。', '请检查网络后继续；已下载的部分会保留。'],
  ),
  'hub.odd-answer': row(
    'fault',
    [
      '{host} answers in a way that is not understood ({reason}).',
      'Try again later; what has come is kept.',
    ],
    ['无法理解 {host} 的回应（{reason}）。', '请稍后重试；已下载的部分会保留。'],
  ),
  'hub.file-missing': row(
    'user',
    ['{repository} has no file {file}.', 'Look at its list of files and choose another one.'],
    ['{repository} 中没有文件 {file}。', '请查看其文件列表并另选一个。'],
  ),
  'hub.file-type': row(
    'user',
    [
      '{file} is no kind of file that is fetched: weights come as .safetensors or .onnx.',
      'Choose the .safetensors version of it.',
    ],
    [
      '{file} 不是可下载的文件类型：权重只接受 .safetensors 或 .onnx。',
      '请选择它的 .safetensors 版本。',
    ],
  ),
  'hub.nothing-usable': row(
    'user',
    [
      '{repository} has no .safetensors and no .onnx weights.',
      'Look for a version of it that has; pickled weights are never opened.',
    ],
    [
      '{repository} 没有 .safetensors 或 .onnx 权重。',
      '请寻找包含这些格式的版本；Easel 不会打开 pickle 权重。',
    ],
  ),
  'hub.path-refused': row(
    'fault',
    [
      '{repository} names a file “{file}”, which would lie outside of its folder.',
      'Do not trust it, and choose another model.',
    ],
    ['{repository} 中的文件“{file}”会写到其文件夹之外。', '该模型不可信，请选择其他模型。'],
  ),
  'hub.names-collide': row(
    'user',
    [
      '{repository} has two files that would be one here: {file}.',
      'Choose one of them by name, or another model.',
    ],
    ['{repository} 有两个文件在此会同名：{file}。', '请按名称选择其中一个，或选择其他模型。'],
  ),
  'transfer.content-differs': row(
    'fault',
    [
      'What came as {file} is not what was published.',
      'Go on to fetch it once more; nothing of it was kept.',
    ],
    ['收到的 {file} 与发布的内容不一致。', '请继续以重新下载；错误内容未保留。'],
  ),
  'transfer.size-differs': row(
    'fault',
    [
      '{file} has {got} bytes instead of {expected}.',
      'Go on to fetch it once more; nothing of it was kept.',
    ],
    ['{file} 为 {got} 字节，应为 {expected} 字节。', '请继续以重新下载；错误内容未保留。'],
  ),
  'transfer.no-hash': row(
    'fault',
    [
      'Nobody says what the content of {file} must be, so it cannot be trusted.',
      'Choose another model.',
    ],
    ['无从核对 {file} 的内容，因此不可信。', '请选择其他模型。'],
  ),
  'transfer.not-weights': row(
    'user',
    [
      '{file} is no {kind} file, whatever its name says ({reason}).',
      'Do not open it elsewhere either; choose another model.',
    ],
    ['{file} 名不副实，不是 {kind} 文件（{reason}）。', '也请勿在别处打开它；请选择其他模型。'],
  ),
  'transfer.no-space': row(
    'state',
    [
      '{needed} MB are needed in {folder}, and {free} MB are free.',
      'Free some space or empty the trash of the models, then go on.',
    ],
    [
      '{folder} 需要 {needed} MB 空间，但仅剩 {free} MB。',
      '请释放空间或清空模型回收站，然后继续。',
    ],
  ),
  'transfer.source-missing': row(
    'user',
    ['There is nothing at {path} that can be read.', 'Check the path, then try again.'],
    ['无法读取 {path}。', '请检查路径后重试。'],
  ),
  'transfer.nothing-usable': row(
    'user',
    [
      'There are no .safetensors and no .onnx weights at {path}.',
      'Choose a weight file, or a folder with a model_index.json.',
    ],
    [
      '{path} 中没有 .safetensors 或 .onnx 权重。',
      '请选择权重文件，或包含 model_index.json 的文件夹。',
    ],
  ),
  'transfer.already-there': row(
    'user',
    ['{name} is here already, or on its way.', 'Use that one, or remove it first.'],
    ['{name} 已存在或正在下载。', '请使用它，或先将其移除。'],
  ),
  'transfer.not-found': row(
    'user',
    ['This transfer is over.', 'Look at the list once more.'],
    ['该传输已结束。', '请重新查看列表。'],
  ),
  'transfer.wrong-state': row(
    'user',
    ['That is not possible while the transfer is {state}.', 'Look at the list once more.'],
    ['传输处于 {state} 状态时无法执行此操作。', '请重新查看列表。'],
  ),
  'transfer.elsewhere': row(
    'state',
    [
      'Another Easel on this machine gets models at the moment.',
      'Wait until it is done, or do it there.',
    ],
    ['本机的另一个 Easel 正在获取模型。', '请等待其完成，或在那里操作。'],
  ),
  'addition.not-found': row(
    'user',
    ['There is no model “{name}” among the added ones.', 'Look at the list once more.'],
    ['已添加的模型中没有“{name}”。', '请重新查看列表。'],
  ),
  'addition.unknown-origin': row(
    'user',
    [
      '{name} was put there by hand, so nobody knows what it must contain.',
      'Add it from the hub to have it checked.',
    ],
    ['{name} 是手动放入的，无法得知其应有内容。', '如需校验，请从模型库添加。'],
  ),
  'addition.damaged': row(
    'state',
    [
      'In {name}, {n} of its files are missing or not what was added, the first is {file}.',
      'Repair it: only what is bad is fetched again.',
    ],
    ['{name} 中有 {n} 个文件缺失或内容不符，第一个是 {file}。', '请修复：只会重新获取损坏的部分。'],
  ),
  'addition.is-whole': row(
    'user',
    ['Nothing of {name} needs to be repaired.', 'Use it as it is.'],
    ['{name} 无需修复。', '可直接使用。'],
  ),
});
