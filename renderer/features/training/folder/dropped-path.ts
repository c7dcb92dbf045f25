/** Where something that was dropped lies on this machine; a browser rarely tells. */

/**
 * The path of a folder: as the app's window is told, as a file manager names it as an address, or as it
 * was dragged as a text.
 */
export function droppedPath(
  transfer: (Pick<DataTransfer, 'getData'> & { readonly files?: ArrayLike<File> }) | null,
  placeOf: (file: File) => string | undefined,
): string | undefined {
  if (transfer === null) return undefined;
  const [first] = Array.from(transfer.files ?? []);
  const told = first && placeOf(first);
  if (told !== undefined) return told;
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
