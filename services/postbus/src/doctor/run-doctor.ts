/** `postbus doctor`: looks at everything and says what is not well, and what to do. */
import { existsSync } from 'node:fs';
import { type AdministrationOptions, openAdministration } from '../admin/open-administration.ts';
import { textingOf } from '../admin/text/texting-settings.ts';
import { failureText } from '../convert/failure-text.ts';
import type { Configuration } from '../server/configuration.ts';
import { padded, visible } from '../terminal/cells.ts';
import { type Output, paletteFor } from '../terminal/palette.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import { lookAtFiles } from './look-at-files.ts';
import { lookAtCertificate, lookAtDisk, lookAtFolder, lookAtNode } from './look-at-machine.ts';
import { lookAtListeners, lookAtPorts } from './look-at-ports.ts';
import { lookAtSmime } from './look-at-smime.ts';
import { lookAtTextMessages } from './look-at-text-messages.ts';
import { lookAtDeadLetters, lookAtJobs, lookAtMailboxes, lookAtReaders } from './look-at-work.ts';

export interface DoctorRequest {
  readonly settings: Configuration;
  /** Where the server is; of one elsewhere only what it tells is looked at. */
  readonly place: AdministrationOptions;
  readonly json: boolean;
  /** Whether what can be made good is. */
  readonly repair: boolean;
  /** Whether files of any size are read through. */
  readonly deep: boolean;
}

/** @returns whether nothing failed */
export async function runDoctor(request: DoctorRequest, output: Output): Promise<boolean> {
  const findings: Finding[] = [];
  for await (const finding of looks(request)) {
    findings.push(finding);
    if (!request.json) output.write(`${line(finding, output)}\n`);
  }
  const well = findings.every(({ state }) => state !== 'failed');
  if (request.json) output.write(`${JSON.stringify({ well, findings })}\n`);
  return well;
}

async function* looks(request: DoctorRequest): AsyncGenerator<Finding> {
  const { settings, place } = request;
  const { url } = place;
  yield lookAtNode(process.versions.node);
  if (url === undefined) {
    yield lookAtFolder(settings);
    if (!existsSync(settings.data)) return;
    yield lookAtDisk(settings);
    yield lookAtCertificate(settings, Date.now());
    yield lookAtFiles(settings.data, request.deep);
  }
  yield* looksInside(request);
}

async function* looksInside({ settings, place, repair }: DoctorRequest): AsyncGenerator<Finding> {
  try {
    const opened = await openAdministration(place);
    try {
      const { administration, running } = opened;
      const health = await administration.health({});
      yield running
        ? ok('server', `runs as process ${health.pid} since ${health.startedAt.slice(0, 19).replace('T', ' ')}`)
        : warning('server', 'does not run; postbus start runs it');
      if (running && place.url === undefined) yield await lookAtListeners(health);
      if (!running) yield await lookAtPorts(settings);
      yield await lookAtMailboxes(administration, repair);
      yield await lookAtReaders(administration);
      yield await lookAtDeadLetters(administration);
      yield await lookAtJobs(administration);
      const { channels } = textingOf(settings);
      yield* await lookAtTextMessages(administration, place.url === undefined ? channels : undefined);
      yield* lookAtSmime(administration, place.url === undefined ? settings.conversion.smime : undefined, Date.now());
    } finally {
      await opened.close();
    }
  } catch (error) {
    yield failed('server', failureText(error));
  }
}

const marks = { ok: '✓', warning: '!', failed: '✗' } as const;

function line({ check, state, found }: Finding, output: Output): string {
  const palette = paletteFor(output, process.env);
  const colour = { ok: palette.good, warning: palette.heading, failed: palette.bad }[state];
  return `${colour(marks[state])} ${palette.name(padded(check, 12))}  ${visible(found)}`;
}
