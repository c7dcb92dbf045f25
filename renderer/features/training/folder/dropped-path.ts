/** Where something that was dropped lies on this machine; a browser rarely tells. */

/** The path of a folder that a file manager names as an address, or that was dragged as a text. */
export function droppedPath(transfer: Pick<DataTransfer, 'getData'> | null): string | undefined {
  if (transfer === null) return undefined;
  const address = transfer
    .getData('text/uri-list')
    .split(/\r?\n/)
    .find((line) => line.startsWith('file:'));
  if (address !== undefined) return pathOf(address);
  const text = transfer.getData('text/plain').trim();
  return /^(?:\/|~\/|[A-Za-z]:[\\/])[^\n]*$/.test(text) ? text : undefined;
}

function pathOf(address: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(address).pathname);
    // `/C:/pictures` is how an address writes a drive.
    return path.replace(/^\/(?=[A-Za-z]:)/, '');
  } catch {
    return undefined;
  }
}
