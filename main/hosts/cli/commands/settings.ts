import { Command } from 'commander';
import { examples } from './examples.ts';

export function settingsCommand(): Command {
  const settings = new Command('settings').description('read and change settings');
  settings
    .command('get')
    .argument('[name]', 'one setting; all when absent')
    .description('show settings')
    .action(async (name: string | undefined, _options, command: Command) => {
      const { getSettings } = await import('../actions/settings.ts');
      await getSettings(name, command.optsWithGlobals());
    });
  settings
    .command('set')
    .argument('<name>')
    .argument('<value>', '“default” puts a setting back')
    .description('change one setting')
    .action(async (name: string, value: string, _options, command: Command) => {
      const { setSetting } = await import('../actions/settings.ts');
      await setSetting(name, value, command.optsWithGlobals());
    });
  return settings.addHelpText(
    'after',
    examples(
      ['easel settings get', 'all settings'],
      ['easel settings set diversity 0.5', 'move near-repeats further down'],
      ['easel settings set language zh-CN', 'sentences in Chinese'],
    ),
  );
}
