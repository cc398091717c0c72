/** Whether processes are told settings that exist, with values that they take, and files that are there. */
import { mistakesTogether } from '@postbus/composition';
import {
  ConfigurationError,
  type ConfigurationMistake,
  describeConfiguration,
  loadConfiguration,
} from '@postbus/platform';
import { configuration, readConfiguration } from '@postbus/postbus';
import { type ServiceContainer, serviceOf, servicesAlone } from './process.ts';

/** Variables of ours that are no settings: the file of the settings, and the server that the postbus command speaks to. */
const others = ['POSTBUS_CONFIG', 'POSTBUS_ADMIN'];

const rows = describeConfiguration(configuration);
const known = new Set([...rows.map(({ variable }) => variable), ...others]);

/** Settings that name a file which the process reads. */
const files = new Set(
  rows.filter(({ description }) => description.startsWith('PEM file')).map(({ variable }) => variable),
);

/** Variables `POSTBUS_*` among `names` that no setting has. */
export function unknownVariables(names: Iterable<string>): string[] {
  return [...names].filter((name) => name.startsWith('POSTBUS_') && !known.has(name));
}

/** What is wrong with the settings of a container that starts a service. */
export function settingsMistakes({ command, environment, mounts }: ServiceContainer): string[] {
  const service = serviceOf(command);
  if (service === undefined) return [`${command.join(' ')} starts no service`];
  return [
    ...unknownVariables(Object.keys(environment)).map((name) => `${name} is no setting`),
    ...valueMistakes(service, environment),
    ...Object.entries(environment)
      .filter(([name, value]) => files.has(name) && !mounts.some((folder) => value.startsWith(`${folder}/`)))
      .map(([name, value]) => `${name} names ${value}, where nothing is mounted`),
  ];
}

/** As the process itself looks at them: the postbus command at all together, a service alone at those of a process. */
function valueMistakes(service: string, environment: Readonly<Record<string, string>>): string[] {
  const alone = servicesAlone.includes(service);
  const flags = alone || service === 'postbus' ? [] : [{ key: 'services', name: 'command', value: service }];
  try {
    if (!alone) readConfiguration({ environment, flags });
    return alone ? inWords([...mistakesTogether(loadConfiguration(configuration, { environment }))]) : [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return inWords(error.mistakes);
  }
}

function inWords(mistakes: readonly ConfigurationMistake[]): string[] {
  return mistakes.map(({ key, source, expected, found = 'that' }) => `${key} (${source}): ${expected}, not ${found}`);
}
