/** A Dockerfile as its instructions. https://docs.docker.com/reference/dockerfile/ */

export interface Instruction {
  /** `RUN` */
  readonly name: string;
  /** What follows it, lines joined. */
  readonly value: string;
}

export interface Stage {
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** Before the first FROM: `ARG`. */
  readonly head: readonly Instruction[];
  readonly stages: readonly Stage[];
}

export function parseDockerfile(text: string): Dockerfile {
  const head: Instruction[] = [];
  const stages: { name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.name === 'FROM')
      stages.push({ name: /\bAS (\S+)$/i.exec(instruction.value)?.[1], instructions: [] });
    (stages.at(-1)?.instructions ?? head).push(instruction);
  }
  return { head, stages };
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const joined = lines.join('\n').replaceAll(/\\\n\s*/g, '');
  return joined.split('\n').map((line) => {
    const [, name = '', value = ''] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? [];
    return { name: name.toUpperCase(), value: value.trim() };
  });
}

/** The last value of an instruction in a stage. */
export function valueOf(stage: Stage, name: string): string | undefined {
  return stage.instructions.findLast((instruction) => instruction.name === name)?.value;
}

/** The variables that `ENV` sets. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = stage.instructions
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ value }) => [...value.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|\S+)/g)]);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value.replaceAll(/^"|"$/g, '')]));
}

/** A command in its exec form; undefined for the shell form. */
export function execForm(value: string | undefined): readonly string[] | undefined {
  return value?.startsWith('[') === true ? (JSON.parse(value) as string[]) : undefined;
}
