import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { flagsOf, withAdmin, withSettings } from './server-options.ts';

function optionsOf(command: Command, arguments_: readonly string[]): Record<string, unknown> {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  return command.parse([...arguments_], { from: 'user' }).opts();
}

describe('flags of postbus start', () => {
  it('are settings, and name themselves in mistakes', () => {
    const options = optionsOf(withSettings(new Command()), ['--smtp', ':25', '--only', 'sync', '--data', 'd']);
    expect(flagsOf(options)).toEqual([
      { key: 'data', name: '--data', value: 'd' },
      { key: 'services', name: '--only', value: 'sync' },
      { key: 'ingest.relay', name: '--smtp', value: ':25' },
    ]);
  });

  it('take any other setting by --set, with = in its value', () => {
    const options = optionsOf(withSettings(new Command()), ['--set', 'relay.caFile=a=b', '--set', 'log.level']);
    expect(flagsOf(options)).toEqual([
      { key: 'relay.caFile', name: '--set', value: 'a=b' },
      { key: 'log.level', name: '--set', value: '' },
    ]);
  });
});

describe('--admin', () => {
  it('is a URL of HTTP', () => {
    const parse = (url: string) => optionsOf(withAdmin(new Command()), ['--admin', url])['admin'];
    expect(parse('https://postbus.example:9000')).toEqual(new URL('https://postbus.example:9000'));
    for (const wrong of ['postbus.example', 'ftp://postbus.example'])
      expect(() => parse(wrong)).toThrow(/http:\/\/host:port/);
  });
});
