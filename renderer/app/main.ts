/** Where the screens begin: remembered theme first, then everything else. */
import { mount } from 'svelte';
import '#renderer/ui/tokens.css';
import '#renderer/ui/base.css';
import { Connection, openPortLink, openWebSocketLink, rpcAddress } from '#renderer/client/index.ts';
import { DesktopShell } from '#renderer/shell/desktop.ts';
import { WebShell } from '#renderer/shell/web.ts';
import type { DesktopClient } from '#shared/contract/desktop.ts';
import App from './App.svelte';
import { Studio } from './studio.svelte.ts';

/** The app's own window has an address that no server can have. */
function openStudio(): Studio {
  if (location.protocol === 'easel:') {
    const connection = new Connection<DesktopClient>(openPortLink);
    return new Studio(new DesktopShell(connection.client.desktop), connection);
  }
  const connection = new Connection(() => openWebSocketLink(rpcAddress(location)));
  return new Studio(new WebShell(), connection);
}

mount(App, { target: document.body, props: { studio: openStudio() } });
