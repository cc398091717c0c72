import { describe, expect, it } from 'vitest';
import { imageMistakes, readDockerfile, runtimeStage } from './check-image.ts';
import { environmentOf, execForm, parseDockerfile, valueOf } from './dockerfile.ts';

const good = `
FROM a AS build
RUN npm ci && \\
  # a remark
  npm run build
FROM b
ENV NODE_ENV=production \\
  POSTBUS_LOG_LEVEL=info
USER 65532:65532
HEALTHCHECK --interval=10s CMD ["node", "health.mjs"]
CMD ["node", "main.js"]
`;
const mistakesOf = (text: string) => imageMistakes(runtimeStage(parseDockerfile(text)));

describe('a Dockerfile', () => {
  it('is read as stages with their instructions, lines joined and remarks left out', () => {
    const { stages } = parseDockerfile(good);
    expect(stages.map(({ name }) => name)).toEqual(['build', undefined]);
    expect(valueOf(stages[0]!, 'RUN')).toBe('npm ci && npm run build');
    expect(environmentOf(stages[1]!)).toEqual({ NODE_ENV: 'production', POSTBUS_LOG_LEVEL: 'info' });
    expect(execForm(valueOf(stages[1]!, 'CMD'))).toEqual(['node', 'main.js']);
  });

  it('passes as it is asked, and ours does', () => {
    expect(mistakesOf(good)).toEqual([]);
    expect(imageMistakes(runtimeStage(readDockerfile()))).toEqual([]);
  });

  it.each([
    ['USER root', /^USER/m, 'USER'],
    ['USER 0:0', /^USER/m, 'USER'],
    ['CMD node main.js', /^CMD/m, 'CMD'],
    ['HEALTHCHECK CMD node health.mjs', /^HEALTHCHECK/m, 'HEALTHCHECK'],
    ['RUN chmod +x /x', undefined, 'RUN'],
    ['ENV POSTBUS_LOG_LEVLE=info', undefined, 'POSTBUS_LOG_LEVLE'],
    ['ENV POSTBUS_ADMIN_TOKEN=x', undefined, 'POSTBUS_ADMIN_TOKEN'],
    ['ARG NPM_TOKEN', undefined, 'NPM_TOKEN'],
  ])('is refused with %s', (line, instead, named) => {
    const kept = good
      .trim()
      .split('\n')
      .filter((text) => instead?.test(text) !== true);
    expect(mistakesOf([...kept, line].join('\n')).join()).toContain(named);
  });
});
