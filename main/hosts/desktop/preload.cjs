/**
 * Hands one end of a channel from the page to the app, and nothing else: what the page may do is
 * said by the contract, which the other end speaks, and decided there.
 */
const { ipcRenderer } = require('electron');

window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== 'easel:connect') return;
  ipcRenderer.postMessage('easel:connect', null, event.ports);
});
