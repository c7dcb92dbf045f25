import { defineErrors, row } from '../catalogue-entry.ts';

/** Who may ask for what, and everything that nobody foresaw. */
export const accessErrors = defineErrors({
  'access.token-wrong': row(
    'user',
    ['The address carries no valid token.', 'Open the address that Easel printed when it started.'],
    ['地址中没有有效的令牌。', '请打开 Easel 启动时显示的地址。'],
  ),
  'access.origin-refused': row(
    'user',
    ['Requests from {origin} are refused.', 'Open Easel at its own address.'],
    ['拒绝来自 {origin} 的请求。', '请通过 Easel 自己的地址打开。'],
  ),
  'access.local-only': row(
    'user',
    [
      '{what} is only possible on the machine that Easel runs on.',
      'Use the desktop app or the command line there.',
    ],
    ['{what} 只能在运行 Easel 的机器上进行。', '请在该机器上使用桌面应用或命令行。'],
  ),
  'access.disconnected': row(
    'state',
    ['The connection to Easel was lost.', 'Look whether Easel still runs, then try again.'],
    ['与 Easel 的连接已断开。', '请确认 Easel 仍在运行，然后重试。'],
  ),
  'access.not-found': row(
    'user',
    ['There is nothing at this address.', 'Open the address that Easel printed when it started.'],
    ['此地址没有内容。', '请打开 Easel 启动时显示的地址。'],
  ),
  'access.port-taken': row(
    'state',
    ['Another program uses port {port}.', 'Choose another port, or end that program.'],
    ['端口 {port} 已被其他程序占用。', '请更换端口，或结束该程序。'],
  ),
  'request.invalid': row(
    'user',
    ['The request is not understood: {field} ({reason}).', 'Check the value and try again.'],
    ['无法理解请求：{field}（{reason}）。', '请检查该值后重试。'],
  ),
  'internal.unexpected': row(
    'fault',
    [
      'Something unexpected went wrong ({detail}).',
      'Try again; if it stays, report it with this text.',
    ],
    ['发生意外错误（{detail}）。', '请重试；若仍出现，请附上此信息反馈。'],
  ),
});
