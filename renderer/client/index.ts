/** The contract as the screens use it. */
export { BoardChanges } from './board-changes.ts';
export { Connection, type ConnectionState } from './connection.svelte.ts';
export { follow } from './follow.ts';
export { GalleryFeed } from './gallery-feed.ts';
export { JobFeed } from './job-feed.svelte.ts';
export { downloadName, pictureTitle } from './picture-name.ts';
export { openPortLink } from './port-link.ts';
export { PictureChanges, type ChangeOptions, type PictureChange } from './picture-changes.ts';
export { inParts, readPictures } from './picture-parts.ts';
export { RunFeed, type RunListener } from './run-feed.svelte.ts';
export { UndoStack, type UndoableStep } from './undo.svelte.ts';
export { openWebSocketLink, rpcAddress } from './websocket-link.ts';
