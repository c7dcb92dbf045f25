/** The user's settings, live from the host; changes show at once everywhere. */
import { follow } from '#renderer/client/index.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Settings, SettingsPatch } from '#shared/domain/settings.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Finding, RemoteAccessState, SystemInfo } from '#shared/domain/system.ts';
import { LibraryController } from './library.controller.svelte.ts';
import { SpeedController } from './speed.controller.svelte.ts';

export class SettingsController {
  /** Undefined until the host has told them. */
  settings = $state.raw<Settings | undefined>();
  system = $state.raw<SystemInfo | undefined>();
  findings = $state.raw<readonly Finding[] | undefined>();
  /** Where other devices reach this studio now; undefined until the host has told. */
  remote = $state.raw<RemoteAccessState | undefined>();
  /** CLIPs to choose from; undefined until the host has told. */
  clips = $state.raw<Awaited<ReturnType<EaselClient['clips']['list']>> | undefined>();
  isChecking = $state(false);
  readonly speed: SpeedController;
  readonly library: LibraryController;
  readonly #client: EaselClient;
  readonly #voice: Voice;

  constructor(client: EaselClient, shell: Shell, voice: Voice) {
    this.speed = new SpeedController(client, voice);
    this.library = new LibraryController(client, shell, voice);
    this.#client = client;
    this.#voice = voice;
  }

  start(signal: AbortSignal): void {
    void follow(
      (stop) => this.#client.settings.watch(undefined, { signal: stop }),
      (settings) => {
        this.settings = settings;
        void this.lookRemote();
        void this.lookClips();
      },
      signal,
    );
  }

  async change(patch: SettingsPatch): Promise<void> {
    try {
      this.settings = await this.#client.settings.update(patch);
    } catch (error) {
      this.#voice.fail(error);
    }
  }

  async look(): Promise<void> {
    try {
      this.system = await this.#client.system.info();
    } catch (error) {
      this.#voice.fail(error);
    }
  }

  async lookClips(): Promise<void> {
    try {
      this.clips = await this.#client.clips.list();
    } catch (error) {
      this.#voice.fail(error);
    }
  }

  /** The host answers when what the settings want has taken effect, or could not. */
  async lookRemote(): Promise<void> {
    try {
      this.remote = await this.#client.system.remoteAccess();
    } catch (error) {
      this.#voice.fail(error);
    }
  }

  /** Asks the host to look at everything it depends on; may start the engine. */
  async check(): Promise<void> {
    this.isChecking = true;
    try {
      this.findings = await this.#client.system.doctor();
      await this.look();
    } catch (error) {
      this.#voice.fail(error);
    } finally {
      this.isChecking = false;
    }
  }
}
