import { Command } from 'commander';
import { version } from './version.ts';

export function demoCommand(): Command {
  return new Command('demo')
    .summary('a guided run of the whole way on real messages')
    .description(
      'Starts everything on free ports and a temporary folder, sends mail, has a phone synchronize, read and reply, ' +
        'and lets text messages leave by the phone and by a simulated carrier, and an answer come back.\n' +
        'Each step is told with its time and its trace id. Exits 0 if all went well, within 30 seconds.',
    )
    .option(
      '--cluster',
      'each service in processes of its own over Kafka and MongoDB: those of KAFKA_BROKERS and MONGO_URL, or ones started here',
    )
    .option('--keep', 'keep the folder, and say how to start on it')
    .option('--json', 'one line of JSON a step (docs/command.md)')
    .action(
      async ({ cluster, keep, json }: { readonly cluster?: true; readonly keep?: true; readonly json?: true }) => {
        const { runDemo } = await import('../demo/run-demo.ts');
        const well = await runDemo(
          { cluster: cluster === true, keep: keep === true, json: json === true, version },
          process.stdout,
        );
        process.exit(well ? 0 : 1);
      },
    );
}
