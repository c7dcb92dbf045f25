/**
 * Hands one end of a channel from the page to the app, and tells the page where a file lies that was
 * dropped on it; nothing else: what the page may do is said by the contract, which the other end of the
 * channel speaks, and decided there.
 */
const { contextBridge, ipcRenderer, webUtils } = require('electron');

contextBridge.exposeInMainWorld('easelFiles', {
  pathOf: (file) => webUtils.getPathForFile(file),
});

window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== 'easel:connect') return;
  ipcRenderer.postMessage('easel:connect', null, event.ports);
});
