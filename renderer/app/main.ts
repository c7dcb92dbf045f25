/** Where the screens begin: remembered theme first, then everything else. */
import { mount } from 'svelte';
import '#renderer/ui/tokens.css';
import '#renderer/ui/base.css';
import { openWebSocketLink, rpcAddress } from '#renderer/client/index.ts';
import { WebShell } from '#renderer/shell/web.ts';
import App from './App.svelte';
import { Studio } from './studio.svelte.ts';

const studio = new Studio(new WebShell(), () => openWebSocketLink(rpcAddress(location)));
mount(App, { target: document.body, props: { studio } });
